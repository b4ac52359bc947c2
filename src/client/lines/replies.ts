// The hub's bytes in, what they mean out: each reply is given to the request that waits for it, by order and never by how a line
// begins. A pure state machine that may be fed bytes cut anywhere, and that a hostile hub can neither fill nor confuse.
import { LineReader } from '../../protocol/lines.ts'
import { clientBounds, replyRowsMax } from './bounds.ts'
import type { Expected } from './expected.ts'

export type Answer =
  | { readonly answer: 'receipt' | 'line'; readonly line: string }
  | { readonly answer: 'refused'; readonly code: string; readonly line: string }
  | { readonly answer: 'rows'; readonly word: string; readonly rows: readonly string[] }
  | { readonly answer: 'end'; readonly sha256: string; readonly line: string }
  | { readonly answer: 'stored'; readonly name: string; readonly sha256: string; readonly line: string }

export type HubEvent<R> =
  | { readonly event: 'unasked'; readonly line: string }
  | { readonly event: 'answer'; readonly to: R; readonly answer: Answer }
  | { readonly event: 'start'; readonly to: R; readonly bytes: number; readonly line: string }
  | { readonly event: 'piece'; readonly to: R; readonly piece: Uint8Array }
  | { readonly event: 'ready'; readonly to: R; readonly offset: number; readonly line: string }
  /** The hub says why it is about to close. No request is answered by it. */
  | { readonly event: 'closing'; readonly code: string; readonly line: string }
  /** These bytes are not Partyline; nothing after them can be understood. */
  | { readonly event: 'fault'; readonly sentence: string }

type State =
  | { readonly at: 'line' | 'file-end' | 'end' | 'upload' | 'broken' }
  | { readonly at: 'rows'; readonly word: string; readonly count: number; readonly rows: string[]; bytes: number }
  | { readonly at: 'file'; left: number }

const closingCodes = new Set([
  ...[
    'server-full',
    'too-many-from-address',
    'not-http',
    'not-tls',
    'tls-needed',
    'too-slow',
    'flooding',
    'timeout',
    'kicked',
    'resumed-elsewhere',
    'stopping',
    'internal',
  ],
])
const unaskedForm = /^(?:\[[#@]|\* )/
const refusalForm = /^ERROR ([a-z][a-z0-9-]*)(?: |$)/
const welcomeForm = /^Welcome to Partyline\. You are \S+\.(?: |$)/
const storedForm = /^(.+) ACK ([0-9a-f]{64})$/
const LF = 0x0a

export class ReplyReader<R extends { readonly expects: Expected }> {
  readonly #lines = new LineReader(clientBounds.hubLineBytesMax)
  readonly #waiting: R[] = []
  #state: State = { at: 'line' }

  /** A request was sent: its answer comes after those of all before it. */
  expect(request: R): void {
    this.#waiting.push(request)
  }

  get unanswered(): number {
    return this.#waiting.length
  }

  /** What these bytes bring. Stop reading after a `fault`. */
  *push(chunk: Uint8Array): Generator<HubEvent<R>, void, undefined> {
    this.#lines.push(chunk)
    while (this.#state.at !== 'broken') {
      const event = this.#state.at === 'file' || this.#state.at === 'file-end' ? this.#readRaw() : this.#readLine()
      if (event === 'more') return
      if (event === 'on') continue
      if (event.event === 'fault') this.#state = { at: 'broken' }
      yield event
    }
  }

  #readRaw(): HubEvent<R> | 'more' | 'on' {
    const to = this.#waiting[0]
    if (to === undefined) return fault('The hub sent a file that nobody asked for.')
    if (this.#state.at === 'file' && this.#state.left > 0) {
      const piece = this.#lines.take(this.#state.left)
      if (piece === undefined) return 'more'
      this.#state.left -= piece.length
      return { event: 'piece', to, piece }
    }
    const ending = this.#lines.take(1)
    if (ending === undefined) {
      this.#state = { at: 'file-end' }
      return 'more'
    }
    if (ending[0] !== LF) return fault('The hub sent more bytes of the file than it had announced.')
    this.#state = { at: 'end' }
    return 'on'
  }

  #readLine(): HubEvent<R> | 'more' | 'on' {
    const line = this.#lines.next()
    if (line === undefined) return 'more'
    if (typeof line !== 'string') {
      if (line.wrong === 'line-too-long') return fault(`The hub sent a line of more than ${clientBounds.hubLineBytesMax} bytes.`)
      return fault('The hub sent a line that is no text.')
    }
    if (this.#state.at === 'rows') return this.#readRow(line, this.#state)
    const to = this.#waiting[0]
    if (to === undefined) return this.#readUnasked(line)
    if (this.#state.at === 'end') return this.#readEnd(line, to)
    return this.#readReply(line, to)
  }

  #readUnasked(line: string): HubEvent<R> {
    const code = refusalForm.exec(line)?.[1]
    return code === undefined ? { event: 'unasked', line } : { event: 'closing', code, line }
  }

  #readRow(line: string, rows: State & { at: 'rows' }): HubEvent<R> | 'on' {
    if (rows.rows.length < rows.count) {
      rows.bytes += line.length
      if (rows.bytes > clientBounds.replyBytesMax) return fault(`The hub sent a reply of more than ${clientBounds.replyBytesMax} bytes.`)
      rows.rows.push(line)
      return 'on'
    }
    if (line !== 'END') return fault(`The hub sent more rows than the ${rows.count} that it had announced.`)
    return this.#settle({ answer: 'rows', word: rows.word, rows: rows.rows })
  }

  #readEnd(line: string, to: R): HubEvent<R> {
    const sha256 = /^END ([0-9a-f]{64})$/.exec(line)?.[1]
    if (sha256 !== undefined) return this.#settle({ answer: 'end', sha256, line })
    return this.#readRefusal(line) ?? strange(line, to)
  }

  #readReply(line: string, to: R): HubEvent<R> | 'on' {
    const answer = this.#readExpected(line, to)
    if (answer !== undefined) return answer
    if (unaskedForm.test(line)) return { event: 'unasked', line }
    return this.#readRefusal(line) ?? strange(line, to)
  }

  #readExpected(line: string, to: R): HubEvent<R> | 'on' | undefined {
    const { expects } = to
    switch (expects.reply) {
      case 'welcome':
        return welcomeForm.test(line) ? this.#settle({ answer: 'line', line }) : undefined
      case 'receipt':
        return line === `${expects.text} ACK` ? this.#settle({ answer: 'receipt', line }) : undefined
      case 'rows':
        return this.#openRows(line, expects.word)
      case 'line':
        return line === expects.word || line.startsWith(`${expects.word} `) ? this.#settle({ answer: 'line', line }) : undefined
      case 'any':
        return this.#readAny(line, expects)
      case 'download':
        return this.#readStart(line, to)
      case 'upload':
        return this.#state.at === 'upload' ? this.#readStored(line, expects.sha256) : this.#readReady(line, to)
    }
  }

  #openRows(line: string, word: string): HubEvent<R> | 'on' | undefined {
    const count = countAfter(word, line)
    if (count === undefined) return undefined
    if (count > replyRowsMax(word)) return fault(`The hub announced ${count} rows; at most ${replyRowsMax(word)} would do.`)
    this.#state = { at: 'rows', word, count, rows: [], bytes: 0 }
    return 'on'
  }

  #readAny(line: string, { line: asked, word }: Expected & { reply: 'any' }): HubEvent<R> | 'on' | undefined {
    if (line === `${asked} ACK`) return this.#settle({ answer: 'receipt', line })
    const rows = word === '' ? undefined : this.#openRows(line, word)
    if (rows !== undefined) return rows
    return unaskedForm.test(line) || refusalForm.test(line) ? undefined : this.#settle({ answer: 'line', line })
  }

  #readStart(line: string, to: R): HubEvent<R> | undefined {
    const [, digits] = /^START (\d{1,15}) ./.exec(line) ?? []
    if (digits === undefined) return undefined
    this.#state = { at: 'file', left: Number(digits) }
    return { event: 'start', to, bytes: Number(digits), line }
  }

  #readReady(line: string, to: R): HubEvent<R> | undefined {
    const offset = countAfter('READY', line)
    if (offset === undefined) return undefined
    this.#state = { at: 'upload' }
    return { event: 'ready', to, offset, line }
  }

  #readStored(line: string, expected: string): HubEvent<R> | undefined {
    const [, name, sha256] = storedForm.exec(line) ?? []
    if (name === undefined || sha256 === undefined) return undefined
    // A file may have a name that looks like chat; what carries the very hash is the answer.
    if (sha256 !== expected && unaskedForm.test(line)) return undefined
    return this.#settle({ answer: 'stored', name, sha256, line })
  }

  #readRefusal(line: string): HubEvent<R> | undefined {
    const code = refusalForm.exec(line)?.[1]
    if (code === undefined) return undefined
    return closingCodes.has(code) ? { event: 'closing', code, line } : this.#settle({ answer: 'refused', code, line })
  }

  #settle(answer: Answer): HubEvent<R> {
    this.#state = { at: 'line' }
    const to = this.#waiting.shift()
    return to === undefined ? fault('The hub answered what nobody asked.') : { event: 'answer', to, answer }
  }
}

function countAfter(word: string, line: string): number | undefined {
  const digits = line.startsWith(`${word} `) ? line.slice(word.length + 1) : ''
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined
}

const fault = (sentence: string): { event: 'fault'; sentence: string } => ({ event: 'fault', sentence })

function strange(line: string, to: { readonly expects: Expected }): { event: 'fault'; sentence: string } {
  const said = line.length > 80 ? `${line.slice(0, 80)}...` : line
  if (to.expects.reply === 'welcome') return fault(`This is no Partyline hub. It said: ${said}`)
  return fault(`The hub answered something that fits no request: ${said}`)
}
