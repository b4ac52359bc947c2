// `put`: a file for the current room's shelf. Chat is held back until it is stored.

import { isFileName } from '../../protocol/file-names.ts'
import { Refusal } from '../../protocol/refusals.ts'
import { demand } from '../permissions.ts'
import type { Perform } from './verb.ts'

export const put: Perform<'put'> = async (hub, session, { name, bytes, rename, resume }) => {
  const { room } = session
  demand('put', session, room)
  if (!isFileName(name)) throw new Refusal('bad-file-name')
  const upload = await hub.files.uploads.put({
    room,
    writer: session,
    address: session.connection.address,
    name,
    bytes,
    sha256: resume,
    ifTaken: rename ? 'rename' : 'refuse',
    kept: resume !== undefined,
    // Staged uploads belong to a guest, and without a token nobody can be that guest again.
    keeps: () => resume !== undefined && (!session.ended || session.hasToken),
  })
  session.hold()
  return { kind: 'upload', upload, bytes }
}
