// A file on its way in: its bytes lie in `<name>.part` until all are there and match. Links are never followed.
import { createHash, type Hash } from 'node:crypto'
import { constants, type FileHandle, open, rm } from 'node:fs/promises'
import { codeOf, Failed, reasonOf } from './failures.ts'

const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants
// Windows has neither flag; there the file is looked at after it was opened.
const careful = O_RDWR | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0)
const pieceBytes = 1_024 * 1_024

export class PartFile {
  readonly path: string
  readonly #file: FileHandle
  #hash: Hash = createHash('sha256')
  #hashed = 0
  #length: number

  /** What an earlier run left, or undefined. */
  static async find(path: string): Promise<PartFile | undefined> {
    try {
      return await PartFile.#open(path, careful)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw asFailed(path, error)
    }
  }

  static async create(path: string): Promise<PartFile> {
    return PartFile.#open(path, careful | O_CREAT | O_EXCL).catch(error => {
      throw asFailed(path, error)
    })
  }

  static async #open(path: string, flags: number): Promise<PartFile> {
    const file = await open(path, flags, 0o666)
    const { size, nlink, ...stats } = await file.stat()
    if (stats.mode !== undefined && (stats.mode & constants.S_IFMT) === constants.S_IFREG && nlink === 1)
      return new PartFile(path, file, size)
    await file.close()
    throw new Failed(`\`${path}\` is in the way: it is no ordinary file. Remove it and try again.`)
  }

  private constructor(path: string, file: FileHandle, length: number) {
    this.path = path
    this.#file = file
    this.#length = length
  }

  get length(): number {
    return this.#length
  }

  /** Hashes what is there already; `moved` hears how far it is. */
  async hashPrefix(moved: (bytes: number) => void, signal: AbortSignal): Promise<void> {
    const buffer = Buffer.allocUnsafe(pieceBytes)
    while (this.#hashed < this.#length) {
      signal.throwIfAborted()
      const { bytesRead } = await this.#file.read(buffer, 0, Math.min(pieceBytes, this.#length - this.#hashed), this.#hashed)
      if (bytesRead === 0) throw new Failed(`\`${this.path}\` became shorter while it was read.`)
      this.#hash.update(buffer.subarray(0, bytesRead))
      this.#hashed += bytesRead
      moved(bytesRead)
    }
  }

  async append(piece: Uint8Array): Promise<void> {
    for (let at = 0; at < piece.length; ) {
      const { bytesWritten } = await this.#file.write(piece, at, piece.length - at, this.#length + at)
      at += bytesWritten
    }
    this.#hash.update(piece)
    this.#length += piece.length
    this.#hashed += piece.length
  }

  /** Keeps only the first bytes. Call `hashPrefix` before the next `append`. */
  async cutTo(bytes: number): Promise<void> {
    await this.#file.truncate(bytes)
    this.#hash = createHash('sha256')
    this.#hashed = 0
    this.#length = bytes
  }

  /** The SHA-256 of all that is there, once it is on the disk. */
  async seal(): Promise<string> {
    await this.#file.sync()
    return this.#hash.copy().digest('hex')
  }

  async discard(): Promise<void> {
    await rm(this.path, { force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
  }
}

function asFailed(path: string, error: unknown): Failed {
  if (error instanceof Failed) return error
  if (codeOf(error) === 'EEXIST' || codeOf(error) === 'ELOOP')
    return new Failed(`\`${path}\` is in the way: it is no ordinary file. Remove it and try again.`)
  return new Failed(`\`${path}\` cannot be written: ${reasonOf(error)}.`)
}
