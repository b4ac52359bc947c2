// Bytes in the vault that no file is known by: a crash came between giving them their id and writing it down, or after they were forgotten.
import { limits } from '../../protocol/limits.ts'
import type { Blobs, Store } from '../ports.ts'

/** `given`: ids that were given since the start, and may not be written down yet. */
export async function sweepVault(vault: Blobs, store: Store, given: ReadonlySet<string>, stopped: () => boolean): Promise<void> {
  for (let after = ''; !stopped(); ) {
    const rows = await vault.list(after, limits.noticedFilesPage)
    for (const { name, version } of rows) {
      if (given.has(name) || (await store.fileById(name)) !== undefined) continue
      await (await vault.take(name, version))?.discard()
    }
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.name
  }
}
