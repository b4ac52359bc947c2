// A source as it is read: from an offset on, in chunks that suit the network, and hashed as they go by.
import { PartylineError } from '../error.ts'
import { sdkBounds } from '../sdk-bounds.ts'
import type { FileSource } from './api.ts'
import { Local } from './failures.ts'
import { type Hash, Sha256 } from './sha256.ts'
import { joined } from './sources.ts'

/** Reads a source as often as it takes, and hashes each byte once. */
export class Reading {
  readonly source: FileSource
  /** How long the file is, as soon as that is known. */
  bytes: number | undefined
  readonly #wantsHash: boolean
  #hash: Hash
  #hashed = 0

  constructor(source: FileSource, wantsHash: boolean) {
    this.source = source
    this.bytes = source.bytes
    this.#wantsHash = wantsHash
    this.#hash = source.hash?.() ?? new Sha256()
  }

  /** The chunks from an offset on, of a size that suits the network. What goes wrong here is thrown as `Local`. */
  async *from(offset: number, until = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array, void> {
    let at = offset
    for await (const chunk of chunksOf(this.source, offset)) {
      for (let begin = 0; begin < chunk.length; begin += sdkBounds.uploadChunkBytes) {
        const piece = chunk.subarray(begin, Math.min(begin + sdkBounds.uploadChunkBytes, begin + until - at))
        if (piece.length === 0) return
        this.#take(piece, at)
        at += piece.length
        if (this.bytes !== undefined && at > this.bytes) throw changed(this.source.name)
        yield piece
      }
    }
    if (at >= until) return
    if (this.bytes !== undefined && at < this.bytes) throw changed(this.source.name)
    this.bytes = at
  }

  /** Hashes what goes before an offset and was never read here: another run of the program has sent it. */
  async hashUpTo(offset: number, alive: () => void): Promise<void> {
    if (!this.#wantsHash) return
    while (this.#hashed < offset) {
      const before = this.#hashed
      for await (const _ of this.from(before, offset)) alive()
      if (this.#hashed === before) throw changed(this.source.name)
    }
  }

  /** All of it, into memory. */
  async whole(): Promise<Uint8Array<ArrayBuffer>> {
    const chunks: Uint8Array[] = []
    for await (const chunk of this.from(0)) chunks.push(chunk.slice())
    return joined(chunks)
  }

  /** Of the whole file, when all of it has been read; undefined where nobody needs it. */
  sha256(): string | undefined {
    return this.#wantsHash ? this.#hash.hex() : undefined
  }

  #take(chunk: Uint8Array, at: number): void {
    const fresh = at + chunk.length - this.#hashed
    if (!this.#wantsHash || at > this.#hashed || fresh <= 0) return
    this.#hash.update(chunk.subarray(chunk.length - fresh))
    this.#hashed += fresh
  }
}

/** The SHA-256 of a whole source. */
export async function hashOfSource(source: FileSource): Promise<string> {
  const reading = new Reading(source, true)
  for await (const _ of reading.from(0));
  return reading.sha256() ?? ''
}

async function* chunksOf(source: FileSource, offset: number): AsyncGenerator<Uint8Array, void> {
  try {
    const stream = source.stream(offset)
    if (!('getReader' in stream)) yield* stream
    else yield* readFrom(stream)
  } catch (thrown) {
    throw new Local(thrown)
  }
}

/** Not every browser can loop over a stream. */
export async function* readFrom(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const reader = stream.getReader()
  let over = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      over = done
      if (done) return
      yield value
    }
  } finally {
    if (!over) await reader.cancel().catch(() => {})
  }
}

const changed = (name: string): Local =>
  new Local(new PartylineError('changed', `${name} became longer or shorter while it was sent. Send it again.`))
