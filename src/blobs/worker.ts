// The file thread: hashes files and walks the folder, so that neither ever holds up the event loop. Hashes are worked on in turns, a piece
// of each, so that a small file does not wait for a large one.
import { createHash, type Hash } from 'node:crypto'
import { type BigIntStats, closeSync, constants, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { crc32 } from 'node:zlib'
import type { BlobRow, Looked } from '../hub/ports.ts'
import { isFilePath } from '../protocol/file-names.ts'
import { limits } from '../protocol/limits.ts'
import { byCodePoint } from './paths.ts'
import { versionIn } from './reader.ts'
import type { FileTask, FileTaskDone } from './thread.ts'

if (parentPort === null) throw new Error('This file runs in a worker thread.')
const port = parentPort
const root = (workerData as { root: string }).root

type Job = { readonly hash: Hash; fd: number; at: number; to: number; finish: boolean }
const jobs = new Map<number, Job>()
const piece = new Uint8Array(limits.hashPieceBytes)
let working = false

port.on('message', (task: FileTask) => {
  switch (task.task) {
    case 'list':
      return answer(task.id, () => list(task.after, task.most))
    case 'look':
      return answer(task.id, () => look(task.names))
    case 'feed': {
      const job = jobs.get(task.id) ?? { hash: createHash('sha256'), fd: task.fd, at: 0, to: 0, finish: false }
      job.to = task.to
      job.finish = task.finish
      jobs.set(task.id, job)
      return work()
    }
    case 'crc':
      return answer(task.id, () => crcOf(task.fd, task.from, task.to))
    case 'drop':
      jobs.delete(task.id)
      return
  }
})

function answer(id: number, make: () => FileTaskDone['value']): void {
  try {
    port.postMessage({ id, value: make() } satisfies FileTaskDone)
  } catch (thrown) {
    port.postMessage({ id, failed: thrown instanceof Error ? thrown.message : String(thrown) } satisfies FileTaskDone)
  }
}

function work(): void {
  if (working) return
  working = true
  setImmediate(() => {
    working = false
    for (const [id, job] of jobs) step(id, job)
    if ([...jobs.values()].some(job => job.at < job.to)) work()
  })
}

function step(id: number, job: Job): void {
  try {
    if (job.at < job.to) {
      const read = readPiece(job.fd, job.at, job.to)
      job.hash.update(read)
      job.at += read.length
    }
    if (job.at < job.to || !job.finish) return
    jobs.delete(id)
    answer(id, () => job.hash.digest('hex'))
  } catch (thrown) {
    jobs.delete(id)
    answer(id, () => {
      throw thrown
    })
  }
}

function crcOf(fd: number, from: number, to: number): number {
  let crc = 0
  for (let at = from; at < to; ) {
    const read = readPiece(fd, at, to)
    crc = crc32(read, crc)
    at += read.length
  }
  return crc
}

/** The next bytes, good until others are read. */
function readPiece(fd: number, from: number, to: number): Uint8Array {
  const read = readSync(fd, piece, 0, Math.min(piece.length, to - from), from)
  if (read === 0) throw new Error('the file became shorter')
  return piece.subarray(0, read)
}

/** Of names directly in the folder. */
function look(names: readonly string[]): Looked {
  const opened = openFolder(root)
  if (opened === undefined) return { rows: [], hasFolder: true }
  try {
    const found = names.flatMap(name => {
      const stats = isFilePath(name) ? lstatSync(join(opened.place, name), { throwIfNoEntry: false, bigint: true }) : undefined
      return stats === undefined ? [] : [{ name, stats }]
    })
    const files = found.filter(({ stats }) => stats.isFile())
    return { rows: files.map(({ name, stats }) => rowOf(name, stats)), hasFolder: found.some(({ stats }) => stats.isDirectory()) }
  } finally {
    opened.close()
  }
}

function list(after: string, most: number): BlobRow[] {
  const rows: BlobRow[] = []
  walk('', after, row => rows.push(row) < most)
  return rows
}

/** Goes through ordinary files in the order of their paths, past `after`, until `take` has enough. Links are not followed and not shown. */
function walk(folder: string, after: string, take: (row: BlobRow) => boolean): boolean {
  // With a slash behind it a link would be followed all the same.
  const opened = openFolder(join(root, folder.slice(0, -1)))
  if (opened === undefined) return true
  try {
    for (const { name, path, isFolder } of entriesOf(opened.place, folder)) {
      if (isFolder) {
        const behind = byCodePoint(path, after) < 0 && !after.startsWith(path)
        if (!behind && isFilePath(`${path}x`) && !walk(path, after, take)) return false
      } else if (byCodePoint(path, after) > 0 && isFilePath(path)) {
        const stats = lstatSync(join(opened.place, name), { throwIfNoEntry: false, bigint: true })
        if (stats?.isFile() && !take(rowOf(path, stats))) return false
      }
    }
    return true
  } finally {
    opened.close()
  }
}

const rowOf = (name: string, stats: BigIntStats): BlobRow => ({
  name,
  bytes: Number(stats.size),
  modifiedAt: Number(stats.mtimeNs / 1_000_000n),
  version: versionIn(stats),
})

function entriesOf(place: string, folder: string): { name: string; path: string; isFolder: boolean }[] {
  return (
    readdirSync(place, { withFileTypes: true })
      // A name that is not UTF-8 was read with U+FFFD in it, and cannot be asked for.
      .filter(entry => !entry.name.startsWith('.') && !entry.name.includes('\ufffd') && (entry.isFile() || entry.isDirectory()))
      .map(entry => ({ name: entry.name, path: folder + entry.name + (entry.isDirectory() ? '/' : ''), isFolder: entry.isDirectory() }))
      .sort((a, b) => byCodePoint(a.path, b.path))
  )
}

/** Opens a folder so that it stays the same one whatever is put in its place; undefined when it is gone, closed to us or behind a link. */
function openFolder(path: string): { place: string; close(): void } | undefined {
  if (process.platform !== 'linux') return { place: path, close: () => undefined }
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
    const place = `/proc/self/fd/${fd}`
    if (readlinkSync(place) === path) return { place, close: () => closeSync(fd) }
    closeSync(fd)
    return undefined
  } catch (thrown) {
    // Folders come and go while we walk; the shelf itself may not.
    if (path !== root) return undefined
    throw thrown
  }
}
