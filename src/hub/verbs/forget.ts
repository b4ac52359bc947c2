// `forget`: nobody can come back as this guest any more.
import { type Perform, reply } from './verb.ts'

export const forget: Perform<'forget'> = async (hub, session) => {
  await hub.store.forgetToken(session.guest)
  session.hasToken = false
  return reply({ event: 'forgotten' })
}
