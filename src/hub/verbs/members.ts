// `members`: who is in a room, whether here or not.
import { limits } from '../../protocol/limits.ts'
import { roomFor } from '../finding.ts'
import { type Perform, reply } from './verb.ts'

export const members: Perform<'members'> = async (hub, session, command) => {
  const room = await roomFor('read', hub, session, command.room)
  const most = limits.membersRowsMax
  const rows = await hub.store.members(room.id, command.after ?? 0, most + 1)
  const isHere = (guest: number): boolean => hub.presence.ofGuest(guest).some(other => room.here.has(other))
  return reply({
    event: 'members',
    room: room.id,
    more: rows.length > most,
    rows: rows.slice(0, most).map(row => ({ ...row, here: isHere(row.guest) })),
  })
}
