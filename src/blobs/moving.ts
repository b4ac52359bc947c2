// Files that lose their name or get another one. The file is looked at on an open handle first, so that it is the one that was meant.
import { randomBytes } from 'node:crypto'
import { rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { TakenBlob } from '../hub/ports.ts'
import { isFilePath } from '../protocol/file-names.ts'
import { Refusal } from '../protocol/refusals.ts'
import { folderFor, parentsOf } from './folders.ts'
import { stagingFolder } from './paths.ts'
import { openReader } from './reader.ts'
import { type Ground, giveName, onDisk } from './staged.ts'

/** Takes the file of that name and version out of the shelf, into the folder that nobody sees. */
export async function take(ground: Ground, name: string, version: string): Promise<TakenBlob | undefined> {
  const { root, folders } = ground
  const reader = await openReader(root, name, ground.thread)
  if (reader === undefined) return undefined
  try {
    if (reader.version !== version) return undefined
    const path = join(root, ...name.split('/'))
    const aside = join(root, stagingFolder, randomBytes(16).toString('hex'))
    await onDisk(rename(path, aside))
    await onDisk(folders.sync(dirname(path)))
    return {
      putBack: async () => {
        await giveName(aside, path)
        await rm(aside, { force: true })
      },
      discard: async () => {
        await rm(aside, { force: true })
        for (const folder of parentsOf(root, name)) await rmdir(folder).catch(() => undefined)
      },
    }
  } finally {
    await reader.close()
  }
}

/** Gives the file another name, never replacing anything. */
export async function move(ground: Ground, name: string, version: string, to: string): Promise<{ version: string } | 'taken' | 'gone'> {
  if (!isFilePath(to)) throw new Refusal('bad-file-name')
  const { root, folders, thread } = ground
  const reader = await openReader(root, name, thread)
  if (reader === undefined) return 'gone'
  try {
    if (reader.version !== version) return 'gone'
    using folder = await folderFor(root, to)
    const [from, final] = [join(root, ...name.split('/')), join(root, ...to.split('/'))]
    if (!(await giveName(from, folder.place))) return 'taken'
    await onDisk(rm(from, { force: true }))
    await Promise.all([...new Set([dirname(from), dirname(final)])].map(one => onDisk(folders.sync(one))))
  } finally {
    await reader.close()
  }
  const moved = await openReader(root, to, thread)
  await moved?.close()
  return moved === undefined ? 'gone' : { version: moved.version }
}
