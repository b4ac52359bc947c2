// Opens a file of the shelf for reading. It is opened first and checked on the open handle, so nobody can swap it in between.
import { type BigIntStats, constants } from 'node:fs'
import { type FileHandle, open, readlink, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobReader } from '../hub/ports.ts'
import { isFilePath } from '../protocol/file-names.ts'
import type { FileThread, Hashing } from './thread.ts'

// Without O_NONBLOCK, opening a FIFO would wait for a writer.
const readFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
const absent = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'EPERM', 'ENXIO', 'ENAMETOOLONG', 'EISDIR', 'ENODEV', 'EMLINK'])

export const codeOf = (thrown: unknown): string => (thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '')

/** Undefined when there is no ordinary file of that name inside the shelf. */
export async function openReader(root: string, name: string, thread: FileThread): Promise<BlobReader | undefined> {
  if (!isFilePath(name)) return undefined
  const path = join(root, ...name.split('/'))
  let handle: FileHandle
  try {
    handle = await open(path, readFlags)
  } catch (thrown) {
    if (absent.has(codeOf(thrown))) return undefined
    throw thrown
  }
  try {
    if (await isItself(handle, path)) return await readerOf(handle, thread)
  } catch (thrown) {
    await handle.close()
    if (absent.has(codeOf(thrown))) return undefined
    throw thrown
  }
  await handle.close()
  return undefined
}

/** Whether the handle is an ordinary file and the very one that stands at the path with no link on the way. */
async function isItself(handle: FileHandle, path: string): Promise<boolean> {
  const opened = await handle.stat({ bigint: true })
  if (!opened.isFile()) return false
  // On Linux the kernel says what was opened; elsewhere a folder that turns into a link and back while we ask could deceive us.
  if (process.platform === 'linux') return (await readlink(`/proc/self/fd/${handle.fd}`)) === path
  if ((await realpath(path)) !== path) return false
  const there = await stat(path, { bigint: true })
  return there.dev === opened.dev && there.ino === opened.ino
}

/** Changes whenever the content may have changed. */
export async function versionOf(handle: FileHandle): Promise<string> {
  return versionIn(await handle.stat({ bigint: true }))
}

export const versionIn = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string => [dev, ino, size, mtimeNs, ctimeNs].join('-')

/** A version without when the file's own record was changed, which happens when it is renamed or deleted. */
const withoutRecord = (version: string): string => version.slice(0, version.lastIndexOf('-'))

/** More than the tick of any file system's clock, but for FAT. */
const settledAfterMs = 100

export async function readerOf(handle: FileHandle, thread: FileThread): Promise<BlobReader> {
  const { size, ctimeMs, mtimeMs } = await handle.stat()
  const version = await versionOf(handle)
  let hashing: Hashing | undefined
  return {
    bytes: size,
    modifiedAt: Math.floor(mtimeMs),
    version,
    settled: Date.now() - ctimeMs > settledAfterMs,
    read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
    sha256: () => {
      hashing = thread.hash(handle.fd)
      return hashing.finish(size)
    },
    unchanged: async () => (await versionOf(handle)) === version,
    intact: async () => withoutRecord(await versionOf(handle)) === withoutRecord(version),
    close: async () => {
      hashing?.drop()
      await handle.close()
    },
  }
}
