// What waits for one reader. Small pieces of one turn of the event loop become one write; while a write has not gone, the rest waits here,
// counted, so that a door can stop producing and can see a reader that makes no progress.
import type { Socket } from 'node:net'
import { limits } from '../protocol/limits.ts'
import { Refusal } from '../protocol/refusals.ts'

const pieceBytesMax = 64 * 1_024
let due: Outbox[] = []

/** All outboxes written to in this turn send at its end. */
function sendDue(): void {
  const now = due
  due = []
  for (const outbox of now) outbox.send()
}

type Passing = { readonly upTo: number; readonly resolve: () => void; readonly reject: (reason: Error) => void }

export class Outbox {
  readonly #socket: Socket
  /** Told when a reader for whom too much was waiting has taken all of it. */
  onDrained: () => void
  #queue: Uint8Array[] = []
  #waiting = 0
  #given = 0
  #isDue = false
  #wasFull = false
  #finish: (() => void) | undefined
  /** The bytes of a write that the system has not taken whole; it then counts its callbacks. */
  #flying = 0
  #flyingSince = 0
  #callbacks = 0
  #passing: Passing | undefined

  constructor(socket: Socket, onDrained: () => void) {
    this.#socket = socket
    this.onDrained = onDrained
  }

  /** Whether too much waits; a producer that is told so may wait for `onDrained`. */
  get full(): boolean {
    if (this.#waiting <= limits.outboxBytesMax) return false
    this.#wasFull = true
    return true
  }

  /** Milliseconds since the reader last took something, 0 when nothing waits for it. */
  stalledFor(now: number): number {
    return this.#flying === 0 ? 0 : now - this.#flyingSince
  }

  /** The reader took a part of the write that is under way. */
  progressed(now: number): void {
    this.#flyingSince = now
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#queue.push(bytes)
    this.#waiting += bytes.length
    this.#given += bytes.length
    if (this.#isDue || this.#flying > 0) return
    this.#isDue = true
    if (due.length === 0) setImmediate(sendDue)
    due.push(this)
  }

  /** Like `push`; settles when the system has taken the bytes and their buffer may be used again. Rejects when it never will. */
  pass(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.push(bytes)
      this.#passing = { upTo: this.#given, resolve, reject }
      if (this.#socket.destroyed) this.abort()
      else if (this.#flying === 0) this.send()
    })
  }

  /** Ends the connection, or does what stands for that, when all that waits has gone. */
  end(finish: () => void = () => this.#socket.end()): void {
    this.#finish = finish
    this.send()
  }

  /** The socket is gone: nothing will be taken any more. */
  abort(): void {
    this.#passing?.reject(new Refusal('timeout', 'The reader has gone.'))
    this.#passing = undefined
    this.#queue = []
  }

  /** Hands over what waits, a piece at a time, as long as the system takes it whole. */
  send(): void {
    this.#isDue = false
    while (this.#flying === 0 && this.#queue.length > 0 && !this.#socket.destroyed) {
      const piece = this.#nextPiece()
      this.#callbacks++
      this.#socket.write(piece, this.#written)
      if (this.#socket.writableLength > 0) {
        this.#flying = piece.length
        this.#flyingSince = performance.now()
      } else this.#taken(piece.length)
    }
    if (this.#finish !== undefined && this.#queue.length === 0) this.#finish()
    this.#tellDrained()
  }

  /** Writes end in order, so the write that is still flying has ended when the last callback has come. */
  readonly #written = (): void => {
    this.#callbacks--
    if (this.#callbacks > 0 || this.#flying === 0) return
    const bytes = this.#flying
    this.#flying = 0
    this.#taken(bytes)
    this.send()
  }

  #taken(bytes: number): void {
    this.#waiting -= bytes
    if (this.#passing === undefined || this.#given - this.#waiting < this.#passing.upTo) return
    const { resolve } = this.#passing
    this.#passing = undefined
    resolve()
  }

  #tellDrained(): void {
    if (!this.#wasFull || this.#waiting > 0) return
    this.#wasFull = false
    this.onDrained()
  }

  /** One large buffer goes as it is, cut so that progress shows; small ones go together. */
  #nextPiece(): Uint8Array {
    const first = this.#queue[0] ?? new Uint8Array(0)
    if (first.length > pieceBytesMax) {
      this.#queue[0] = first.subarray(pieceBytesMax)
      return first.subarray(0, pieceBytesMax)
    }
    let count = 0
    let bytes = 0
    for (const buffer of this.#queue) {
      if (bytes + buffer.length > pieceBytesMax) break
      bytes += buffer.length
      count++
    }
    const together = this.#queue.splice(0, count)
    return together.length === 1 ? first : Buffer.concat(together, bytes)
  }
}
