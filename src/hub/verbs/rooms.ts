// `rooms`: those that one may join, and those one is in.
import { limits } from '../../protocol/limits.ts'
import { type Perform, reply } from './verb.ts'

export const rooms: Perform<'rooms'> = async (hub, session, { after = '' }) => {
  const most = limits.roomsRowsMax
  const rows = await hub.store.listRooms(session.guest, after, most + 1)
  return reply({
    event: 'rooms',
    more: rows.length > most,
    rows: rows.slice(0, most).map(row => ({
      ...row,
      state: row.id === hub.rooms.lobby.id ? 'member' : row.state,
      here: hub.rooms.hereIn(row.id),
    })),
  })
}
