// `read`: one's own read cursor goes forward.
import { roomFor } from '../finding.ts'
import { type Perform, reply } from './verb.ts'

export const read: Perform<'read'> = async (hub, session, command) => {
  const room = await roomFor('read', hub, session, command.room)
  await hub.register.know(session)
  await hub.store.read(session.guest, room.id, command.seq)
  return reply({ event: 'done' })
}
