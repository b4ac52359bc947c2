// Lays the files that a transcript asks for into the hub's folder of files, as its operator would.
import { appendFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { bytesMade, bytesOf, type Made, type Scope } from './template.ts'

export type ShelfEntry = { path: string; content: Made; isAppended: boolean } | { path: string; linkTo: string }

export async function layOnShelf(folder: string | undefined, entry: ShelfEntry, scope: Scope): Promise<void> {
  if (folder === undefined) throw new Error("the runner does not know the hub's folder of files")
  // The path stays bytes: a name that is not UTF-8 can be laid out too.
  const path = Buffer.concat([Buffer.from(`${folder}/`), bytesOf(entry.path, scope)])
  await mkdir(path.subarray(0, path.lastIndexOf('/')), { recursive: true })
  if ('linkTo' in entry) {
    await rm(path, { force: true })
    await symlink(bytesOf(entry.linkTo, scope), path)
  } else if (entry.isAppended) await appendFile(path, bytesMade(entry.content, scope))
  else await writeFile(path, bytesMade(entry.content, scope))
}
