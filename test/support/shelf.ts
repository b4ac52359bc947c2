// A folder of files with the disk adapter on it, as the hub has it, and room beside it for what must stay unread.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openDisk } from '../../src/blobs/disk.ts'
import type { BlobReader, Blobs, StagedBlob } from '../../src/hub/ports.ts'
import { temporaryFolder } from './hub.ts'

export type Shelf = AsyncDisposable & {
  readonly disk: Blobs
  /** The files folder. */
  readonly path: string
  /** A folder beside it that nobody may reach through it. */
  readonly outside: string
}

export async function openShelf(): Promise<Shelf> {
  const folder = await temporaryFolder()
  const [path, outside] = [join(folder.path, 'files'), join(folder.path, 'outside')]
  await mkdir(outside)
  const disk = await openDisk(path)
  // The file thread lets a process end that has nothing else to do; a test still waits for it.
  const awake = setInterval(() => undefined, 60_000)
  return {
    disk,
    path,
    outside,
    [Symbol.asyncDispose]: async () => {
      clearInterval(awake)
      await disk[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** All bytes of an open file, which is closed then. */
export async function readAll(reader: BlobReader): Promise<Buffer> {
  const bytes = Buffer.alloc(reader.bytes)
  try {
    for (let at = 0; at < bytes.length; ) {
      const read = await reader.read(bytes.subarray(at), at)
      if (read === 0) return bytes.subarray(0, at)
      at += read
    }
    return bytes
  } finally {
    await reader.close()
  }
}

let lastId = 0

/** Staged bytes with an id of their own. */
export async function stageBytes(disk: Blobs, bytes: Uint8Array): Promise<StagedBlob> {
  const staged = await disk.stage((++lastId).toString(16).padStart(32, '0'), { kept: false, isNew: true })
  if (bytes.length > 0) await staged.append([bytes])
  return staged
}

/** Every name that the shelf shows, page by page. */
export async function allNames(disk: Blobs, pageRows = 1_000): Promise<string[]> {
  const names: string[] = []
  for (;;) {
    const page = await disk.list(names.at(-1) ?? '', pageRows)
    names.push(...page.map(row => row.name))
    if (page.length < pageRows) return names
  }
}
