// What can be uploaded, made one: a name, perhaps a length, and chunks from an offset on, hashed as they go by.
import { PartylineError } from '../error.ts'
import { sdkBounds } from '../sdk-bounds.ts'
import type { FileSource, UploadSource } from './api.ts'
import { Local } from './failures.ts'
import { type Hash, Sha256 } from './sha256.ts'

/** Throws `bad-file-name` where nobody has said what it is called. */
export function sourceOf(source: UploadSource, name?: string): FileSource {
  if (source instanceof Uint8Array) return { name: called(name), bytes: source.length, stream: offset => once(source.subarray(offset)) }
  if (source instanceof Blob)
    return { name: name ?? called(nameOf(source)), bytes: source.size, stream: offset => source.slice(offset).stream() }
  return name === undefined ? source : renamed(source, name)
}

/** The same source under another name; a source may be an object with a state of its own. */
export const renamed = (source: FileSource, name: string): FileSource => ({
  name,
  ...(source.bytes !== undefined && { bytes: source.bytes }),
  ...(source.sha256 !== undefined && { sha256: source.sha256 }),
  stream: offset => source.stream(offset),
  ...(source.hash !== undefined && { hash: () => source.hash?.() ?? new Sha256() }),
})

/** A file that a person has chosen; of a folder, with the way to it. */
function nameOf(blob: Blob): string | undefined {
  if ('webkitRelativePath' in blob && typeof blob.webkitRelativePath === 'string' && blob.webkitRelativePath !== '')
    return blob.webkitRelativePath
  return 'name' in blob && typeof blob.name === 'string' ? blob.name : undefined
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes
}

function called(name: string | undefined): string {
  if (name === undefined) throw new PartylineError('bad-file-name', 'Bytes have no name of their own: give `name`.')
  return name
}

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

export function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}

const changed = (name: string): Local =>
  new Local(new PartylineError('changed', `${name} became longer or shorter while it was sent. Send it again.`))
