// What a one-shot command writes: plain lines or JSON, no faster than they are read, and no character that moves a cursor.
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { visible } from '../visible.ts'

export class Output {
  readonly #stream: Writable
  readonly #json: boolean
  /** Aborted when the reader of our output has enough, as `head` has. */
  readonly closed: AbortSignal

  constructor(stream: Writable, json: boolean) {
    this.#stream = stream
    this.#json = json
    const closed = new AbortController()
    this.closed = closed.signal
    stream.on('error', () => closed.abort())
  }

  /** One line of text, or the value as JSON if that was asked for. */
  async write(line: string, value: unknown): Promise<void> {
    if (this.closed.aborted) return
    this.#stream.write(`${this.#json ? plainJson(value) : visible(line)}\n`)
    if (this.#stream.writableNeedDrain) await once(this.#stream, 'drain', { signal: this.closed }).catch(() => {})
  }

  /** Only where JSON was asked for. */
  async result(value: unknown): Promise<void> {
    if (this.#json) await this.write('', value)
  }
}

/** JSON escapes control characters of ASCII by itself. */
const plainJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

export function complain(sentence: string, code: 1 | 2): number {
  process.stderr.write(`partyline: ${visible(sentence)}\n`)
  return code
}
