// The SHA-256 of a file of a folder: remembered for just the version it was worked out for.
import type { BlobReader, Store } from '../ports.ts'

export async function hashOf(store: Store, room: number, name: string, reader: BlobReader): Promise<string> {
  const { version, settled } = reader
  const known = await store.fileNamed(room, name)
  if (known?.version === version && known.sha256 !== undefined) return known.sha256
  const sha256 = await reader.sha256()
  if (settled && (await reader.unchanged())) await store.rememberHash(room, name, version, sha256)
  return sha256
}
