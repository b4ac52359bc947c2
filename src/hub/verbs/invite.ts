// `invite`: somebody who is here may join a room.
import { Refusal } from '../../protocol/refusals.ts'
import { roomFor } from '../finding.ts'
import { own, type Perform, receipt } from './verb.ts'

export const invite: Perform<'invite'> = async (hub, session, command) => {
  const room = await roomFor('invite', hub, session, command.room)
  const guest = hub.presence.named(command.name)
  if (guest === undefined) throw new Refusal('no-such-person')
  await hub.register.know(guest)
  const body = { kind: 'member', change: 'invited', member: guest.guest, name: guest.name, ...own(command) } as const
  const placed = await room.place(session, body, hub.clock.now())
  if (!placed.again && !guest.feeds.has(room)) {
    const event = { event: 'invited', room: room.id, name: room.nameFor(guest.guest), by: session.name } as const
    for (const device of hub.presence.ofGuest(guest.guest)) device.connection.tell(event)
  }
  return receipt(room, placed)
}
