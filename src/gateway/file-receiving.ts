// Carries out a `put`: takes exactly the announced bytes from what the client sends, at the disk's own speed.
import { setTimeout } from 'node:timers/promises'
import type { Stored, Upload } from '../hub/files/upload.ts'
import { limits } from '../protocol/limits.ts'
import type { LineReader } from '../protocol/lines.ts'
import type { Event } from '../protocol/messages.ts'
import { Refusal } from '../protocol/refusals.ts'
import { release } from './release.ts'

export class FileReceiving {
  readonly #reader: LineReader
  readonly #taken: () => void
  #missing: number
  #upload: Upload | undefined
  #over = false
  #wake: (() => void) | undefined
  #lastAt = performance.now()

  /** `taken` is told whenever bytes were taken, so that the socket may be read on. */
  constructor(reader: LineReader, bytes: number, taken: () => void) {
    this.#reader = reader
    this.#missing = bytes
    this.#taken = taken
  }

  /** More bytes have come. */
  more(): void {
    this.#lastAt = performance.now()
    this.#wake?.()
  }

  /** No more bytes will come. */
  ended(): void {
    this.#over = true
    this.#wake?.()
  }

  /** Milliseconds since the client last sent something, while we wait for it. */
  stalledFor(now: number): number {
    return this.#wake === undefined ? 0 : now - this.#lastAt
  }

  /** How many bytes may wait for it in the connection. */
  get waitingBytesMax(): number {
    return this.#upload?.share(limits.inboxBytesMax) ?? limits.inboxBytesMax
  }

  /** All the bytes into the upload; answers how it ended. Torn, it lets the upload go. */
  async into(upload: Upload): Promise<Event> {
    this.#upload = upload
    try {
      for (;;) {
        const chunks = await this.#next()
        if (chunks === undefined) break
        await upload.append(chunks)
        const wait = upload.delay(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
        release(chunks)
        if (wait > 0) await setTimeout(wait)
      }
    } catch (thrown) {
      await upload.abort()
      // What still comes belongs to the file, not to the conversation.
      await this.away()
      throw thrown
    }
    if (this.#missing === 0) return stored(await upload.finish())
    await upload.abort()
    throw new Refusal('timeout', 'The connection ended before the file did.')
  }

  /** Reads the bytes and throws them away. */
  async away(): Promise<void> {
    for (let chunks = await this.#next(); chunks !== undefined; chunks = await this.#next()) release(chunks)
  }

  /** What has come, at least a byte, or undefined when the file is complete or torn. */
  async #next(): Promise<Uint8Array[] | undefined> {
    for (;;) {
      if (this.#missing === 0) return undefined
      const chunks = this.#take()
      if (chunks.length > 0) return chunks
      if (this.#over) return undefined
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
      this.#wake = undefined
    }
  }

  #take(): Uint8Array[] {
    const chunks: Uint8Array[] = []
    let bytes = 0
    while (bytes < limits.uploadBufferBytesMax) {
      const chunk = this.#reader.take(this.#missing)
      if (chunk === undefined) break
      chunks.push(chunk)
      bytes += chunk.length
      this.#missing -= chunk.length
    }
    if (bytes > 0) this.#taken()
    return chunks
  }
}

const stored = ({ name, sha256 }: Stored): Event => ({ event: 'stored', name, sha256 })
