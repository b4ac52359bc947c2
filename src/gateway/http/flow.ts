// A connection on which a file goes in or out over HTTP, as it is watched: how long we have waited for the other side.
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Hub } from '../../hub/hub.ts'
import { Refusal } from '../../protocol/refusals.ts'
import type { Watched } from '../watch.ts'

export class Flow implements Watched {
  readonly #socket: Socket
  readonly #hub: Hub
  readonly #whenGone = new Set<() => void>()
  #whenStalled: (() => void) | undefined
  #waits = 0
  #movedAt = 0
  /** Requests that use it: there may be several on one connection. */
  users = 0

  constructor(socket: Socket, hub: Hub) {
    this.#socket = socket
    this.#hub = hub
    socket.once('close', () => {
      for (const tell of this.#whenGone) tell()
    })
  }

  /** Settles as the work does, or when the connection has gone. Refusal: `timeout`. */
  untilGone<T>(work: Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const gone = (): void => reject(new Refusal('timeout', 'The connection ended before the file did.'))
    if (this.#socket.destroyed) gone()
    this.#whenGone.add(gone)
    work.then(resolve, reject).finally(() => this.#whenGone.delete(gone))
    return promise
  }

  /** The same, for work that only the other side can bring on: if it does nothing for too long it is cut. */
  peer<T>(work: Promise<T>): Promise<T> {
    return this.#waitFor(this.untilGone(work))
  }

  /** Settles as the work does, which is to notice by itself when the connection has gone. A stall is told, and the connection lives. */
  async comes(work: Promise<void>, tellOfStall: () => void): Promise<void> {
    this.#whenStalled = tellOfStall
    try {
      await this.#waitFor(work)
    } finally {
      this.#whenStalled = undefined
    }
  }

  async #waitFor<T>(work: Promise<T>): Promise<T> {
    if (this.#waits++ === 0) this.moved()
    try {
      return await work
    } finally {
      this.#waits--
      this.moved()
    }
  }

  /** Something went to or came from the other side. */
  moved(): void {
    this.#movedAt = performance.now()
  }

  stalledFor(now: number): number {
    return this.#waits === 0 ? 0 : now - this.#movedAt
  }

  readerTookSome(now: number): void {
    this.#movedAt = now
  }

  peerDied(): void {
    this.#socket.destroy()
  }

  checkProgress(now: number): void {
    if (this.stalledFor(now) <= this.#hub.limits['slow-seconds'] * 1_000) return
    if (this.#whenStalled === undefined) this.#socket.destroy()
    else this.#whenStalled()
  }
}

/** The connections of a door on which files are moved. */
export class Flows {
  readonly #hub: Hub
  readonly #watched: Map<Socket, Watched>
  readonly #flows = new WeakMap<Socket, Flow>()
  readonly #running = new Set<Promise<unknown>>()

  /** `watched` is kept up to date. */
  constructor(hub: Hub, watched: Map<Socket, Watched>) {
    this.#hub = hub
    this.#watched = watched
  }

  /** Watches the connection while the work is under way. */
  async during<T>(socket: Socket, work: (flow: Flow) => Promise<T>): Promise<T> {
    const flow = this.#flows.get(socket) ?? new Flow(socket, this.#hub)
    this.#flows.set(socket, flow)
    flow.users++
    this.#watched.set(socket, flow)
    const running = work(flow)
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
      if (--flow.users === 0) this.#watched.delete(socket)
    }
  }

  /** Settles when nothing is under way. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running)
  }
}

/** Settles when the system has taken the bytes. */
export const written = (response: ServerResponse, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => response.write(bytes, thrown => (thrown ? reject(thrown) : resolve())))

/** Settles when all of an answer has gone. */
export async function finished(response: ServerResponse, bytes?: Uint8Array): Promise<void> {
  const over = once(response, 'finish')
  response.end(bytes)
  await over
}
