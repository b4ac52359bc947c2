// A clock that stands still until a test moves it on.
import type { Clock } from '../../src/client/connect.ts'

type Timer = { readonly at: number; readonly callback: () => void }

export class HandClock implements Clock {
  #now = 1_700_000_000_000
  readonly #timers = new Set<Timer>()

  now(): number {
    return this.#now
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + milliseconds, callback }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Moves on, and calls what is due in its order. */
  pass(milliseconds: number): void {
    const end = this.#now + milliseconds
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
      if (next === undefined) break
      this.#now = Math.max(this.#now, next.at)
      this.#timers.delete(next)
      next.callback()
    }
    this.#now = end
  }

  /** How long until the next thing is due. */
  get next(): number | undefined {
    const due = [...this.#timers].map(({ at }) => at - this.#now)
    return due.length === 0 ? undefined : Math.min(...due)
  }
}
