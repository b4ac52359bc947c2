// Bytes on their way in: written beside the shelf, sealed, and then linked under their name, which is the one step that shows them.
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, link, lstat, open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { StagedBlob, Staging } from '../hub/ports.ts'
import { isFileTarget } from '../protocol/file-names.ts'
import { limits } from '../protocol/limits.ts'
import { Refusal } from '../protocol/refusals.ts'
import { type FolderSyncs, folderFor, folderOf } from './folders.ts'
import { dropJournal, type Journal, openJournal, reliableLength } from './journal.ts'
import { asidePath, stagingFolder } from './paths.ts'
import { codeOf, versionOf } from './reader.ts'
import type { FileThread } from './thread.ts'

const stageFlags = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0)
const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
/** What `link` answers on file systems that have no hard links. */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

/** The names that are being given to files at this moment, and how often that has begun. */
export type Placing = { begun: number; readonly names: Map<string, Promise<unknown>> }
/** What staged bytes share: the folder, the thread that hashes them, the names, and the flushes of folders. */
export type Ground = { readonly root: string; readonly thread: FileThread; readonly placing: Placing; readonly folders: FolderSyncs }

export function stagedPath(root: string, id: string): string {
  if (!/^[0-9a-f]{32}$/.test(id)) throw new Error(`${id} is no id of staged bytes.`)
  return join(root, stagingFolder, id)
}

/** Opens what is staged under `id`. */
export async function openStaged(ground: Ground, id: string, { kept, isNew }: Staging): Promise<StagedBlob> {
  const { thread } = ground
  const path = stagedPath(ground.root, id)
  const handle = await onDisk(open(path, stageFlags, 0o666))
  let length = 0
  let journal: Journal | undefined
  try {
    if (!isNew) length = await relied(path, handle)
    journal = kept ? await onDisk(openJournal(path, handle, length, thread)) : undefined
  } catch (thrown) {
    await handle.close()
    throw thrown
  }
  // A small file is hashed here, which is sooner done than asked for.
  let small = isNew ? createHash('sha256') : undefined
  let hashing = thread.hash(handle.fd)
  let fed = 0
  let isOpen = true
  /** The file that was replaced, while it may be wanted back. */
  let replaced: string | undefined

  const close = async (wanted: boolean): Promise<void> => {
    if (!isOpen) return
    isOpen = false
    hashing.drop()
    // Where it could not be written down how far the bytes are sure, they are sent again.
    await (wanted ? journal?.close(length) : journal?.drop())?.catch(() => undefined)
    await handle.close()
  }
  return {
    get length() {
      return length
    },
    append: async chunks => {
      const hash = length + sizeOf(chunks) > limits.hashAtOnceBytesMax ? undefined : small
      for (const chunk of chunks) hash?.update(chunk)
      // Of no use unless every byte is written.
      small = undefined
      for (let left = chunks; left.length > 0; ) {
        const { bytesWritten } = await onDisk(handle.writev([...left], length))
        length += bytesWritten
        left = after(left, bytesWritten)
      }
      small = hash
      journal?.reached(length)
      if (length - fed < limits.hashPieceBytes) return
      fed = length
      hashing.feed(fed)
    },
    cut: async to => {
      hashing.drop()
      small = undefined
      await onDisk(journal?.cut(to) ?? Promise.resolve())
      await onDisk(handle.truncate(to))
      length = to
      fed = 0
      hashing = thread.hash(handle.fd)
    },
    seal: async () => {
      const hashed = small?.digest('hex') ?? hashing.finish(length)
      small = undefined
      const [sha256] = await Promise.all([hashed, onDisk(handle.sync())])
      return sha256
    },
    publish: async (name, over) => {
      const aside = over === undefined ? undefined : asidePath(ground.root)
      const version = await placed(ground.placing, name, place(ground, name, path, handle, aside))
      replaced = aside
      return version
    },
    unpublish: name => placed(ground.placing, name, unplace(ground, name, path, handle, replaced)),
    close: () => close(true),
    discard: async () => {
      await close(false).catch(() => undefined)
      await rm(path, { force: true })
      if (replaced !== undefined) await rm(replaced, { force: true })
      if (kept) await dropJournal(path)
    },
  }
}

/** How many of the bytes that were left count; others are cut off. */
async function relied(path: string, handle: FileHandle): Promise<number> {
  const { size } = await handle.stat()
  const reliable = await reliableLength(path, handle, size)
  if (reliable < size) await onDisk(handle.truncate(reliable))
  return reliable
}

const sizeOf = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, chunk) => sum + chunk.length, 0)

/** Whoever opens this name waits until it has settled what it stands for; several may be at it. */
export function placed<T>(placing: Placing, name: string, work: Promise<T>): Promise<T> {
  placing.begun++
  const over = Promise.allSettled([placing.names.get(name), work])
  placing.names.set(name, over)
  void over.then(() => {
    if (placing.names.get(name) === over) placing.names.delete(name)
  })
  return work
}

/**
 * Gives the bytes their name, durably; if that cannot be made durable the name is taken back. `aside`: what has the name is replaced, and lies
 * there until it is sure that nobody wants it back.
 */
async function place(
  { root, folders }: Ground,
  name: string,
  path: string,
  handle: FileHandle,
  aside: string | undefined,
): Promise<{ version: string } | 'taken'> {
  const final = placeOf(root, name)
  using folder = await folderFor(root, name)
  if (aside !== undefined) {
    await keepAside(folder.place, aside)
    await onDisk(rename(path, folder.place))
  } else {
    if (!(await giveName(path, folder.place))) return 'taken'
    await rm(path, { force: true })
  }
  try {
    await onDisk(folders.sync(dirname(final)))
  } catch (thrown) {
    await takeBack(folder.place, path, aside)
    throw thrown
  }
  return { version: await versionOf(handle) }
}

/** What has the name gets another one beside it. Where there are no links it is moved. */
async function keepAside(place: string, aside: string): Promise<void> {
  const there = await lstat(place).catch(() => undefined)
  if (there === undefined) return
  if (!there.isFile()) throw new Refusal('changed')
  try {
    await onDisk(link(place, aside))
  } catch (thrown) {
    const code = codeOf(thrown instanceof Refusal ? thrown.cause : thrown)
    if (code === 'ENOENT') return
    if (!noLinks.has(code)) throw thrown
    await onDisk(rename(place, aside))
  }
}

async function takeBack(place: string, path: string, aside: string | undefined): Promise<void> {
  await onDisk(rename(place, path))
  if (aside === undefined || !(await giveName(aside, place).catch(() => false))) return
  await rm(aside, { force: true })
}

async function unplace(
  { root, folders }: Ground,
  name: string,
  path: string,
  handle: FileHandle,
  aside: string | undefined,
): Promise<void> {
  using folder = folderOf(root, name)
  if (folder === undefined || !(await isHandle(handle, folder.place))) return
  await takeBack(folder.place, path, aside)
  await onDisk(folders.sync(dirname(placeOf(root, name))))
}

function placeOf(root: string, name: string): string {
  if (!isFileTarget(name)) throw new Refusal('bad-file-name')
  return join(root, ...name.split('/'))
}

/** Gives the bytes at `path` the name `final`, never replacing anything. Answers false when the name is taken. */
export async function giveName(path: string, final: string): Promise<boolean> {
  try {
    await onDisk(link(path, final))
    return true
  } catch (thrown) {
    const code = codeOf(thrown instanceof Refusal ? thrown.cause : thrown)
    if (code === 'EEXIST') return false
    if (!noLinks.has(code)) throw thrown
  }
  return takePlace(path, final)
}

/** Where there are no links: an empty file takes the place, for which only one can be first; then the bytes move onto it. */
async function takePlace(path: string, final: string): Promise<boolean> {
  // If we are cut off in between, the note tells the next start which empty file is ours to clear away.
  await onDisk(writeFile(placingNote(path), final))
  try {
    await (await onDisk(open(final, 'wx'))).close()
    await onDisk(rename(path, final)).catch(async thrown => {
      await rm(final, { force: true })
      throw thrown
    })
    return true
  } catch (thrown) {
    if (codeOf(thrown instanceof Refusal ? thrown.cause : thrown) === 'EEXIST') return false
    throw thrown
  } finally {
    await rm(placingNote(path), { force: true })
  }
}

export const placingNote = (path: string): string => `${path}.placing`

async function isHandle(handle: FileHandle, path: string): Promise<boolean> {
  const opened = await handle.stat({ bigint: true })
  const there = await lstat(path, { bigint: true }).catch(() => undefined)
  return there?.dev === opened.dev && there.ino === opened.ino
}

function after(chunks: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let skip = bytes
  let first = 0
  for (const chunk of chunks) {
    if (chunk.length > skip) break
    skip -= chunk.length
    first++
  }
  const [partial, ...rest] = chunks.slice(first)
  return partial === undefined ? [] : [partial.subarray(skip), ...rest]
}

/** Turns what a disk says into a refusal that a person can act on. */
export async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (thrown) {
    throw new Refusal(full.has(codeOf(thrown)) ? 'storage-full' : 'storage-failed', undefined, { cause: thrown })
  }
}
