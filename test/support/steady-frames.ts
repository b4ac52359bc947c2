// A reader of frames that takes as much, and as often, as it is told: to see who is cut for being slow and who is not.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { HubFrame } from '../../src/protocol/json.ts'
import type { RunningHub } from './hub.ts'
import { clientFrame, handshake, opcodes, textFrame } from './raw-web-socket.ts'
import { until } from './until.ts'

export class SteadyFrames {
  /** Bytes that it took. */
  taken = 0
  /** The seqs of the lobby that it was given, in their order. */
  readonly seqs: number[] = []
  /** How many `done`s came. */
  done = 0
  isCut = false
  readonly #socket: Socket
  readonly #way: 'web' | 'line'
  #most = Number.POSITIVE_INFINITY
  #since = 0
  #pace: NodeJS.Timeout | undefined
  #greeted = false
  #held: Buffer = Buffer.alloc(0)

  constructor(socket: Socket, way: 'web' | 'line') {
    this.#socket = socket
    this.#way = way
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('close', () => {
      this.isCut = true
    })
  }

  /** Connects and says hello under that name; reads no more than about `most` bytes until it is told to. */
  static async open(
    hub: RunningHub,
    way: 'web' | 'line',
    name: string,
    more: object = {},
    most = Number.POSITIVE_INFINITY,
  ): Promise<SteadyFrames> {
    const socket = connect({ host: hub.host, port: way === 'web' ? hub.webPort : hub.port, noDelay: true })
    await once(socket, 'connect')
    const reader = new SteadyFrames(socket, way)
    reader.#most = most
    const hello = { id: 'h', verb: 'hello', version: 1, ...(name !== '' && { name }), ...more }
    socket.write(way === 'web' ? Buffer.concat([Buffer.from(handshake(hub)), textFrame(hello)]) : `/json\n${JSON.stringify(hello)}\n`)
    await until('the slow reader is greeted', () => reader.#greeted || undefined)
    return reader
  }

  /** From now on about so many bytes at a time, so often; 0: nothing at all. */
  take(bytes: number, everyMs: number): void {
    this.#most = bytes
    this.#since = 0
    this.#socket.pause()
    if (everyMs === 0) return
    this.#pace = setInterval(() => {
      this.#since = 0
      this.#socket.resume()
    }, everyMs)
  }

  /** Asks so many times, without waiting. */
  ping(count: number): void {
    const ping = { id: 'p', verb: 'ping' }
    const one = this.#way === 'web' ? textFrame(ping) : Buffer.from(`${JSON.stringify(ping)}\n`)
    const thousand = Buffer.concat(Array.from({ length: 1_000 }, () => one))
    for (let sent = 0; sent < count; sent += 1_000) this.#socket.write(thousand)
  }

  /** From now on as fast as it can. */
  hurry(): void {
    clearInterval(this.#pace)
    this.#most = Number.POSITIVE_INFINITY
    this.#socket.resume()
  }

  [Symbol.dispose](): void {
    clearInterval(this.#pace)
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    this.taken += chunk.length
    this.#since += chunk.length
    if (this.#since >= this.#most) this.#socket.pause()
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    for (let text = this.#next(); text !== undefined; text = this.#next())
      if (text.startsWith('{')) this.#hear(JSON.parse(text) as HubFrame)
  }

  #hear(frame: HubFrame): void {
    if (frame.event === 'hello') this.#greeted = true
    if (frame.event === 'done') this.done++
    if (frame.event === 'entries' && frame.room === 1) for (const { seq } of frame.entries) this.seqs.push(seq)
  }

  /** The next line or the payload of the next frame; the head of the HTTP answer counts as lines. */
  #next(): string | undefined {
    const held = this.#held
    if (this.#way === 'line' || held[0] === 0x48 || this.taken === 0) return this.#line()
    if (held.length < 2) return undefined
    const short = held[1] ?? 0
    const head = short < 126 ? 2 : short === 126 ? 4 : 10
    if (held.length < head) return undefined
    const length = short < 126 ? short : short === 126 ? held.readUInt16BE(2) : Number(held.readBigUInt64BE(2))
    if (held.length < head + length) return undefined
    const payload = held.subarray(head, head + length)
    this.#held = held.subarray(head + length)
    if (((held[0] ?? 0) & 0x0f) === opcodes.ping) this.#socket.write(clientFrame(opcodes.pong, payload))
    return payload.toString()
  }

  #line(): string | undefined {
    const mark = this.#way === 'line' ? '\n' : '\r\n\r\n'
    const end = this.#held.indexOf(mark)
    if (end < 0) return undefined
    const line = this.#held.toString('utf8', 0, end)
    this.#held = this.#held.subarray(end + mark.length)
    return line
  }
}
