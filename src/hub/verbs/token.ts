// `token`: a guest asks for the token by which it can come back as itself. The former one is void from now on.
import { type Perform, reply } from './verb.ts'

export const token: Perform<'token'> = async (hub, session) => {
  const made = hub.secrets.newToken()
  await hub.store.saveGuest({ id: session.guest, name: session.name, seq: session.feed.cursor }, made.hash, hub.clock.now())
  session.hasToken = true
  return reply({ event: 'token', token: made.token })
}
