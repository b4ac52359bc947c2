// Read cursors on their way to the hub: sent a little late, one for each room at a time, and only the furthest.
import type { Clock } from './api.ts'
import { sdkBounds } from './sdk-bounds.ts'

export class Reads {
  readonly #clock: Clock
  readonly #send: (room: number, seq: number) => Promise<unknown>
  readonly #wanted = new Map<number, number>()
  readonly #busy = new Set<number>()
  #cancel: (() => void) | undefined

  constructor(clock: Clock, send: (room: number, seq: number) => Promise<unknown>) {
    this.#clock = clock
    this.#send = send
  }

  move(room: number, seq: number): void {
    this.#wanted.set(room, Math.max(seq, this.#wanted.get(room) ?? 0))
    this.#cancel ??= this.#clock.after(sdkBounds.readDelayMs, () => this.flush())
  }

  /** Sends what waits, now. */
  flush(): void {
    this.#cancel?.()
    this.#cancel = undefined
    for (const room of [...this.#wanted.keys()]) if (!this.#busy.has(room)) void this.#tell(room)
  }

  stop(): void {
    this.#cancel?.()
  }

  async #tell(room: number): Promise<void> {
    const seq = this.#wanted.get(room)
    if (seq === undefined) return
    this.#wanted.delete(room)
    this.#busy.add(room)
    // A room that is gone has no cursor.
    await this.#send(room, seq).catch(() => {})
    this.#busy.delete(room)
    if (this.#wanted.has(room)) await this.#tell(room)
  }
}
