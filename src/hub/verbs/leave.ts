// `leave`: one is not in a room any more.
import { roomFor } from '../finding.ts'
import { own, type Perform, reply } from './verb.ts'

export const leave: Perform<'leave'> = async (hub, session, command) => {
  const room = await roomFor('leave', hub, session, command.room)
  await room.place(session, { kind: 'member', change: 'left', member: session.guest, name: session.name, ...own(command) }, hub.clock.now())
  hub.unfollow(session, room)
  for (const other of hub.presence.ofGuest(session.guest)) {
    if (!other.feeds.has(room)) continue
    hub.unfollow(other, room)
    other.connection.tell({ event: 'gone', room: room.id, name: room.nameFor(other.guest) })
  }
  return reply({ event: 'gone', room: room.id, name: room.nameFor(session.guest) })
}
