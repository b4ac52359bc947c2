// The body of a request, read in pieces: what comes while the last piece is being written makes the next one.
import type { IncomingMessage } from 'node:http'
import { limits } from '../../protocol/limits.ts'

/** Why no more bytes come: all have come, the connection broke, nothing came for too long, or nobody wants them any more. */
export type BodyEnd = 'whole' | 'torn' | 'stalled' | 'unwanted'

const lookMs = 1_000

export class HttpBody implements Disposable {
  readonly #request: IncomingMessage
  readonly #stallMs: number
  #chunks: Buffer[] = []
  #bytes = 0
  #end: BodyEnd | undefined
  #wake: (() => void) | undefined
  #lastAt = performance.now()
  readonly #look: NodeJS.Timeout

  constructor(request: IncomingMessage, stallMs: number) {
    this.#request = request
    this.#stallMs = stallMs
    request.on('data', this.#take).on('end', this.#whole).on('error', this.#torn).on('close', this.#torn)
    if (request.complete && request.readableEnded) this.#whole()
    if (request.destroyed) this.#torn()
    this.#look = setInterval(() => this.#checkProgress(), lookMs).unref()
  }

  /** Why there is no more; undefined while there may be. */
  get end(): BodyEnd | undefined {
    return this.#end
  }

  /** What has come, at least a byte, or undefined when no more comes. */
  async next(): Promise<readonly Buffer[] | undefined> {
    while (this.#chunks.length === 0) {
      if (this.#end !== undefined) return undefined
      this.#lastAt = performance.now()
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
      this.#wake = undefined
    }
    const chunks = this.#chunks
    this.#chunks = []
    this.#bytes = 0
    this.#request.resume()
    return chunks
  }

  /** Nobody wants what is still to come. */
  stop(): void {
    this.#finish('unwanted')
  }

  [Symbol.dispose](): void {
    clearInterval(this.#look)
    this.#request.off('data', this.#take).off('end', this.#whole).off('close', this.#torn)
    // What comes late is nobody's, and so is its failure: that listener stays.
  }

  readonly #take = (chunk: Buffer): void => {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    this.#lastAt = performance.now()
    if (this.#bytes >= limits.uploadBufferBytesMax) this.#request.pause()
    this.#wake?.()
  }

  readonly #whole = (): void => this.#finish('whole')
  readonly #torn = (): void => this.#finish('torn')

  #finish(end: BodyEnd): void {
    this.#end ??= end
    this.#wake?.()
  }

  #checkProgress(): void {
    if (this.#wake !== undefined && performance.now() - this.#lastAt > this.#stallMs) this.#finish('stalled')
  }
}
