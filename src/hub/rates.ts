// How fast one connection may speak: a token bucket that delays and never refuses (the fuller the debt, the longer the pause).
// https://en.wikipedia.org/wiki/Token_bucket

const burstSeconds = 4

export class Pace {
  #tokens: number
  #at: number

  constructor(perSecond: number, now: number) {
    this.#tokens = perSecond * burstSeconds
    this.#at = now
  }

  /** Takes `lines` from the bucket; answers the milliseconds to wait before reading on. `now` is in steady milliseconds. */
  spend(lines: number, perSecond: number, now: number): number {
    const most = perSecond * burstSeconds
    this.#tokens = Math.min(most, this.#tokens + ((now - this.#at) / 1_000) * perSecond) - lines
    this.#at = now
    return this.#tokens >= 0 ? 0 : Math.ceil((-this.#tokens / perSecond) * 1_000)
  }
}
