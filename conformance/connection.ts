// One TCP connection of a transcript. It reads only when something is expected, so a transcript can be a slow reader, and it keeps
// its writing side open after the hub's FIN until the transcript ends.
import { connect, type Socket } from 'node:net'

export class Connection {
  readonly who: string
  readonly #socket: Socket
  readonly #signal: AbortSignal
  #held: Buffer = Buffer.alloc(0)
  #ended = false
  #wake: () => void = () => {}
  /** True while the hub may still be waiting for the rest of what was sent, so that nothing can be asked in between. */
  isMidway = false
  isFinSent = false
  isDone = false

  static async open(who: string, host: string, port: number, signal: AbortSignal): Promise<Connection> {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true, signal })
    const connection = new Connection(who, socket, signal)
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
    return connection
  }

  private constructor(who: string, socket: Socket, signal: AbortSignal) {
    this.who = who
    this.#socket = socket
    this.#signal = signal
    const wake = (): void => this.#wake()
    const end = (): void => {
      this.#ended = true
      this.#wake()
    }
    socket.on('readable', wake).on('end', end).on('error', end).on('close', end)
    signal.addEventListener('abort', wake)
  }

  get localPort(): number {
    return this.#socket.localPort ?? 0
  }

  send(bytes: Buffer): void {
    this.#socket.write(bytes)
    this.isMidway = bytes.at(-1) !== 0x0a
  }

  fin(): void {
    this.#socket.end()
    this.isFinSent = true
  }

  reset(): void {
    this.#socket.resetAndDestroy()
    this.isDone = true
  }

  destroy(): void {
    this.#socket.destroy()
    this.isDone = true
  }

  /** The next line without its LF, or undefined when the hub has closed; a last line without LF is given to `rest`. */
  async line(): Promise<Buffer | undefined> {
    let searched = 0
    for (;;) {
      const end = this.#held.indexOf(0x0a, searched)
      if (end >= 0) return this.#take(end + 1).subarray(0, end)
      searched = this.#held.length
      const chunk = await this.#read()
      if (chunk === undefined) return undefined
      this.#held = Buffer.concat([this.#held, chunk])
    }
  }

  /** Exactly so many bytes, or fewer when the hub has closed. */
  async bytes(count: number): Promise<Buffer> {
    const chunks = [this.#take(count)]
    let missing = count - (chunks[0]?.length ?? 0)
    while (missing > 0) {
      const chunk = await this.#read()
      if (chunk === undefined) break
      chunks.push(chunk.subarray(0, missing))
      this.#held = chunk.subarray(missing)
      missing -= Math.min(missing, chunk.length)
    }
    return Buffer.concat(chunks)
  }

  /** What came after the last LF before the hub closed. */
  rest(): Buffer {
    return this.#held
  }

  #take(count: number): Buffer {
    const taken = this.#held.subarray(0, count)
    this.#held = this.#held.subarray(count)
    if (taken.length > 0) this.isMidway = false
    return taken
  }

  async #read(): Promise<Buffer | undefined> {
    for (;;) {
      const chunk: Buffer | null = this.#socket.read()
      if (chunk !== null) return chunk
      if (this.#signal.aborted) throw new TimedOut()
      if (this.#ended) return undefined
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }
}

export class TimedOut extends Error {}
