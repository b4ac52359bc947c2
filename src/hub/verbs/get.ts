// `get`: a file from the shelf. Chat is held back until its last byte has gone.
import type { Perform } from './verb.ts'

export const get: Perform<'get'> = async (hub, session, { readings }) => {
  const download = await hub.files.open(readings)
  session.hold()
  return { kind: 'download', download }
}
