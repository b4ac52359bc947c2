// Notices a connection that is only half there: asks when it has been quiet for a while, and gives it up when nothing at all comes back.
import type { Clock } from './api.ts'
import { sdkBounds } from './sdk-bounds.ts'

export class Heartbeat {
  readonly #clock: Clock
  readonly #ping: () => void
  readonly #dead: () => void
  #heardAt: number
  #answered = true
  #cancel: () => void

  constructor(clock: Clock, ping: () => void, dead: () => void) {
    this.#clock = clock
    this.#ping = ping
    this.#dead = dead
    this.#heardAt = clock.now()
    this.#cancel = clock.after(sdkBounds.quietMs, () => this.#look())
  }

  /** Something came. */
  heard(): void {
    this.#heardAt = this.#clock.now()
    this.#answered = true
  }

  /** Asks now instead of later. Who has been asked already has no more time to answer because of it. */
  askNow(): void {
    if (!this.#answered) return
    this.#cancel()
    this.#ask()
  }

  stop(): void {
    this.#cancel()
  }

  #look(): void {
    const left = this.#heardAt + sdkBounds.quietMs - this.#clock.now()
    if (left <= 0) this.#ask()
    else this.#cancel = this.#clock.after(left, () => this.#look())
  }

  #ask(): void {
    this.#answered = false
    this.#ping()
    this.#cancel = this.#clock.after(sdkBounds.silentMs, () => {
      if (this.#answered) this.#look()
      else this.#dead()
    })
  }
}
