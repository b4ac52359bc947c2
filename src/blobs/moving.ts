// Files that lose their name or get another one. The file is looked at on an open handle first, so that it is the one that was meant; and what
// was then taken by its name is looked at once more, since the operator may have put another there in between.
import { lstat, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { BlobReader, TakenBlob } from '../hub/ports.ts'
import { isFilePath, nextFreeName } from '../protocol/file-names.ts'
import { Refusal } from '../protocol/refusals.ts'
import { folderFor, folderOf, parentsOf } from './folders.ts'
import { asidePath } from './paths.ts'
import { openReader } from './reader.ts'
import { type Ground, giveName, onDisk } from './staged.ts'

/** Takes the file of that name and version out of the shelf, into the folder that nobody sees. */
export async function take(ground: Ground, name: string, version: string): Promise<TakenBlob | undefined> {
  const { root, folders, thread } = ground
  const reader = await openReader(root, name, thread)
  if (reader === undefined) return undefined
  try {
    using folder = isSameFile(reader.version, version) ? folderOf(root, name) : undefined
    if (folder === undefined) return undefined
    const aside = asidePath(root)
    await onDisk(rename(folder.place, aside))
    try {
      if (!(await isFileOf(reader, aside))) {
        await giveBack(root, name, aside)
        return undefined
      }
      await onDisk(folders.sync(dirname(join(root, name))))
    } catch (thrown) {
      await giveBack(root, name, aside)
      throw thrown
    }
    return {
      putBack: () => giveBack(root, name, aside),
      discard: async () => {
        await rm(aside, { force: true })
        for (const parent of parentsOf(root, name)) await rmdir(parent).catch(() => undefined)
      },
    }
  } finally {
    await reader.close()
  }
}

/** What was taken gets its name again, or the next free one where somebody has taken the name meanwhile: nothing is thrown away. */
async function giveBack(root: string, name: string, aside: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    using folder = await folderFor(root, attempt === 1 ? name : nextFreeName(name, attempt))
    if (await giveName(aside, folder.place)) return void (await rm(aside, { force: true }))
  }
}

/** Whether it is the file that is known, left as it was. A file that was given its name back is that file, too. */
const isSameFile = (version: string, known: string): boolean => beforeLast(version) === beforeLast(known)

const beforeLast = (version: string): string => version.slice(0, version.lastIndexOf('-'))

async function isFileOf(reader: BlobReader, path: string): Promise<boolean> {
  const { dev, ino } = await lstat(path, { bigint: true })
  return reader.version.startsWith(`${dev}-${ino}-`)
}

/** Gives the file another name, never replacing anything. */
export async function move(ground: Ground, name: string, version: string, to: string): Promise<{ version: string } | 'taken' | 'gone'> {
  if (!isFilePath(to)) throw new Refusal('bad-file-name')
  const { root, folders, thread } = ground
  const reader = await openReader(root, name, thread)
  if (reader === undefined) return 'gone'
  try {
    using source = isSameFile(reader.version, version) ? folderOf(root, name) : undefined
    if (source === undefined) return 'gone'
    using folder = await folderFor(root, to)
    if (!(await giveName(source.place, folder.place))) return 'taken'
    if (!(await isFileOf(reader, folder.place))) {
      await giveName(folder.place, source.place)
      await rm(folder.place, { force: true })
      return 'gone'
    }
    await onDisk(rm(source.place, { force: true }))
    await Promise.all([...new Set([name, to].map(one => dirname(join(root, one))))].map(one => onDisk(folders.sync(one))))
  } finally {
    await reader.close()
  }
  const moved = await openReader(root, to, thread)
  await moved?.close()
  return moved === undefined ? 'gone' : { version: moved.version }
}
