// Readers who are not as quick as one would wish: one that takes nothing, and one that takes a little at a time.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { until } from './until.ts'

type Place = { readonly host: string; readonly port: number }

/** Connects and never reads a byte. `first` is what it says all the same. */
export async function stalledReader({ host, port }: Place, first = ''): Promise<Socket & Disposable> {
  const socket = connect({ host, port })
  socket.pause()
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  if (first !== '') socket.write(first)
  return Object.assign(socket, { [Symbol.dispose]: () => void socket.destroy() })
}

/** Takes `pieceBytes` every `everyMs`, until it may read as fast as it can; what it was told is in `lines`. */
export class SteadyReader {
  readonly socket: Socket
  taken = 0
  cut = false
  readonly #pieces: Buffer[] = []
  readonly #pace: NodeJS.Timeout
  #hurried = false

  constructor({ host, port }: Place, pieceBytes: number, everyMs: number) {
    const onread = {
      buffer: Buffer.alloc(pieceBytes),
      callback: (bytes: number, buffer: Uint8Array): boolean => {
        this.#pieces.push(Buffer.from(buffer.subarray(0, bytes)))
        this.taken += bytes
        return this.#hurried
      },
    }
    this.socket = connect({ host, port, onread })
    this.socket.on('error', () => undefined)
    this.socket.on('close', () => {
      this.cut = true
    })
    this.#pace = setInterval(() => this.socket.resume(), everyMs)
  }

  /** From now on as fast as it can. */
  hurry(): void {
    this.#hurried = true
    this.socket.resume()
  }

  /** All lines up to the one that ends so. */
  async linesUntil(ending: string): Promise<string[]> {
    const last = Buffer.from(`${ending}\n`)
    await until(
      `a slow reader has read ${ending}`,
      () => this.cut || (this.#pieces.at(-1)?.subarray(-last.length).equals(last) ?? false),
      60_000,
    )
    return Buffer.concat(this.#pieces).toString().split('\n').slice(0, -1)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#pace)
    this.socket.destroy()
  }
}
