// `who`: who is in a room now, longest connected first.
import { roomFor } from '../finding.ts'
import { type Perform, reply } from './verb.ts'

export const who: Perform<'who'> = async (hub, session, command) => {
  const room = await roomFor('read', hub, session, command.room)
  // Somebody with several devices is one person.
  const rows = new Map([...room.here.keys()].map(({ guest, name }) => [guest, { guest, name }]))
  return reply({ event: 'people', room: room.id, count: rows.size, rows: [...rows.values()] })
}
