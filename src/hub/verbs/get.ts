// `get`: a file from a room's shelf. Chat is held back until its last byte has gone.
import { roomFor } from '../finding.ts'
import { callerOf, type Perform } from './verb.ts'

export const get: Perform<'get'> = async (hub, session, { room: ref, readings }) => {
  const room = await roomFor('read', hub, session, ref)
  const download = await hub.files.open(room, callerOf(session), readings)
  session.hold()
  return { kind: 'download', download }
}
