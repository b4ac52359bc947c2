// File bytes in an ordinary folder: what the operator drops there is listed at once, and what is put there is an ordinary file.
import { mkdir, open, readdir, readFile, realpath, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Blobs } from '../hub/ports.ts'
import { limits } from '../protocol/limits.ts'
import { folderSyncs } from './folders.ts'
import { journalPath } from './journal.ts'
import { move, take } from './moving.ts'
import { stagingFolder } from './paths.ts'
import { codeOf, openReader, readerOf } from './reader.ts'
import { type Ground, openStaged, type Placing, placed, placingNote, stagedPath } from './staged.ts'
import { FileThread } from './thread.ts'
import { watchFolder } from './watching.ts'

/** Opens the folder and makes it if it is not there. */
export async function openDisk(folder: string): Promise<Blobs> {
  await mkdir(join(folder, stagingFolder), { recursive: true })
  const root = await realpath(folder)
  const thread = new FileThread(root)
  const placing: Placing = { begun: 0, names: new Map() }
  const ground: Ground = { root, thread, placing, folders: folderSyncs() }
  return {
    list: (after, most) => thread.list(after, most),
    open: async name => {
      // While a file is being given its name its version still changes, though its content does not. That happens once to a name, so if it
      // may have happened while we opened, we open again.
      const before = placing.begun
      await placing.names.get(name)
      const reader = await openReader(root, name, thread)
      if (reader === undefined || placing.begun === before) return reader
      await placing.names.get(name)
      await reader.close()
      return openReader(root, name, thread)
    },
    stage: (id, how) => openStaged(ground, id, how),
    openStaged: async id => {
      const handle = await open(stagedPath(root, id), 'r').catch(thrown => {
        if (codeOf(thrown) === 'ENOENT') return undefined
        throw thrown
      })
      return handle === undefined ? undefined : readerOf(handle, thread)
    },
    take: (name, version) => placed(placing, name, take(ground, name, version)),
    move: (name, version, to) => placed(placing, name, placed(placing, to, move(ground, name, version, to))),
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(root)
      return bavail * bsize - limits.freeDiskBytesMin
    },
    sweep: keep => sweep(root, keep),
    look: names => thread.look(names),
    watch: changed => watchFolder(root, changed),
    [Symbol.asyncDispose]: () => thread.close(),
  }
}

async function sweep(root: string, keep: ReadonlySet<string>): Promise<void> {
  const staging = join(root, stagingFolder)
  const names = await readdir(staging)
  for (const name of names) {
    if (name.endsWith(placingNote(''))) await clearPlace(join(staging, name), names.includes(name.slice(0, -placingNote('').length)))
    else if (!keep.has(name.replace(journalPath(''), ''))) await rm(join(staging, name), { recursive: true, force: true })
  }
}

/** Takes away the empty file that held a place when the hub was cut off before the bytes moved onto it. */
async function clearPlace(note: string, bytesStillStaged: boolean): Promise<void> {
  const place = await readFile(note, 'utf8')
  const there = await stat(place).catch(() => undefined)
  if (bytesStillStaged && there?.size === 0) await rm(place, { force: true })
  await rm(note, { force: true })
}
