// Compares what a connection receives with what a transcript expects: lines, tables, raw bytes and the end.
import type { Connection } from './connection.ts'
import { abridged, difference, visible } from './show.ts'
import { type Pattern, patternOf, type Scope } from './template.ts'

/** What came is not what the transcript says. */
export class Mismatch extends Error {}

/** What all connections of one play share. */
export type Stage = {
  scope: Scope
  /** Lines that may come unasked and are passed over when they were not expected. */
  isPassedOver: (line: string) => boolean
  heard: (what: string) => void
}

export type RowCheck = 'has row' | 'has no row' | 'every row'

const rowsShownMax = 40

export class Listener {
  readonly #connection: Connection
  readonly #stage: Stage
  #rows: Buffer[] = []
  #nextRow = 0

  constructor(connection: Connection, stage: Stage) {
    this.#connection = connection
    this.#stage = stage
  }

  async expectLine(text: string): Promise<Map<string, string>> {
    const pattern = patternOf(text, this.#stage.scope)
    for (;;) {
      const line = await this.#line(pattern.example)
      const captured = pattern.matches(line)
      if (captured !== undefined) return this.#keep(captured)
      if (!this.#stage.isPassedOver(line.toString())) throw new Mismatch(difference(pattern.example, line))
    }
  }

  /** A reply of several lines, by the grammar that all of them share: a head with the number of rows, the rows, END. */
  async expectTable(head: string): Promise<void> {
    const captured = await this.expectLine(head)
    const count = Number([...captured.values()].at(-1))
    const rows: Buffer[] = []
    while (rows.length < count) rows.push(await this.#line(Buffer.from(`row ${rows.length + 1} of ${count}`)))
    const end = await this.#line(Buffer.from('END'))
    if (end.toString() !== 'END') throw new Mismatch(`after ${count} rows:\n${difference(Buffer.from('END'), end)}`)
    this.#rows = rows
    this.#nextRow = 0
  }

  /** Rows that a table must have are looked for in their order, each after the one before. */
  checkRows(check: RowCheck, text: string): void {
    const pattern = patternOf(text, this.#stage.scope)
    const isMatch = (row: Buffer): boolean => pattern.matches(row) !== undefined
    if (check === 'has row') this.#expectRow(pattern)
    if (check === 'has no row' && this.#rows.some(isMatch))
      throw new Mismatch(`expected: no row ${visible(pattern.example)}${this.#table()}`)
    const odd = this.#rows.find(row => !isMatch(row))
    if (check === 'every row' && odd !== undefined) throw new Mismatch(`every row:\n${difference(pattern.example, odd)}`)
  }

  async expectBytes(expected: Buffer): Promise<void> {
    const got = await this.#connection.bytes(expected.length)
    this.#heard('<<', got)
    if (!got.equals(expected)) throw new Mismatch(difference(expected, got))
  }

  async skip(count: number): Promise<void> {
    const got = await this.#connection.bytes(count)
    if (got.length < count) throw new Mismatch(`expected: ${count} bytes\ngot:      ${got.length} bytes, then the hub closed`)
  }

  async expectClosedBefore(count: number): Promise<void> {
    const got = await this.#connection.bytes(count)
    if (got.length >= count) throw new Mismatch(`expected: the hub closes before it has sent ${count} bytes\ngot:      all of them`)
    this.#connection.destroy()
  }

  async expectClosed(): Promise<void> {
    for (let line = await this.#connection.line(); line !== undefined; line = await this.#connection.line()) {
      this.#heard('<', line)
      if (!this.#stage.isPassedOver(line.toString())) throw new Mismatch(`expected: the hub closes\ngot:      ${abridged(line)}`)
    }
    const rest = this.#connection.rest()
    if (rest.length > 0) throw new Mismatch(`expected: the hub closes\ngot:      ${abridged(rest)}`)
    this.#connection.destroy()
  }

  async awaitClosed(): Promise<void> {
    let last = await this.#connection.line()
    while (last !== undefined) last = await this.#connection.line()
    this.#connection.destroy()
  }

  async #line(expected: Buffer): Promise<Buffer> {
    const line = await this.#connection.line()
    if (line === undefined) {
      const rest = this.#connection.rest()
      const after = rest.length > 0 ? ` after the unfinished line ${abridged(rest)}` : ''
      throw new Mismatch(`expected: ${abridged(expected)}\ngot:      the hub closed${after}`)
    }
    this.#heard('<', line)
    return line
  }

  #expectRow(pattern: Pattern): void {
    const found = this.#rows.findIndex((row, index) => index >= this.#nextRow && pattern.matches(row) !== undefined)
    const row = this.#rows[found]
    const from = this.#nextRow > 0 ? ` after row ${this.#nextRow}` : ''
    if (row === undefined) throw new Mismatch(`expected: a row ${visible(pattern.example)}${from}${this.#table()}`)
    this.#nextRow = found + 1
    this.#keep(pattern.matches(row) ?? new Map())
  }

  #keep(captured: Map<string, string>): Map<string, string> {
    for (const [label, value] of captured) if (label !== '') this.#stage.scope.set(label, Buffer.from(value, 'latin1'))
    return captured
  }

  #table(): string {
    const shown = this.#rows.slice(0, rowsShownMax).map(row => `\n          ${abridged(row)}`)
    return `\ngot:${shown.join('')}${this.#rows.length > rowsShownMax ? '\n          ...' : ''}`
  }

  #heard(sign: string, bytes: Buffer): void {
    this.#stage.heard(`${this.#connection.who}${sign} ${abridged(bytes)}`)
  }
}
