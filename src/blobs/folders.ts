// Folders below the root: made when a file needs them, held so that nobody can put another in their place meanwhile, and flushed.
import { closeSync, constants, openSync, readlinkSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Refusal } from '../protocol/refusals.ts'
import { codeOf } from './reader.ts'

/** The folder in which a name stands. `place` leads to the name through the folder that is held, whatever becomes of its path. */
type Held = Disposable & { readonly place: string }

/** Holds the folder of `name`, made if need be. Refusal: `bad-file-name` where a link or a file is in the way. */
export async function folderFor(root: string, name: string): Promise<Held> {
  const parts = name.split('/')
  const base = parts.pop() ?? ''
  if (parts.length === 0) return { place: join(root, base), [Symbol.dispose]: () => undefined }
  let folder = root
  for (const part of parts) {
    const inner = join(folder, part)
    try {
      await mkdir(inner)
      await syncFolder(folder)
    } catch (thrown) {
      if (codeOf(thrown) !== 'EEXIST') throw inTheWay(thrown)
    }
    folder = inner
  }
  try {
    const fd = openSync(folder, constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0))
    const held = process.platform === 'linux' ? `/proc/self/fd/${fd}` : folder
    if (process.platform === 'linux' && readlinkSync(held) !== folder) {
      closeSync(fd)
      throw inTheWay(undefined)
    }
    return { place: join(held, base), [Symbol.dispose]: () => closeSync(fd) }
  } catch (thrown) {
    throw thrown instanceof Refusal ? thrown : inTheWay(thrown)
  }
}

const inTheWay = (cause: unknown): Refusal =>
  new Refusal('bad-file-name', 'No folder of this name can be made here: something else has the name. Choose another.', { cause })

export type FolderSyncs = {
  /** Flushes a folder. Those who ask while it is being flushed share the next time. */
  sync(folder: string): Promise<void>
}

export function folderSyncs(): FolderSyncs {
  const running = new Map<string, { readonly now: Promise<void>; next: Promise<void> | undefined }>()
  const begin = (folder: string): Promise<void> => {
    const now = syncFolder(folder).finally(() => {
      if (running.get(folder)?.now === now && running.get(folder)?.next === undefined) running.delete(folder)
    })
    running.set(folder, { now, next: undefined })
    return now
  }
  return {
    sync: folder => {
      const turn = running.get(folder)
      if (turn === undefined) return begin(folder)
      turn.next ??= turn.now.catch(() => undefined).then(() => begin(folder))
      return turn.next
    },
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Folders that became empty are taken away, from the innermost on. */
export const parentsOf = (root: string, name: string): string[] => {
  const parents: string[] = []
  for (let folder = dirname(name); folder !== '.'; folder = dirname(folder)) parents.push(join(root, folder))
  return parents
}
