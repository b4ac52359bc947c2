// The SHA-256 of a file of the shelf: remembered for just the version it was worked out for.
import type { BlobReader, Store } from './ports.ts'

export async function hashOf(store: Store, name: string, reader: BlobReader): Promise<string> {
  const { version, settled } = reader
  const known = await store.knownHash(name, version)
  if (known !== undefined) return known
  const sha256 = await reader.sha256()
  if (settled && (await reader.unchanged())) await store.rememberHash({ name, version, sha256 })
  return sha256
}
