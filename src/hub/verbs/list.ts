// `list`: the files on a room's shelf, a page at a time.
import { limits } from '../../protocol/limits.ts'
import { roomFor } from '../finding.ts'
import { type Perform, reply } from './verb.ts'

export const list: Perform<'list'> = async (hub, session, { room: ref, after, rows: wanted }) => {
  const most = Math.min(wanted ?? limits.listRowsMax, limits.listRowsMax)
  const room = await roomFor('read', hub, session, ref)
  const rows = await hub.files.list(room, after, most)
  return reply({ event: 'files', room: room.id, rows, more: rows.length === most })
}
