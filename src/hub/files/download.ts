// One file on its way out: the bytes from an offset on, and the SHA-256 of the whole file, or the news that it was changed meanwhile.
import type { FileRow } from '../../protocol/files.ts'
import { Refusal } from '../../protocol/refusals.ts'
import type { BlobReader } from '../ports.ts'
import type { Pace } from './pace.ts'

export class Download {
  /** The file as it was when it was opened. */
  readonly file: FileRow
  readonly offset: number
  readonly #reader: BlobReader
  readonly #work: () => Promise<string>
  readonly #pace: Pace
  #hash: Promise<string> | undefined
  #closed = false

  /** `work` finds out the SHA-256. */
  constructor(file: FileRow, offset: number, reader: BlobReader, work: () => Promise<string>, pace: Pace) {
    this.file = file
    this.offset = offset
    this.#reader = reader
    this.#work = work
    this.#pace = pace
  }

  get name(): string {
    return this.file.name
  }

  /** Bytes that will follow. */
  get bytes(): number {
    return this.#reader.bytes - this.offset
  }

  /** Fills `into` with what stands `at` bytes after the offset; 0 means the file has become shorter. */
  read(into: Uint8Array, at: number): Promise<number> {
    return this.#reader.read(into, this.offset + at)
  }

  /** How much of it may be in memory at this time, of at most so many bytes. */
  share(bytes: number): number {
    return this.#pace.share(bytes)
  }

  /** Milliseconds to wait after these bytes. */
  delay(bytes: number): number {
    return this.#pace.delay(bytes)
  }

  /** Begins to work out the hash, so that it is there when the last byte has gone. */
  prepareHash(): void {
    this.#hash ??= this.#work()
    // Whether it is wanted is known only at the end; until then a failure is nobody's.
    this.#hash.catch(() => undefined)
  }

  /** The SHA-256 of the whole file. Refusal: `changed`. */
  async hash(): Promise<string> {
    this.prepareHash()
    const sha256 = await this.#hash
    if (sha256 === undefined || !(await this.#reader.unchanged())) throw new Refusal('changed')
    return sha256
  }

  /** Whether the bytes seem to be those that were opened; the file may have been renamed or deleted. */
  intact(): Promise<boolean> {
    return this.#reader.intact()
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#pace.end()
    await this.#reader.close()
  }
}
