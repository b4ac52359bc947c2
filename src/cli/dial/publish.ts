// Gives complete bytes their final name. An existing file is never replaced: the same content is left as it is, other content
// sends the new file to `name (2).ext`.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, lstat, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { codeOf, Failed } from './failures.ts'
import { numberedName } from './save-name.ts'

const numbersMax = 1_000

export type Published = { readonly name: string; readonly wasThere: boolean }

/** Moves `partPath` to the first free name in `folder`, unless the very file is there already. */
export async function publish(partPath: string, folder: string, saveName: string, bytes: number, sha256: string): Promise<Published> {
  for (let number = 1; number <= numbersMax; number++) {
    const name = number === 1 ? saveName : numberedName(saveName, number)
    const path = join(folder, name)
    if (await moveWithoutReplacing(partPath, path)) {
      await syncFolder(folder)
      return { name, wasThere: false }
    }
    if (await holds(path, bytes, sha256)) {
      await rm(partPath)
      return { name, wasThere: true }
    }
  }
  throw new Failed(`There are ${numbersMax} files like \`${saveName}\` here already. The bytes are in \`${partPath}\`.`)
}

async function moveWithoutReplacing(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    await rm(from)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    if (codeOf(error) === 'ENOENT') throw error
  }
  return moveWithoutLinks(from, to)
}

/** For file systems without hard links: an empty file takes the name first. */
async function moveWithoutLinks(from: string, to: string): Promise<boolean> {
  try {
    await (await open(to, 'wx')).close()
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
  await rename(from, to)
  return true
}

async function holds(path: string, bytes: number, sha256: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined)
  if (!found?.isFile() || found.size !== bytes) return false
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece)
  return hash.digest('hex') === sha256
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folder.
  await using handle = await open(folder === '' ? dirname('.') : folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => {})
}
