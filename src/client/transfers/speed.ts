// Bytes per second over the last few seconds: each measurement counts the more the longer it took.
import { sdkBounds } from '../sdk-bounds.ts'

export class Speed {
  perSecond = 0
  #bytes = 0
  #at: number
  #measured = false

  constructor(now: number) {
    this.#at = now
  }

  /** From here on; what was moved before, or anew, does not count. */
  begin(bytes: number, now: number): void {
    this.#bytes = bytes
    this.#at = now
  }

  measure(bytes: number, now: number): void {
    const milliseconds = now - this.#at
    if (milliseconds <= 0) return
    const present = (Math.max(0, bytes - this.#bytes) * 1_000) / milliseconds
    const weight = this.#measured ? 1 - Math.exp(-milliseconds / sdkBounds.transferSpeedMs) : 1
    this.perSecond += (present - this.perSecond) * weight
    this.#measured = true
    this.begin(bytes, now)
  }
}
