// A program that asks the hub in frames over WebSocket, one question after the other, and times the answers.
import type { ClientFrame, HubFrame } from '../../src/protocol/json.ts'

type EventName = HubFrame['event']
export type FrameOf<E extends EventName> = Extract<HubFrame, { event: E }>
/** A command without its id. */
export type Asked = ClientFrame extends infer F ? (F extends ClientFrame ? Omit<F, 'id'> : never) : never

const patienceMs = 30_000

export class Asker {
  readonly #socket: WebSocket
  readonly #waiting = new Map<string, PromiseWithResolvers<HubFrame>>()
  #lastId = 0
  /** The token to come back with. */
  token = ''

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.onmessage = ({ data }) => this.#hear(String(data))
    socket.onclose = () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('The hub closed.'))
    }
  }

  /** Connects and says hello; without a token as somebody new. */
  static async enter(port: number, token = ''): Promise<Asker> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    socket.onopen = () => resolve()
    socket.onerror = () => reject(new Error('The hub cannot be reached.'))
    await promise
    const asker = new Asker(socket)
    const { token: given } = await asker.want('hello', { verb: 'hello', version: 1, ...(token !== '' && { token }) })
    asker.token = given ?? token
    return asker
  }

  /** The answer, which must be this event. */
  async want<E extends EventName>(event: E, command: Asked): Promise<FrameOf<E>> {
    const id = `${++this.#lastId}`
    const waiting = Promise.withResolvers<HubFrame>()
    this.#waiting.set(id, waiting)
    const patience = setTimeout(() => waiting.reject(new Error(`No answer to ${command.verb} in ${patienceMs / 1_000} s.`)), patienceMs)
    this.#socket.send(JSON.stringify({ ...command, id }))
    const answer = await waiting.promise
    clearTimeout(patience)
    if (answer.event !== event) throw new Error(`${command.verb} was answered ${JSON.stringify(answer).slice(0, 200)}`)
    return answer as FrameOf<E>
  }

  async leave(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#socket.onclose = () => resolve()
    this.#socket.close()
    await promise
  }

  #hear(json: string): void {
    const frame = JSON.parse(json) as HubFrame
    if (frame.re === undefined) return
    this.#waiting.get(frame.re)?.resolve(frame)
    this.#waiting.delete(frame.re)
  }
}
