// `unshare`: a link to a file leads nowhere from now on.
import { roomFor } from '../finding.ts'
import { mayUnshare } from '../permissions.ts'
import { type Perform, reply } from './verb.ts'

export const unshare: Perform<'unshare'> = async (hub, session, { room: ref, name, share: id }) => {
  const room = await roomFor('read', hub, session, ref)
  const file = await hub.files.find({ room, name })
  await hub.files.sharing.revoke(file, id, share => mayUnshare(session.guest, room, file, share))
  return reply({ event: 'unshared', room: room.id, share: id })
}
