// The body of a request, read in pieces: what comes while the last piece is being written makes the next one.
import type { IncomingMessage } from 'node:http'
import { limits } from '../../protocol/limits.ts'
import { Refusal } from '../../protocol/refusals.ts'
import { release } from '../release.ts'
import type { Flow } from './flow.ts'

/** Why no more bytes come: all have come, the connection broke, nothing came for too long, or nobody wants them any more. */
export type BodyEnd = 'whole' | 'torn' | 'stalled' | 'unwanted'

export class HttpBody implements Disposable {
  readonly #request: IncomingMessage
  readonly #flow: Flow
  readonly #most: () => number
  #chunks: Buffer[] = []
  #bytes = 0
  #end: BodyEnd | undefined
  #wake: () => void = nothing

  /** `most`: how many bytes may wait here at this time. */
  constructor(request: IncomingMessage, flow: Flow, most: () => number) {
    this.#request = request
    this.#flow = flow
    this.#most = most
    request.on('data', this.#take).on('end', this.#whole).on('error', this.#torn).on('close', this.#torn)
    if (request.complete && request.readableEnded) this.#whole()
    if (request.destroyed) this.#torn()
  }

  /** Why there is no more; undefined while there may be. */
  get end(): BodyEnd | undefined {
    return this.#end
  }

  /** What has come, at least a byte, or undefined when no more comes. */
  async next(): Promise<readonly Buffer[] | undefined> {
    while (this.#chunks.length === 0) {
      if (this.#end !== undefined) return undefined
      const more = new Promise<void>(resolve => {
        this.#wake = resolve
      })
      await this.#flow.comes(more, () => this.#finish('stalled'))
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
    this.#request.off('data', this.#take).off('end', this.#whole).off('close', this.#torn)
    // What comes late is nobody's, and so is its failure: that listener stays.
  }

  readonly #take = (chunk: Buffer): void => {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    this.#flow.moved()
    if (this.#bytes >= this.#most()) this.#request.pause()
    this.#wake()
  }

  readonly #whole = (): void => this.#finish('whole')
  readonly #torn = (): void => this.#finish('torn')

  #finish(end: BodyEnd): void {
    this.#end ??= end
    this.#wake()
  }
}

/** Reads all of a body and throws it away: its sender listens only afterwards. Refusal: `timeout`. */
export async function ignoreBody(request: IncomingMessage, flow: Flow): Promise<void> {
  using body = new HttpBody(request, flow, () => limits.transferBytesMin)
  for (let chunks = await body.next(); chunks !== undefined; chunks = await body.next()) release(chunks)
  if (body.end !== 'whole') throw cutOff(body.end)
}

/** Why a body did not come whole, for its sender. */
export function cutOff(end: BodyEnd | undefined): Refusal {
  switch (end) {
    case 'unwanted':
      return new Refusal('resumed-elsewhere', 'This upload goes on in a newer request.')
    case 'stalled':
      return new Refusal('timeout', 'No bytes came for too long. Ask for the offset and go on from there.')
    default:
      return new Refusal('timeout', 'The connection ended before the file did.')
  }
}

const nothing = (): void => undefined
