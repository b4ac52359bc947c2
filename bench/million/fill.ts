// Fills a room through the line door, as fast as the hub stores: one author after the other, each with thousands of lines in flight.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const linesTogether = 500
const patienceMs = 300_000
const acknowledged = Buffer.from(' ACK\n')

/** Reads what the hub answers: the line that says one is in the room, then acknowledgements. */
class Answers {
  joined = false
  count = 0
  #rest: Buffer<ArrayBufferLike> = Buffer.alloc(0)
  #failed: string | undefined
  readonly #socket: Socket
  #wake: () => void = () => {}

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => this.#fail('The hub closed while the room was filled.'))
  }

  async until(isSo: () => boolean): Promise<void> {
    const patience = setTimeout(() => this.#fail(`The room was not filled in ${patienceMs / 1_000} s.`), patienceMs)
    try {
      while (!isSo()) {
        if (this.#failed !== undefined) throw new Error(this.#failed)
        const { promise, resolve } = Promise.withResolvers<void>()
        this.#wake = resolve
        await promise
      }
    } finally {
      clearTimeout(patience)
    }
  }

  #take(chunk: Buffer): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    if (!this.joined && bytes.includes('JOIN ')) this.joined = true
    const error = bytes.indexOf('ERROR ')
    if (error >= 0) this.#fail(bytes.toString('utf8', error, error + 200))
    let at = 0
    for (let found = bytes.indexOf(acknowledged); found >= 0; found = bytes.indexOf(acknowledged, at)) {
      this.count++
      at = found + acknowledged.length
    }
    this.#rest = Buffer.from(bytes.subarray(Math.max(at, bytes.length - acknowledged.length + 1)))
    this.#wake()
  }

  #fail(sentence: string): void {
    this.#failed ??= sentence
    this.#socket.destroy()
    this.#wake()
  }
}

/** Says the texts in the room, which is made if there is none; settles when all are acknowledged. */
export const fillRoom = async (port: number, room: string, texts: Iterable<string>): Promise<void> => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const answers = new Answers(socket)
  socket.write(`/join ${room}\n`)
  await answers.until(() => answers.joined)
  let said = 0
  let lines: string[] = []
  const send = async (): Promise<void> => {
    said += lines.length
    const taken = socket.write(`${lines.join('\n')}\n`)
    lines = []
    // A socket that failed meanwhile never drains.
    if (!taken && !socket.destroyed) await Promise.race([once(socket, 'drain'), once(socket, 'close')])
  }
  for (const text of texts) if (lines.push(text) === linesTogether) await send()
  if (lines.length > 0) await send()
  await answers.until(() => answers.count >= said)
  socket.destroy()
}
