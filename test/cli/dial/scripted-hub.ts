// A hub that does what a test tells it, down to the byte: real sockets, for answers that a good hub would never give.
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { LineReader } from '../../../src/protocol/lines.ts'

/** One client's connection, seen from the hub. */
export class Peer {
  readonly #socket: Socket
  readonly #reader = new LineReader(1_024 * 1_024)
  readonly #chunks: AsyncIterator<Buffer>

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('error', () => {})
    this.#chunks = socket.iterator({ destroyOnReturn: false })
  }

  /** The next line, or undefined when the client is gone. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const line = this.#reader.next()
      if (line !== undefined) return typeof line === 'string' ? line : line.wrong
      if (!(await this.#more())) return undefined
    }
  }

  /** Exactly so many bytes, or fewer if the client goes. */
  async bytes(count: number): Promise<Buffer> {
    const pieces: Uint8Array[] = []
    for (let left = count; left > 0; ) {
      const piece = this.#reader.take(left)
      if (piece === undefined) {
        if (!(await this.#more())) break
      } else {
        left -= piece.length
        pieces.push(piece)
      }
    }
    return Buffer.concat(pieces)
  }

  /** Settles when the client has closed. */
  async gone(): Promise<void> {
    while (await this.#more());
  }

  send(...lines: readonly string[]): void {
    this.#socket.write(lines.map(line => `${line}\n`).join(''))
  }

  sendBytes(bytes: Uint8Array | string): void {
    this.#socket.write(bytes)
  }

  /** Writes until the client reads no more or is gone. */
  async flood(piece: Uint8Array, most: number): Promise<number> {
    let sent = 0
    while (sent < most && !this.#socket.destroyed) {
      sent += piece.length
      if (!this.#socket.write(piece)) await Promise.race([once(this.#socket, 'drain'), once(this.#socket, 'close')]).catch(() => {})
    }
    return sent
  }

  close(): void {
    this.#socket.end()
  }

  reset(): void {
    this.#socket.resetAndDestroy()
  }

  /** The usual beginning: greeting, a token, where the log is. Answers what the client asked meanwhile. */
  async join({ name = 'Client01', seq = 0 } = {}): Promise<string[]> {
    this.send(`Welcome to Partyline. You are ${name}. Type a message, or: status, list, get <file>, put <file> <bytes>, help, exit.`)
    const asked: string[] = []
    for (;;) {
      const line = await this.line()
      if (line === undefined) return asked
      asked.push(line)
      if (line === '/token') this.send('TOKEN secret-token')
      else if (line.startsWith('/resume ')) this.send(`RESUMED ${name} ${seq}`)
      else if (line.startsWith('/name ')) this.send(`NAME ${line.slice(6)}`)
      else if (line.startsWith('/history')) {
        this.send(...(seq === 0 ? ['HISTORY 0', 'END'] : ['HISTORY 1', `${seq} 2026-01-01 00:00:00+00:00 Ben: before`, 'END']))
        return asked
      } else return asked
    }
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#chunks.next().catch(() => ({ value: undefined, done: true }))
    if (done === true || value === undefined) return false
    this.#reader.push(value)
    return true
  }
}

export type ScriptedHub = AsyncDisposable & { readonly port: number; readonly failures: unknown[] }

/** Plays the script for each connection in turn, the last one for all that follow. */
export async function scriptedHub(...scripts: readonly ((peer: Peer) => Promise<void>)[]): Promise<ScriptedHub> {
  const sockets = new Set<Socket>()
  const failures: unknown[] = []
  let count = 0
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    const script = scripts[Math.min(count++, scripts.length - 1)]
    script?.(new Peer(socket)).catch(error => failures.push(error))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const stop = async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { port, failures, [Symbol.asyncDispose]: stop }
}
