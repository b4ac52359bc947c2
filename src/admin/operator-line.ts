// The connection to a running hub by the operator's socket in its data folder: one command, one answer, in turn.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join, relative, resolve } from 'node:path'
import { clientBounds } from '../client/lines/bounds.ts'
import { limits } from '../protocol/limits.ts'
import { LineReader } from '../protocol/lines.ts'

/** The hub cannot be reached, or has gone; the message is a sentence for the operator. */
export class Unreachable extends Error {}

/** Rows or a sentence; `refused` when the hub said no. */
export type Answer = { readonly refused: boolean; readonly lines: readonly string[] }

const rowsMax = 200_000

export class OperatorLine implements Disposable {
  readonly #socket: Socket
  readonly #lines: AsyncGenerator<string, void, undefined>

  private constructor(socket: Socket) {
    this.#socket = socket
    // A broken connection is noticed by whoever waits for an answer.
    socket.on('error', () => undefined)
    socket.on('timeout', () => socket.destroy(new Unreachable(`The hub has not answered for ${clientBounds.answerSecondsMax} seconds.`)))
    this.#lines = linesOf(socket)
  }

  /** Throws `Unreachable`. */
  static async open(folder: string): Promise<OperatorLine> {
    const path = socketPath(resolve(folder))
    const socket = connect({ path })
    try {
      await once(socket, 'connect')
    } catch (thrown) {
      throw new Unreachable(whyNot(thrown, resolve(folder)))
    }
    return new OperatorLine(socket)
  }

  /** Calls `listener` when the hub has closed the connection. */
  onGone(listener: () => void): void {
    this.#socket.once('close', listener)
  }

  /** Throws `Unreachable`. */
  async ask(command: string): Promise<Answer> {
    this.#socket.setTimeout(clientBounds.answerSecondsMax * 1_000)
    this.#socket.write(`${command}\n`)
    const head = await this.#next()
    const [, word = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(head) ?? []
    if (word === 'OK') return this.#answer(false, [rest])
    if (word === 'ERROR') return this.#answer(true, [rest.replace(/^\S+ /, '')])
    const count = word !== '' && /^\d{1,6}$/.test(rest) ? Number(rest) : Number.NaN
    if (!(count <= rowsMax)) throw strange()
    const rows: string[] = []
    while (rows.length < count) rows.push(await this.#next())
    if ((await this.#next()) !== 'END') throw strange()
    return this.#answer(false, rows)
  }

  [Symbol.dispose](): void {
    this.#socket.destroy()
  }

  #answer(refused: boolean, lines: readonly string[]): Answer {
    this.#socket.setTimeout(0)
    return { refused, lines }
  }

  async #next(): Promise<string> {
    try {
      const { value } = await this.#lines.next()
      if (value !== undefined) return value
    } catch (thrown) {
      if (thrown instanceof Unreachable) throw thrown
    }
    throw new Unreachable('The hub has closed the connection.')
  }
}

const strange = (): Unreachable => new Unreachable('What answers on the socket is no hub of this version.')

async function* linesOf(socket: Socket): AsyncGenerator<string, void, undefined> {
  const reader = new LineReader(clientBounds.hubLineBytesMax)
  for await (const chunk of socket) {
    reader.push(chunk)
    for (let line = reader.next(); line !== undefined; line = reader.next()) {
      if (typeof line !== 'string') throw strange()
      yield line
    }
  }
}

/** As seen from here if that is shorter, as the hub does: a unix socket's path is short by law. */
function socketPath(folder: string): string {
  const path = join(folder, limits.operatorSocketName)
  const fromHere = relative(process.cwd(), path)
  const shortest = Buffer.byteLength(fromHere) < Buffer.byteLength(path) ? fromHere : path
  if (Buffer.byteLength(shortest) <= limits.socketPathBytesMax) return shortest
  throw new Unreachable(
    `The path ${path} is longer than the ${limits.socketPathBytesMax} bytes a unix socket may have. Change into that folder and use --data . there.`,
  )
}

function whyNot(thrown: unknown, folder: string): string {
  const path = join(folder, limits.operatorSocketName)
  switch (thrown instanceof Error && 'code' in thrown ? thrown.code : '') {
    case 'ENOENT':
    case 'ENOTDIR':
      return `No hub runs on the data folder ${folder}: it has no ${limits.operatorSocketName}. Give the folder of a running hub with --data, or start one with \`partyline serve\`.`
    case 'ECONNREFUSED':
      return `The hub of ${folder} does not run any more; only its socket is left. Start it again with \`partyline serve\`.`
    case 'EACCES':
    case 'EPERM':
      return `You may not open ${path}: only the user who runs the hub may. Try again as that user.`
    default:
      return `${path} cannot be opened: ${thrown instanceof Error ? thrown.message : String(thrown)}. Give the folder of a running hub with --data.`
  }
}
