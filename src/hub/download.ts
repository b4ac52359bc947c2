// One file on its way out: the bytes from an offset on, then the SHA-256 of the whole file, or the news that it was changed meanwhile.
import { Refusal } from '../protocol/refusals.ts'
import { hashOf } from './hashes.ts'
import type { BlobReader, Store } from './ports.ts'

export class Download {
  readonly name: string
  readonly offset: number
  readonly #reader: BlobReader
  readonly #store: Store
  readonly #ended: () => void
  #hash: Promise<string> | undefined
  #closed = false

  constructor(name: string, offset: number, reader: BlobReader, store: Store, ended: () => void) {
    this.name = name
    this.offset = offset
    this.#reader = reader
    this.#store = store
    this.#ended = ended
  }

  /** Bytes that will follow. */
  get bytes(): number {
    return this.#reader.bytes - this.offset
  }

  /** Fills `into` with what stands `at` bytes after the offset; 0 means the file has become shorter. */
  read(into: Uint8Array, at: number): Promise<number> {
    return this.#reader.read(into, this.offset + at)
  }

  /** Begins to work out the hash, so that it is there when the last byte has gone. */
  prepareHash(): void {
    this.#hash = hashOf(this.#store, this.name, this.#reader)
    // Whether it is wanted is known only at the end; until then a failure is nobody's.
    this.#hash.catch(() => undefined)
  }

  /** The SHA-256 of the whole file. Refusal: `changed`. */
  async hash(): Promise<string> {
    const sha256 = await (this.#hash ?? hashOf(this.#store, this.name, this.#reader))
    if (!(await this.#reader.unchanged())) throw new Refusal('changed')
    return sha256
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#reader.close()
    this.#ended()
  }
}
