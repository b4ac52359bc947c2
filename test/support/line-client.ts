// A person at the line door: says lines, reads replies in order, and tells what the hub said unasked from what it answered.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { deadlineMs, within } from './until.ts'

type Place = { readonly host: string; readonly port: number }

/** The hub has closed, or the connection broke. */
export class Closed extends Error {}

export class LineClient {
  readonly socket: Socket
  /** Chat and notices that came while a reply was awaited, oldest first. */
  readonly unasked: string[] = []
  /** Settles when the connection is gone, however that came. */
  readonly gone: Promise<void>
  greeting = ''
  #held: Buffer = Buffer.alloc(0)
  #searched = 0
  #over = false
  #wake: () => void = () => undefined

  constructor(socket: Socket) {
    this.socket = socket
    const wake = (): void => this.#wake()
    const end = (): void => {
      this.#over = true
      this.#wake()
    }
    socket.on('readable', wake).on('end', end).on('error', end).on('close', end)
    this.gone = new Promise(resolve => socket.once('close', () => resolve()))
  }

  /** Connects and hears the greeting. `localAddress` is where the connection comes from. */
  static async join(place: Place, localAddress?: string): Promise<LineClient> {
    const socket = connect({ host: place.host, port: place.port, noDelay: true, ...(localAddress === undefined ? {} : { localAddress }) })
    const client = new LineClient(socket)
    await once(socket, 'connect')
    client.greeting = (await client.line()) ?? ''
    if (!client.greeting.startsWith('Welcome')) throw new Closed(client.greeting)
    return client
  }

  /** The name in the greeting. */
  get firstName(): string {
    return /You are (\S+)\./.exec(this.greeting)?.[1] ?? ''
  }

  send(text: string | Uint8Array): void {
    this.socket.write(text)
  }

  /** The next line, undefined when the hub has closed. */
  async line(withinMs = deadlineMs): Promise<string | undefined> {
    for (;;) {
      const end = this.#held.indexOf(0x0a, this.#searched)
      if (end >= 0) return this.#take(end + 1).toString('utf8', 0, end)
      this.#searched = this.#held.length
      const chunk = await this.#read(withinMs)
      if (chunk === undefined) return undefined
      this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    }
  }

  /** The next line that is a reply. Throws `Closed`. */
  async reply(withinMs = deadlineMs): Promise<string> {
    for (;;) {
      const line = await this.line(withinMs)
      if (line === undefined) throw new Closed('The hub closed where a reply should have come.')
      if (!line.startsWith('[#') && !line.startsWith('* ')) return line
      this.unasked.push(line)
    }
  }

  /** Says a line; answers the first line of the reply. */
  async ask(line: string): Promise<string> {
    this.send(`${line}\n`)
    return this.reply()
  }

  /** Asks for a reply of several lines; answers its rows. */
  async rows(line: string): Promise<string[]> {
    const head = await this.ask(line)
    const count = Number(/^[A-Z]+ (\d+)$/.exec(head)?.[1])
    if (!Number.isInteger(count)) throw new Error(`No rows came for ${line}: ${head}`)
    const rows: string[] = []
    while (rows.length < count) rows.push((await this.line()) ?? '')
    const end = await this.line()
    if (end !== 'END') throw new Error(`After ${count} rows came ${end} in place of END.`)
    return rows
  }

  /** The next unasked line that `fits`; others are passed over. */
  async hear(fits: (line: string) => boolean): Promise<string> {
    for (;;) {
      const line = this.unasked.shift() ?? (await this.line())
      if (line === undefined) throw new Closed('The hub closed where chat should have come.')
      if (fits(line)) return line
    }
  }

  /** Exactly so many bytes. Throws `Closed`. */
  async bytes(count: number): Promise<Buffer> {
    const pieces: Buffer[] = []
    for await (const piece of this.pieces(count)) pieces.push(piece)
    return Buffer.concat(pieces)
  }

  /** The same piece by piece, as fast as they are taken. */
  async *pieces(count: number): AsyncGenerator<Buffer> {
    for (let missing = count; missing > 0; ) {
      if (this.#held.length === 0) {
        const chunk = await this.#read(deadlineMs)
        if (chunk === undefined) throw new Closed(`The hub closed ${missing} bytes too early.`)
        this.#held = chunk
      }
      const piece = this.#take(Math.min(missing, this.#held.length))
      missing -= piece.length
      yield piece
    }
  }

  /** Goes away without a word. */
  reset(): void {
    this.socket.resetAndDestroy()
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }

  #take(count: number): Buffer {
    const taken = this.#held.subarray(0, count)
    this.#held = this.#held.subarray(count)
    this.#searched = 0
    return taken
  }

  async #read(withinMs: number): Promise<Buffer | undefined> {
    for (;;) {
      const chunk: Buffer | null = this.socket.read()
      if (chunk !== null) return chunk
      if (this.#over) return undefined
      const more = new Promise<void>(resolve => {
        this.#wake = resolve
      })
      await within('another byte from the hub', more, withinMs)
    }
  }
}
