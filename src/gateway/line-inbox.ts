// What a client of the line door says: bytes to lines to commands. Its first line shows whether it is a client of this door at all.
import type { LimitValues } from '../protocol/limits.ts'
import { type BadLine, LineReader } from '../protocol/lines.ts'
import type { Command, Event } from '../protocol/messages.ts'
import { Refusal, refusals } from '../protocol/refusals.ts'
import { readCommand } from '../protocol/text-commands.ts'
import type { SecretAsked } from './line-secrets.ts'

const httpRequest = /^[A-Z]{3,20} \S+ HTTP\/\d/
const httpStart = /^[A-Z]{3,20} [/*h]/
const putStart = /^\/?put[ \t]/i

export class LineInbox {
  readonly reader: LineReader
  /** The client has sent its FIN: a last line may lack its ending. */
  ended = false
  readonly #limits: LimitValues
  #heardFirstLine = false
  /** What the next line is made into: it is a secret, and no command. */
  #asSecret: SecretAsked['make'] | undefined

  constructor(limits: LimitValues) {
    this.#limits = limits
    this.reader = new LineReader(limits['max-line-bytes'])
  }

  /** The next command, what is wrong with the next line, or `blank`; undefined when more has to come. */
  next(): Command | Refusal | 'blank' | undefined {
    this.reader.lineBytesMax = this.#limits['max-line-bytes']
    const line = this.reader.next() ?? (this.ended ? this.reader.end() : undefined)
    if (line === undefined) return undefined
    return (typeof line === 'string' ? this.#understand(line) : this.#refuse(line)) ?? 'blank'
  }

  /** The next line is a secret; answers what asks for it. */
  expectSecret({ asks, make }: SecretAsked): Event {
    this.#asSecret = make
    return asks
  }

  #understand(line: string): Command | Refusal | undefined {
    const make = this.#asSecret
    this.#asSecret = undefined
    if (make !== undefined) return make(line)
    if (this.#heardFirstLine) return readCommand(line)
    const text = line.startsWith('\ufeff') ? line.slice(1) : line
    if (httpRequest.test(text)) return new Refusal('not-http', undefined, { closes: true })
    const command = readCommand(text)
    this.#heardFirstLine = command !== undefined
    return command
  }

  #refuse({ wrong, start }: BadLine): Refusal {
    this.#asSecret = undefined
    const first = !this.#heardFirstLine
    this.#heardFirstLine = true
    // A request line too long to be read must not let its headers in as messages.
    if (first && httpStart.test(start)) return new Refusal('not-http', undefined, { closes: true })
    // Of a `put` that cannot be read nobody knows how many bytes follow; read as lines they would be said to all.
    const isPut = putStart.test(start)
    const sentence = isPut
      ? `${refusals[wrong].sentence} The bytes of a put cannot be told from lines then, so the connection closes.`
      : undefined
    return new Refusal(wrong, sentence, { closes: isPut || wrong === 'not-tls' })
  }
}
