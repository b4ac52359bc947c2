// `resume`: a session becomes the guest whose token it shows. An older connection of that guest lets go of the name at once.
import { Refusal } from '../../protocol/refusals.ts'
import { enterOwnRooms } from '../entering.ts'
import { become, guestWith } from '../identity.ts'
import type { Perform } from './verb.ts'

export const resume: Perform<'resume'> = async (hub, session, command) => {
  await hub.register.endsWritten()
  const guest = await guestWith(hub, command.token)
  if (session.ended) throw new Refusal('bad-token')
  const { seq } = await become(hub, session, guest)
  if (!session.greeted) hub.welcomed(session)
  const { rooms } = await enterOwnRooms(hub, session, place => place.last)
  return {
    kind: 'reply',
    event: { event: 'resumed', name: session.name, seq },
    after: () => {
      for (const { room } of rooms) session.begin(room)
    },
  }
}
