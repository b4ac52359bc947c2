// `transfers`: uploads in progress, and those that wait to be gone on with.
import { roomFor } from '../finding.ts'
import { type Perform, reply } from './verb.ts'

export const transfers: Perform<'transfers'> = async (hub, session, { room: ref }) => {
  const room = await roomFor('read', hub, session, ref)
  return reply({ event: 'transfers', rows: hub.files.uploads.in(room) })
}
