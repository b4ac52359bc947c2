// A connection of the line door as lines that are asked and answered: every answer is told from what comes unasked, and rows are read whole.
import { Mismatch } from '../listener.ts'
import type { Ears } from './ears.ts'
import { type Doors, openLines } from './wires.ts'

export type Reply = { readonly line: string; readonly rows: string[]; left: number }
type Lines = Awaited<ReturnType<typeof openLines>>

const tableHead = /^(?:HISTORY|SINCE|ROOMS|WHO|FOUND|LIMITS) (\d+)$/

export class LineTalk {
  readonly #who: string
  readonly #doors: Doors
  readonly #ears: Ears
  readonly #wire: Lines
  readonly #unasked: (line: string) => void
  readonly #replies: Reply[] = []
  #cut = false

  /** Connects and reads the greeting; `unasked` is given what nobody asked for. */
  static async open(who: string, doors: Doors, ears: Ears, unasked: (line: string) => void): Promise<LineTalk> {
    const talk = new LineTalk(who, doors, ears, await openLines(who, doors), unasked)
    const { line } = await talk.#reply('the greeting')
    if (!line.startsWith('Welcome to Partyline. You are ')) throw new Mismatch(`expected: the greeting\ngot:      ${line}`)
    return talk
  }

  private constructor(who: string, doors: Doors, ears: Ears, wire: Lines, unasked: (line: string) => void) {
    this.#who = who
    this.#doors = doors
    this.#ears = ears
    this.#wire = wire
    this.#unasked = unasked
    ears.open()
    void this.#listen()
  }

  /** Sends a line, and bytes that follow it at once. */
  send(line: string, bytes: Buffer = Buffer.alloc(0)): void {
    this.#doors.said(`${this.#who}> ${line}`)
    this.#wire.send(line)
    if (bytes.length > 0) this.#wire.sendBytes(bytes)
  }

  /** Sends a line and answers the reply, with its rows if it has any. */
  ask(line: string, bytes?: Buffer): Promise<Reply> {
    this.send(line, bytes)
    return this.#reply(`an answer to ${line}`)
  }

  /** Settles when the hub has closed. */
  async over(): Promise<void> {
    await this.#ears.until('the end', () => (this.#ears.ended ? true : undefined))
  }

  cut(): void {
    this.#cut = true
    this.#wire.cut()
  }

  async #reply(expected: string): Promise<Reply> {
    const reply = await this.#ears.until(expected, () => this.#replies[0])
    await this.#ears.until(`the rest of the rows of ${reply.line}`, () => (reply.left === 0 ? reply : undefined))
    this.#replies.shift()
    return reply
  }

  async #listen(): Promise<void> {
    try {
      for (let line = await this.#wire.next(); line !== undefined; line = await this.#wire.next()) {
        this.#doors.said(`${this.#who}< ${line}`)
        this.#hear(line)
      }
    } catch {
      // The play is over: whoever waits finds out by itself.
    }
    if (!this.#cut) this.#ears.end()
  }

  #hear(line: string): void {
    const table = this.#replies.at(-1)
    if (table !== undefined && table.left > 0) {
      table.left -= 1
      if (table.left > 0) table.rows.push(line)
      else if (line !== 'END') table.rows.push(`no END but ${line}`)
    } else if (line.startsWith('[') || line.startsWith('* ')) this.#unasked(line)
    else this.#replies.push({ line, rows: [], left: tableHead.test(line) ? Number(tableHead.exec(line)?.[1]) + 1 : 0 })
    this.#ears.wake()
  }
}
