// Folders below the root: made when a file needs them, held so that nobody can put another in their place meanwhile, and flushed.
import { closeSync, constants, openSync, readlinkSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Refusal } from '../protocol/refusals.ts'
import { codeOf } from './reader.ts'

/** The folder in which a name stands. `place` leads to the name through the folder that is held, whatever becomes of its path. */
type Held = Disposable & { readonly place: string }

const folderFlags = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0)

/** Holds the folder of `name`, made if need be. Refusal: `bad-file-name` where a link or a file is in the way. */
export async function folderFor(root: string, name: string): Promise<Held> {
  const parts = name.split('/')
  const base = parts.pop() ?? ''
  let held = root
  let fd: number | undefined
  try {
    for (const [depth, part] of parts.entries()) {
      // Each folder is reached through the one before it, so a link that is put in its place meanwhile leads nowhere.
      await mkdirIn(held, part)
      const inner = openSync(join(held, part), folderFlags)
      if (fd !== undefined) closeSync(fd)
      fd = inner
      held = heldPath(inner, join(root, ...parts.slice(0, depth + 1)))
    }
    return holding(fd, join(held, base))
  } catch (thrown) {
    if (fd !== undefined) closeSync(fd)
    throw thrown instanceof Refusal ? thrown : inTheWay(thrown)
  }
}

/** Holds the folder in which a file of that name stands already; undefined when it is not there. */
export function folderOf(root: string, name: string): Held | undefined {
  const folder = join(root, dirname(name))
  try {
    const fd = openSync(folder, folderFlags)
    try {
      return holding(fd, join(heldPath(fd, folder), basename(name)))
    } catch {
      closeSync(fd)
      return undefined
    }
  } catch {
    return undefined
  }
}

const holding = (fd: number | undefined, place: string): Held => ({
  place,
  [Symbol.dispose]: () => {
    if (fd !== undefined) closeSync(fd)
  },
})

/** A path by which the open folder is reached, provided that it is the one which was meant. */
function heldPath(fd: number, folder: string): string {
  if (process.platform !== 'linux') return folder
  const held = `/proc/self/fd/${fd}`
  if (readlinkSync(held) !== folder) throw inTheWay(undefined)
  return held
}

async function mkdirIn(folder: string, part: string): Promise<void> {
  try {
    await mkdir(join(folder, part))
    await syncFolder(folder)
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') throw thrown
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
