// Reads an upload along while it arrives. What has come is there to be read; what has not is waited for; and if the upload dies the reader is
// told so, never given less than it was promised.
import { Refusal } from '../../protocol/refusals.ts'
import type { BlobReader } from '../ports.ts'
import type { Transfer } from './transfer.ts'

/** `staged` reads the bytes on disk. `bytes`: the length of the whole file. */
export function follow(transfer: Transfer, staged: BlobReader, bytes: number): BlobReader {
  const beyond = async (position: number): Promise<void> => {
    if (!(await transfer.more(position)) || transfer.state === 'dead') throw new Refusal('upload-died')
  }
  return {
    bytes,
    modifiedAt: staged.modifiedAt,
    version: transfer.id,
    settled: false,
    read: async (into, position) => {
      if (position >= bytes) return 0
      await beyond(position)
      return staged.read(into.subarray(0, transfer.readable - position), position)
    },
    sha256: async () => {
      await beyond(bytes)
      return transfer.stored?.sha256 ?? ''
    },
    unchanged: async () => transfer.state === 'stored',
    intact: async () => transfer.state === 'stored',
    close: () => staged.close(),
  }
}
