// `who`: who is in a room now, longest connected first.
import { roomFor } from '../finding.ts'
import { type Perform, reply } from './verb.ts'

export const who: Perform<'who'> = async (hub, session, command) => {
  const room = await roomFor('read', hub, session, command.room)
  const rows = [...room.here.keys()].map(({ guest, name }) => ({ guest, name }))
  return reply({ event: 'people', room: room.id, count: room.here.size, rows })
}
