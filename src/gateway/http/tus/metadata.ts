// What a tus client says of the file that it begins to send, and how it is told again.
import type { IfTaken } from '../../../protocol/files.ts'
import { Refusal } from '../../../protocol/refusals.ts'

/** Texts by key; a key may stand without one. */
export type TusMetadata = Record<string, string | null>
export type FileTold = { readonly name: string; readonly sha256: string | undefined; readonly ifTaken: IfTaken }

/** Refusals: `bad-file-name`, `bad-command`. Whether the name is a good one the engine says. */
export function readMetadata(metadata: TusMetadata | undefined): FileTold {
  const { filename, sha256, ifTaken = 'refuse' } = metadata ?? {}
  if (!filename) throw new Refusal('bad-file-name', 'Upload-Metadata has to give the `filename`, in Base64.')
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256 ?? ''))
    throw new Refusal('bad-command', 'In Upload-Metadata `sha256` is 64 hexadecimal digits, in Base64 as every value.')
  if (ifTaken !== 'rename' && ifTaken !== 'refuse')
    throw new Refusal('bad-command', 'In Upload-Metadata `ifTaken` is `rename` or `refuse`, in Base64 as every value.')
  return { name: filename, sha256: sha256?.toLowerCase(), ifTaken }
}

export function writeMetadata({ name, sha256, ifTaken }: FileTold): TusMetadata {
  return { filename: name, ...(sha256 !== undefined && { sha256 }), ...(ifTaken === 'rename' && { ifTaken }) }
}
