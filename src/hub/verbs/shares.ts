// `shares`: the links to a file that one may revoke.
import { roomFor } from '../finding.ts'
import { mayUnshare } from '../permissions.ts'
import { type Perform, reply } from './verb.ts'

export const shares: Perform<'shares'> = async (hub, session, { room: ref, name }) => {
  const room = await roomFor('read', hub, session, ref)
  const file = await hub.files.find({ room, name })
  const rows = await hub.files.sharing.of(file, share => mayUnshare(session.guest, room, file, share))
  return reply({ event: 'shares', room: room.id, name: file.name, rows })
}
