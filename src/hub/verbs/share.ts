// `share`: a link to a file, for whoever is given it.
import { roomFor } from '../finding.ts'
import { type Perform, reply } from './verb.ts'

export const share: Perform<'share'> = async (hub, session, { room: ref, name, hours, downloads, password }) => {
  const room = await roomFor('read', hub, session, ref)
  const file = await hub.files.find({ room, name })
  const { token, row } = await hub.files.sharing.share(file, { guest: session.guest, hours, downloads, password })
  // The last part only tells a browser under which name to save it.
  const path = `/s/${token}/${encodeURIComponent(file.name.replace(/^.*\//, ''))}`
  return reply({ event: 'shared', room: room.id, path, share: row })
}
