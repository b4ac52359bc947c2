// Somebody who speaks HTTP by hand: requests of any form, sent as the test wrote them, and answers read to the byte.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { RunningHub } from './hub.ts'
import { deadlineMs, within } from './until.ts'

export type HttpAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** `100 Continue` came before. */
  readonly continued: boolean
}

export type HttpAsked = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly token?: string
}

/** The connection ended before the answer did. */
export class Torn extends Error {
  /** What had come of the body. */
  readonly bytes: number
  constructor(bytes: number) {
    super(`The connection ended after ${bytes} bytes of an answer.`)
    this.bytes = bytes
  }
}

export class HttpSocket {
  readonly socket: Socket
  readonly #gone: Promise<void>
  #held: Buffer = Buffer.alloc(0)
  #over = false
  #wake: () => void = () => undefined

  constructor(socket: Socket) {
    this.socket = socket
    const end = (): void => {
      this.#over = true
      this.#wake()
    }
    socket
      .on('readable', () => this.#wake())
      .on('end', end)
      .on('error', end)
      .on('close', end)
    this.#gone = new Promise(resolve => socket.once('close', () => resolve()))
  }

  static async open(hub: RunningHub): Promise<HttpSocket> {
    const socket = connect({ host: hub.host, port: hub.webPort, noDelay: true })
    await once(socket, 'connect')
    return new HttpSocket(socket)
  }

  /** Characters stand for the bytes of their codes. */
  send(bytes: string | Uint8Array): void {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
  }

  ask(target: string, asked: HttpAsked = {}): void {
    this.send(head(target, asked))
    if (asked.body !== undefined) this.send(asked.body)
  }

  /** The next answer; `hasBody` is false after a HEAD. Throws `Torn`. */
  async answer(hasBody = true, withinMs = deadlineMs): Promise<HttpAnswer> {
    const { status, headers } = await this.head(withinMs)
    if (status === 100) return { ...(await this.answer(hasBody, withinMs)), continued: true }
    const length = hasBody && status !== 204 && status !== 304 ? Number(headers['content-length'] ?? 0) : 0
    return { status, headers, body: await this.bytes(length, withinMs), continued: false }
  }

  /** The head of the next answer; its body is still to be read. */
  async head(withinMs = deadlineMs): Promise<Pick<HttpAnswer, 'status' | 'headers'>> {
    let end = this.#held.indexOf('\r\n\r\n')
    for (; end < 0; end = this.#held.indexOf('\r\n\r\n')) await this.#read(withinMs)
    const [first = '', ...lines] = this.#take(end + 4)
      .toString('latin1')
      .trimEnd()
      .split('\r\n')
    const headers = lines.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()])
    return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(first)?.[1]), headers: Object.fromEntries(headers) }
  }

  /** Settles when the connection is gone; what still comes is thrown away. */
  gone(withinMs = deadlineMs): Promise<void> {
    this.socket.removeAllListeners('readable').resume()
    return within('the end of a connection', this.#gone, withinMs)
  }

  /** So many bytes. Throws `Torn`. */
  async bytes(count: number, withinMs = deadlineMs): Promise<Buffer> {
    const pieces: Buffer[] = []
    for (let missing = count; missing > 0; ) {
      if (this.#held.length === 0) await this.#read(withinMs, count - missing)
      const piece = this.#take(Math.min(missing, this.#held.length))
      missing -= piece.length
      pieces.push(piece)
    }
    return Buffer.concat(pieces)
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }

  #take(count: number): Buffer {
    const taken = this.#held.subarray(0, count)
    this.#held = this.#held.subarray(count)
    return taken
  }

  async #read(withinMs: number, before = 0): Promise<void> {
    for (;;) {
      const chunk: Buffer | null = this.socket.read()
      if (chunk !== null) {
        this.#held = Buffer.concat([this.#held, chunk])
        return
      }
      if (this.#over) throw new Torn(before)
      const more = new Promise<void>(resolve => {
        this.#wake = resolve
      })
      await within('another byte of an answer', more, withinMs)
    }
  }
}

/** The head of a request; a body's length is told unless another is. */
export function head(target: string, { method = 'GET', headers = {}, body, token }: HttpAsked): string {
  const told: Record<string, string> = {
    Host: 'hub',
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    ...(body !== undefined && headers['Transfer-Encoding'] === undefined && { 'Content-Length': String(body.length) }),
    ...headers,
  }
  return `${method} ${target} HTTP/1.1\r\n${Object.entries(told)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`
}

/** Asks on a connection of its own. Throws `Torn`. */
export async function http(hub: RunningHub, target: string, asked: HttpAsked = {}): Promise<HttpAnswer> {
  using connection = await HttpSocket.open(hub)
  connection.ask(target, asked)
  return await connection.answer(asked.method !== 'HEAD')
}

/** The code of a refusal. */
export const codeOf = ({ body }: HttpAnswer): string => (JSON.parse(String(body)) as { error: string }).error
