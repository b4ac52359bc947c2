// A WebSocket by hand, over a plain socket: frames of any shape, bytes cut anywhere, and no answer to pings unless asked for.
// https://www.rfc-editor.org/rfc/rfc6455#section-5.2
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { RunningHub } from './hub.ts'
import { within } from './until.ts'

export const opcodes = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const
export type Heard = { readonly opcode: number; readonly payload: Buffer }
export type Shape = { readonly last?: boolean; readonly masked?: boolean; readonly reserved?: number; readonly length?: number }

const mask = Buffer.of(1, 2, 3, 4)

/** One frame as a client sends it. `length` is what its header says, if that is not true. */
export function clientFrame(opcode: number, payload: Uint8Array | string, shape: Shape = {}): Buffer {
  const { last = true, masked = true, reserved = 0, length: claimed } = shape
  const bytes = Buffer.from(payload)
  const length = claimed ?? bytes.length
  const head = length < 126 ? Buffer.alloc(2) : length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10)
  head[0] = (last ? 0x80 : 0) | (reserved << 4) | opcode
  const bit = masked ? 0x80 : 0
  if (length < 126) head[1] = bit | length
  else if (length < 65_536) {
    head[1] = bit | 126
    head.writeUInt16BE(length, 2)
  } else {
    head[1] = bit | 127
    head.writeBigUInt64BE(BigInt(length), 2)
  }
  if (!masked) return Buffer.concat([head, bytes])
  const hidden = bytes.map((byte, index) => byte ^ (mask[index % 4] ?? 0))
  return Buffer.concat([head, mask, hidden])
}

export const textFrame = (value: unknown): Buffer => clientFrame(opcodes.text, JSON.stringify(value))

/** The request that asks for a WebSocket. */
export const handshake = (hub: RunningHub, more = '', target = '/ws'): string =>
  `GET ${target} HTTP/1.1\r\nHost: ${hub.host}:${hub.webPort}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`

export class RawWebSocket {
  readonly socket: Socket
  /** The status line and the headers of the answer. */
  head = ''
  answersPings = false
  readonly heard: Heard[] = []
  readonly gone: Promise<void>
  isGone = false
  #held: Buffer = Buffer.alloc(0)
  readonly #waiting = new Set<() => void>()

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('error', () => undefined)
    this.gone = new Promise(resolve => {
      socket.once('close', () => {
        this.isGone = true
        this.#wake()
        resolve()
      })
    })
  }

  /** Connects and says `first`; answers when the head of the answer has come. */
  static async open(hub: RunningHub, first: string | Uint8Array = handshake(hub)): Promise<RawWebSocket> {
    const socket = connect({ host: hub.host, port: hub.webPort, noDelay: true })
    await once(socket, 'connect')
    const web = new RawWebSocket(socket)
    socket.write(first)
    await web.#until('the head of the answer', () => web.head !== '' || undefined)
    return web
  }

  get status(): number {
    return Number(/^HTTP\/1\.1 (\d+)/.exec(this.head)?.[1] ?? 0)
  }

  send(...frames: readonly Uint8Array[]): void {
    this.socket.write(Buffer.concat(frames))
  }

  /** The next frame with this opcode, undefined when the connection has ended without one. */
  next(opcode: number, fits: (payload: Buffer) => boolean = () => true): Promise<Buffer | undefined> {
    return this.#until(`a frame with opcode ${opcode}`, () => {
      const at = this.heard.findIndex(frame => frame.opcode === opcode && fits(frame.payload))
      if (at >= 0) return { payload: this.heard.splice(at, 1)[0]?.payload }
      return this.isGone ? { payload: undefined } : undefined
    }).then(({ payload }) => payload)
  }

  /** The next JSON frame that answers this id. */
  async answer(id: string): Promise<Record<string, unknown>> {
    const payload = await this.next(opcodes.text, text => text.includes(`"re":${JSON.stringify(id)}`))
    if (payload === undefined) throw new Error(`The hub closed where an answer to ${id} should have come.`)
    return JSON.parse(payload.toString()) as Record<string, unknown>
  }

  /** The code of the close frame, 0 when the connection ended without one. */
  async closeCode(): Promise<number> {
    const payload = await this.next(opcodes.close)
    return payload === undefined || payload.length < 2 ? 0 : payload.readUInt16BE(0)
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }

  #read(chunk: Buffer): void {
    this.#held = Buffer.concat([this.#held, chunk])
    if (this.head === '') {
      const end = this.#held.indexOf('\r\n\r\n')
      if (end < 0) return
      this.head = this.#held.toString('latin1', 0, end)
      this.#held = this.#held.subarray(end + 4)
    }
    for (let frame = this.#take(); frame !== undefined; frame = this.#take()) {
      if (frame.opcode === opcodes.ping && this.answersPings) this.send(clientFrame(opcodes.pong, frame.payload))
      this.heard.push(frame)
    }
    this.#wake()
  }

  #take(): Heard | undefined {
    const held = this.#held
    if (this.status !== 101 || held.length < 2) return undefined
    const short = (held[1] ?? 0) & 0x7f
    const head = short < 126 ? 2 : short === 126 ? 4 : 10
    if (held.length < head) return undefined
    const length = short < 126 ? short : short === 126 ? held.readUInt16BE(2) : Number(held.readBigUInt64BE(2))
    if (held.length < head + length) return undefined
    this.#held = held.subarray(head + length)
    return { opcode: (held[0] ?? 0) & 0x0f, payload: held.subarray(head, head + length) }
  }

  async #until<T>(what: string, look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look()
      if (found !== undefined) return found
      if (this.isGone) throw new Error(`The connection ended where ${what} should have come.`)
      const { promise: more, resolve } = Promise.withResolvers<void>()
      this.#waiting.add(resolve)
      await within(what, more)
    }
  }
}
