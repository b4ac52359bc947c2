// A small hub behind a real WebSocket, which does as a test says: it has a lobby and tokens, forgets, stays silent, cuts, and remembers every frame.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { EntriesAsked } from '../../src/protocol/asking.ts'
import { until } from '../support/until.ts'
import { ModelLog } from './model-log.ts'

export type Frame = { readonly id: string; readonly verb: string } & Readonly<Record<string, unknown>>

export class Caller {
  readonly frames: Frame[] = []
  readonly path: string | undefined
  readonly #socket: WebSocket
  guest = 0
  /** It gets entries live. */
  live = false

  constructor(socket: WebSocket, path: string | undefined) {
    this.#socket = socket
    this.path = path
  }

  send(frame: object): void {
    this.#socket.send(JSON.stringify(frame))
  }

  refuse(re: string | undefined, code: string, closes = false): void {
    this.send({ ...(re !== undefined && { re }), event: 'refused', code, sentence: `${code}.`, closes })
    if (closes) this.#socket.close(1_008)
  }

  close(): void {
    this.#socket.close(1_001)
  }

  cut(): void {
    this.#socket.terminate()
  }

  saw(verb: string): Frame[] {
    return this.frames.filter(frame => frame.verb === verb)
  }
}

export class ScriptedHub implements AsyncDisposable {
  readonly url: string
  readonly callers: Caller[] = []
  log = new ModelLog()
  data = 'hub-1'
  readonly tokens = new Map<string, number>()
  readonly #ids = new Map<string, number>()
  readonly #close: () => Promise<void>
  #guests = 0
  /** Answers a frame in place of the hub; `pass` lets the hub answer. */
  script: (caller: Caller, frame: Frame, pass: () => void) => void = (_, __, pass) => pass()

  private constructor(url: string, server: WebSocketServer, close: () => Promise<void>) {
    this.url = url
    this.#close = close
    server.on('connection', (socket, { url }) => this.#met(socket, url))
  }

  static async start(): Promise<ScriptedHub> {
    const http = createServer()
    const server = new WebSocketServer({ server: http, perMessageDeflate: false })
    http.listen(0, '127.0.0.1')
    await once(http, 'listening')
    return new ScriptedHub(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`, server, async () => {
      for (const client of server.clients) client.terminate()
      http.close()
      await once(http, 'close')
    })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close()
  }

  /** The connection of that number, counted from 0, when it is there. */
  caller(number: number): Promise<Caller> {
    return until(`connection ${number}`, () => this.callers[number])
  }

  /** Says something as somebody else, or as a guest. */
  say(text: string, guest = 99, more: object = {}): number {
    const entry = this.log.append({ kind: 'message', guest, text, ...more })
    this.tell(this.log.last)
    return entry?.seq ?? 0
  }

  /** Tells all who are live of the entries from that seq on. */
  tell(from: number): void {
    for (const caller of this.callers)
      if (caller.live) caller.send({ event: 'entries', room: 1, entries: this.log.entries(from, this.log.last) })
  }

  #met(socket: WebSocket, path: string | undefined): void {
    const caller = new Caller(socket, path)
    this.callers.push(caller)
    socket.on('message', data => {
      const frame = JSON.parse(String(data)) as Frame
      caller.frames.push(frame)
      this.script(caller, frame, () => this.#answer(caller, frame))
    })
    socket.on('close', () => (caller.live = false))
    socket.on('error', () => {})
  }

  #answer(caller: Caller, frame: Frame): void {
    const { id: re, verb } = frame
    switch (verb) {
      case 'hello':
        this.#hello(caller, frame)
        break
      case 'say':
        this.#say(caller, frame)
        break
      case 'page':
        caller.send({ re, event: 'page', room: 1, ...this.log.page(frame as unknown as EntriesAsked, caller.guest) })
        break
      case 'log':
        caller.send({ re, event: 'log', room: 1, ...this.log.after(Number(frame.after)) })
        break
      case 'name':
        caller.send({ re, event: 'named', name: frame.name })
        break
      case 'exit':
        caller.send({ re, event: 'goodbye', name: 'x' })
        caller.close()
        break
      default:
        caller.send({ re, event: 'done' })
    }
  }

  #hello(caller: Caller, { id: re, token, name, cursors }: Frame): void {
    const known = typeof token === 'string' ? this.tokens.get(token) : undefined
    if (token !== undefined && known === undefined) {
      caller.refuse(re, 'bad-token')
      return
    }
    caller.guest = known ?? ++this.#guests
    const fresh = known === undefined ? { token: `token-${caller.guest}` } : {}
    if (fresh.token !== undefined) this.tokens.set(fresh.token, caller.guest)
    caller.send({
      re,
      event: 'hello',
      version: 1,
      hub: this.data,
      session: this.callers.length,
      guest: caller.guest,
      name: typeof name === 'string' ? name : `Client${caller.guest}`,
      ...fresh,
      tokenExpiresAt: 0,
      rooms: [this.log.view(caller.guest, this.log.last)],
      limits: { 'max-line-bytes': 8_192 },
    })
    const cursor = (cursors as Record<string, number> | undefined)?.['1']
    const missed = cursor === undefined ? [] : this.log.entries(cursor + 1, this.log.last)
    if (missed.length > 0) caller.send({ event: 'entries', room: 1, entries: missed })
    caller.live = true
  }

  #say(caller: Caller, { id, text, replyTo }: Frame): void {
    const key = `${caller.guest} ${id}`
    const before = this.#ids.get(key)
    const seq = before ?? this.log.last + 1
    this.#ids.set(key, seq)
    if (before === undefined) {
      this.log.append({ kind: 'message', guest: caller.guest, text: String(text), id, ...(typeof replyTo === 'number' && { replyTo }) })
      this.tell(seq)
    }
    caller.send({ re: id, event: 'receipt', room: 1, seq, at: seq * 1_000, again: before !== undefined })
  }
}
