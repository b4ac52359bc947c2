// `cancel`: an upload of one's own is not wanted any more.
import { type Perform, reply } from './verb.ts'

export const cancel: Perform<'cancel'> = async (hub, session, { transfer }) => {
  await hub.files.uploads.cancel(transfer, session.guest)
  return reply({ event: 'cancelled', transfer })
}
