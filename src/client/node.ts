// `partyline/client/node`: files and folders of this machine as sources and sinks, for Node.
import { createHash } from 'node:crypto'
import { constants, createReadStream, statSync } from 'node:fs'
import { type FileHandle, link, mkdir, open, opendir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isFileTarget } from '../protocol/file-names.ts'
import { PartylineError } from './error.ts'
import type { Coming, FileSink, FileSource } from './transfers/api.ts'
import type { Hash } from './transfers/sha256.ts'

const readBytes = 256 * 1_024
const writeBytes = 1_024 * 1_024

/** OpenSSL's SHA-256: many times as fast as one in JavaScript. */
export function nodeHash(): Hash {
  const hash = createHash('sha256')
  return { update: bytes => void hash.update(bytes), hex: () => hash.digest('hex') }
}

/**
 * A file of this machine. `name`: what it is to be called on the shelf, if not as here. Throws when there is no such file; an upload of it fails
 * with `changed` when it is written to meanwhile.
 */
export function fileSource(path: string, { name = basename(path) }: { readonly name?: string } = {}): FileSource {
  const found = statSync(path)
  if (!found.isFile()) throw new PartylineError('no-such-file', `${path} is no ordinary file.`)
  return sourceOf(path, name, found.size, found.mtimeMs)
}

/**
 * All ordinary files below a folder, by names relative to it, with `/` between the parts. Hidden ones (whose name, or whose folder's name, begins
 * with a dot) are left out, since no shelf has such; links are not followed.
 */
export async function* folderSource(path: string): AsyncGenerator<FileSource, void> {
  yield* below(path, '')
}

async function* below(folder: string, prefix: string): AsyncGenerator<FileSource, void> {
  const entries = []
  for await (const entry of await opendir(folder)) if (!entry.name.startsWith('.')) entries.push(entry)
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* below(path, `${prefix}${entry.name}/`)
    if (!entry.isFile()) continue
    const found = await stat(path).catch(() => undefined)
    // It may have gone since the folder was read.
    if (found !== undefined) yield sourceOf(path, prefix + entry.name, found.size, found.mtimeMs)
  }
}

const sourceOf = (path: string, name: string, bytes: number, modifiedAt: number): FileSource => ({
  name,
  bytes,
  hash: nodeHash,
  async *stream(offset) {
    const now = await stat(path)
    if (now.size !== bytes || now.mtimeMs !== modifiedAt)
      throw new PartylineError('changed', `${path} was changed while it was sent. Send it again.`)
    if (offset < bytes) yield* createReadStream(path, { start: offset, end: bytes - 1, highWaterMark: readBytes })
  },
})

export type SaveOptions = {
  /** When there is another file at that path: `exists`, or it is replaced in one step. */
  readonly ifTaken?: 'refuse' | 'replace'
}

/**
 * Saves a file to that path. Until it is complete and checked it is `<path>.part`, with a note beside it of which file it is a part of, so that
 * another run of the program goes on with it. Folders on the way are made.
 */
export const saveTo = (path: string, options: SaveOptions = {}): FileSink => new Saving(path, options)

/** For `downloadAll`: saves every file below a folder, under its own name. Refuses names that would lead elsewhere. */
export function saveInto(folder: string, options: SaveOptions = {}): (file: { readonly name: string }) => FileSink {
  return ({ name }) => {
    if (!isFileTarget(name)) throw new PartylineError('bad-file-name', `${JSON.stringify(name)} cannot be the name of a file here.`)
    return saveTo(join(folder, ...name.split('/')), options)
  }
}

class Saving implements FileSink {
  readonly #path: string
  readonly #part: string
  readonly #note: string
  readonly #replaces: boolean
  #file: FileHandle | undefined
  #chunks: Uint8Array[] = []
  #waiting = 0
  #begun = false

  constructor(path: string, { ifTaken }: SaveOptions) {
    this.#path = path
    this.#part = `${path}.part`
    this.#note = `${path}.part.json`
    this.#replaces = ifTaken === 'replace'
  }

  hash(): Hash {
    return nodeHash()
  }

  async has({ bytes, sha256 }: Coming): Promise<boolean> {
    const found = await stat(this.#path).catch(() => undefined)
    if (found === undefined || sha256 === undefined) return false
    if (found.isFile() && found.size === bytes && (await hashOf(this.#path)) === sha256) return true
    if (!this.#replaces) throw new PartylineError('exists', `There is another file at ${this.#path}. Choose another path, or replace it.`)
    return false
  }

  async resume(hash: Hash): Promise<{ at: number; sha256: string } | undefined> {
    const sha256 = await noted(this.#note)
    const found = await stat(this.#part).catch(() => undefined)
    if (sha256 === undefined || found === undefined || !found.isFile() || found.size === 0) return undefined
    for await (const chunk of createReadStream(this.#part, { highWaterMark: writeBytes, end: found.size - 1 })) hash.update(chunk)
    this.#file = await open(this.#part, 'a')
    return { at: found.size, sha256 }
  }

  async begin({ sha256 }: Coming): Promise<void> {
    await this.#file?.close()
    this.#file = undefined
    this.#chunks = []
    this.#waiting = 0
    await mkdir(dirname(this.#path), { recursive: true })
    const isOurs = this.#begun || (await stat(this.#note).catch(() => undefined)) !== undefined
    // The note says that the part is ours; of what it is a part is written into it when the part is empty.
    if (isOurs) await writeFile(this.#note, '{}')
    this.#file = await this.#openPart(isOurs)
    this.#begun = true
    await writeFile(this.#note, JSON.stringify(sha256 === undefined ? {} : { sha256 }))
  }

  /** A file of that name without a note is somebody else's. */
  async #openPart(isOurs: boolean): Promise<FileHandle> {
    const { O_WRONLY, O_CREAT, O_TRUNC, O_EXCL, O_NOFOLLOW } = constants
    try {
      return await open(this.#part, O_WRONLY | O_CREAT | (O_NOFOLLOW ?? 0) | (isOurs ? O_TRUNC : O_EXCL), 0o666)
    } catch (thrown) {
      const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
      if (code !== 'EEXIST' && code !== 'ELOOP') throw thrown
      throw new PartylineError('exists', `${this.#part} is in the way: it is no part of a download. Remove it or choose another path.`)
    }
  }

  write(chunk: Uint8Array): Promise<void> | void {
    this.#chunks.push(chunk)
    this.#waiting += chunk.length
    return this.#waiting < writeBytes ? undefined : this.#flush()
  }

  async close(): Promise<void> {
    await this.#flush()
    await this.#file?.sync()
    await this.#file?.close()
    this.#file = undefined
    if (this.#replaces) await rename(this.#part, this.#path)
    else await this.#take()
    await rm(this.#note, { force: true })
  }

  async abort(reason: Error): Promise<void> {
    const { code } = reason as { readonly code?: unknown }
    const isWorthless = code === 'wrong-hash' || code === 'cancelled'
    if (!isWorthless) await this.#flush().catch(() => {})
    await this.#file?.close()
    this.#file = undefined
    if (isWorthless) await Promise.all([rm(this.#part, { force: true }), rm(this.#note, { force: true })])
  }

  /** Gives the part its name, unless something has that name: a link is never made over a file. */
  async #take(): Promise<void> {
    try {
      await link(this.#part, this.#path)
    } catch (thrown) {
      const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
      if (code === 'EEXIST')
        throw new PartylineError('exists', `There is another file at ${this.#path} by now. What came is in ${this.#part}.`)
      // Some file systems have no links: an empty file takes the place first.
      await (await open(this.#path, 'wx')).close()
      return rename(this.#part, this.#path)
    }
    await unlink(this.#part)
  }

  async #flush(): Promise<void> {
    const chunks = this.#chunks
    this.#chunks = []
    this.#waiting = 0
    const file = this.#file
    for (let left = chunks; left.length > 0 && file !== undefined; ) left = rest(left, (await file.writev(left)).bytesWritten)
  }
}

/** What was not written: a disk may take less than it was given. */
function rest(chunks: readonly Uint8Array[], written: number): Uint8Array[] {
  let left = written
  return chunks.flatMap(chunk => {
    const taken = Math.min(left, chunk.length)
    left -= taken
    return taken === chunk.length ? [] : [chunk.subarray(taken)]
  })
}

async function hashOf(path: string): Promise<string> {
  const hash = nodeHash()
  for await (const chunk of createReadStream(path, { highWaterMark: writeBytes })) hash.update(chunk)
  return hash.hex()
}

async function noted(path: string): Promise<string | undefined> {
  try {
    const { sha256 } = JSON.parse(await readFile(path, 'utf8')) as { readonly sha256?: unknown }
    return typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined
  } catch {
    return undefined
  }
}
