// One connection to a hub: requests out, each answer to the one who waits for it. When it breaks, everybody who waits is told.
import { once } from 'node:events'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { clientBounds } from '../../client/lines/bounds.ts'
import { type Expected, expectedOf } from '../../client/lines/expected.ts'
import { type Answer, type HubEvent, ReplyReader } from '../../client/lines/replies.ts'
import { type Address, writeAddress } from './address.ts'
import { Final, Lost, reasonOf } from './failures.ts'

/** A request on its way. What `piece` returns is waited for before more is read. */
export type Asked = {
  readonly expects: Expected
  readonly answered: (answer: Answer) => void
  readonly lost?: (why: Error) => void
  readonly started?: (bytes: number, line: string) => void
  readonly piece?: (piece: Uint8Array) => Promise<void>
  readonly ready?: (offset: number, line: string) => void
}

/** `answered` is called at once, before what follows the answer is read; the promise settles a little later. */
export type Hooks = Partial<Omit<Asked, 'expects' | 'lost'>>

/** Who hears what the hub says by itself. */
export type Listener = {
  readonly unasked: (line: string) => void
  readonly closing: (line: string) => void
  /** Settles when what was heard has been passed on: until then nothing more is read. */
  readonly drained: () => Promise<void>
}

/** After these the hub wants this client no more; coming back would only trouble it. */
const finalCodes = new Set(['kicked', 'resumed-elsewhere'])

const lingerMsMax = 2_000

export class Wire {
  readonly #socket: Socket
  readonly #reader = new ReplyReader<Asked>()
  readonly #asked = new Set<Asked>()
  readonly #gone = new AbortController()
  #closing: Error | undefined
  #movedAt = performance.now()
  #silenceMsMax: number = clientBounds.greetingSecondsMax * 1_000

  /** Connects. Throws `Lost` with the reason when nobody answers. */
  static async open(address: Address, signal: AbortSignal): Promise<Wire> {
    const { host, port, secure } = address
    const options = { host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 15_000 }
    const socket = secure ? connectTls({ ...options, ...(isIP(host) === 0 && { servername: host }) }) : connect(options)
    // What breaks a socket is told where it is read; without this a late error would end the program.
    socket.on('error', () => {})
    const limit = AbortSignal.any([signal, AbortSignal.timeout(clientBounds.greetingSecondsMax * 1_000)])
    try {
      await once(socket, secure ? 'secureConnect' : 'connect', { signal: limit })
      return new Wire(socket)
    } catch (error) {
      socket.destroy()
      signal.throwIfAborted()
      throw new Lost(`Cannot connect to ${writeAddress(address)}: ${limit.aborted ? 'no answer in time' : reasonOf(error)}.`)
    }
  }

  private constructor(socket: Socket) {
    this.#socket = socket
  }

  /** Aborted, with the reason, when the connection is over. */
  get gone(): AbortSignal {
    return this.#gone.signal
  }

  /** How long the hub may be silent while something is asked of it, from now on. */
  allowSilence(seconds: number): void {
    this.#silenceMsMax = seconds * 1_000
    this.#movedAt = performance.now()
  }

  /** Reads until the connection is over. */
  async listen(listener: Listener): Promise<void> {
    const watch = setInterval(() => this.#checkSilence(), 500)
    try {
      for await (const chunk of this.#socket) {
        this.#movedAt = performance.now()
        // After `leave` the rest is read only so that what was sent can arrive.
        if (this.gone.aborted) continue
        for (const event of this.#reader.push(chunk)) {
          const wait = this.#take(event, listener)
          if (wait !== undefined) await wait
          if (this.gone.aborted) break
        }
        await listener.drained()
        this.#movedAt = performance.now()
      }
      this.#end(new Lost('The hub closed the connection.'))
    } catch (error) {
      this.#end(error instanceof Lost || error instanceof Final ? error : new Lost(`The connection broke: ${reasonOf(error)}.`))
    } finally {
      clearInterval(watch)
      this.#socket.destroy()
    }
  }

  /** Asks for the welcome that the hub says first. */
  async welcome(): Promise<Answer> {
    return this.#promise({ reply: 'welcome' }, {}, asked => this.#expect(asked))
  }

  /** Sends a line. */
  send(line: Uint8Array | string, asked: Asked): void {
    this.gone.throwIfAborted()
    this.#expect(asked)
    this.#socket.cork()
    this.#socket.write(line)
    this.#socket.write('\n')
    process.nextTick(() => this.#socket.uncork())
  }

  /** Sends a line and waits for its answer. Throws why, if the connection breaks before. */
  async ask(line: string, hooks: Hooks = {}): Promise<Answer> {
    const expects = expectedOf(line)
    if (expects === undefined) throw new Error('A blank line has no answer.')
    return this.#promise(expects, hooks, asked => this.send(line, asked))
  }

  /** Sends bytes, no faster than the hub takes them. */
  async write(bytes: Uint8Array): Promise<void> {
    this.gone.throwIfAborted()
    if (!this.#socket.write(bytes)) await this.room()
    this.#movedAt = performance.now()
  }

  /** Settles when the connection takes more. */
  async room(): Promise<void> {
    if (this.#socket.writableNeedDrain) await this.#orGone(once(this.#socket, 'drain', { signal: this.gone }))
  }

  /** Ends it from this side. */
  drop(why: Error): void {
    this.#end(why)
    this.#socket.destroy()
  }

  /** Ends it in peace: what was sent arrives. */
  leave(): void {
    this.#end(new Lost('Left.'))
    this.#socket.destroySoon()
    setTimeout(() => this.#socket.destroy(), lingerMsMax).unref()
  }

  async #promise(expects: Expected, hooks: Hooks, begin: (asked: Asked) => void): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const answered = (answer: Answer): void => {
      try {
        hooks.answered?.(answer)
        resolve(answer)
      } catch (error) {
        reject(error)
        throw error
      }
    }
    begin({ ...hooks, expects, answered, lost: reject })
    return promise
  }

  #expect(asked: Asked): void {
    if (this.#asked.size === 0) this.#movedAt = performance.now()
    this.#asked.add(asked)
    this.#reader.expect(asked)
  }

  #take(event: HubEvent<Asked>, listener: Listener): Promise<void> | undefined {
    switch (event.event) {
      case 'unasked':
        listener.unasked(event.line)
        return undefined
      case 'answer':
        this.#asked.delete(event.to)
        event.to.answered(event.answer)
        return undefined
      case 'start':
        event.to.started?.(event.bytes, event.line)
        return undefined
      case 'piece':
        return event.to.piece?.(event.piece)
      case 'ready':
        event.to.ready?.(event.offset, event.line)
        return undefined
      case 'closing':
        this.#closing = finalCodes.has(event.code) ? new Final(event.line) : new Lost(event.line)
        listener.closing(event.line)
        return undefined
      case 'fault':
        throw new Final(event.sentence)
    }
  }

  #checkSilence(): void {
    if (this.#asked.size === 0 || performance.now() - this.#movedAt < this.#silenceMsMax) return
    this.drop(new Lost(`The hub has not answered for ${this.#silenceMsMax / 1_000} seconds.`))
  }

  #end(why: Error): void {
    if (this.gone.aborted) return
    const reason = this.#closing ?? why
    this.#gone.abort(reason)
    for (const asked of this.#asked) asked.lost?.(reason)
    this.#asked.clear()
  }

  async #orGone<T>(promise: Promise<T>): Promise<T> {
    try {
      return await promise
    } catch (error) {
      this.gone.throwIfAborted()
      throw new Lost(`The connection broke: ${reasonOf(error)}.`)
    }
  }
}
