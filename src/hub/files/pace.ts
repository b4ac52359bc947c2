// How fast bytes may go and how many transfers one person may have at once.
import { type LimitValues, limits } from '../../protocol/limits.ts'
import { Refusal } from '../../protocol/refusals.ts'
import type { Clock } from '../ports.ts'

/** Whoever asks for a transfer: a guest, or an address from which somebody asks whom nobody knows. */
export type Caller = { readonly guest: number; readonly address: string }

/** A bucket that holds a second's worth of bytes. It is empty at first, so that many who begin get no more than one who goes on. */
class Bucket {
  #filledAt: number
  #left = 0

  constructor(now: number) {
    this.#filledAt = now
  }

  /** Whether nothing is due any more. */
  isSettled(perSecond: number, now: number): boolean {
    return this.#left + ((now - this.#filledAt) / 1_000) * perSecond >= 0 || perSecond === 0
  }

  /** Takes bytes; answers the milliseconds after which they are due. */
  take(bytes: number, perSecond: number, now: number): number {
    if (perSecond === 0) return 0
    this.#left = Math.min(perSecond, this.#left + ((now - this.#filledAt) / 1_000) * perSecond) - bytes
    this.#filledAt = now
    return this.#left >= 0 ? 0 : (-this.#left / perSecond) * 1_000
  }
}

type Person = { transfers: number; readonly bucket: Bucket }

export class Paces {
  readonly #limits: LimitValues
  readonly #clock: Clock
  readonly #people = new Map<string, Person>()
  #transfers = 0
  #whenIdle: (() => void)[] = []

  constructor(values: LimitValues, clock: Clock) {
    this.#limits = values
    this.#clock = clock
  }

  /** Settles when no transfer is in flight. */
  idle(): Promise<void> {
    return this.#transfers === 0 ? Promise.resolve() : new Promise(resolve => this.#whenIdle.push(resolve))
  }

  /** Lets go of those who have no transfer and owe no time. */
  sweep(): void {
    const now = this.#clock.steady()
    for (const [key, { transfers, bucket }] of this.#people)
      if (transfers === 0 && bucket.isSettled(this.#limits['person-bytes-per-second'], now)) this.#people.delete(key)
  }

  /** A transfer begins. Refusal: `too-many-transfers`. */
  begin({ guest, address }: Caller): Pace {
    const key = guest > 0 ? String(guest) : address
    const now = this.#clock.steady()
    const person = this.#people.get(key) ?? { transfers: 0, bucket: new Bucket(now) }
    const most = this.#limits['max-transfers-per-person']
    if (person.transfers >= most)
      throw new Refusal('too-many-transfers', `You have ${most} transfers in flight already. Wait for one to end.`)
    person.transfers++
    this.#people.set(key, person)
    this.#transfers++
    const own = new Bucket(now)
    let over = false
    return {
      delay: bytes => {
        const at = this.#clock.steady()
        return Math.max(
          own.take(bytes, this.#limits['transfer-bytes-per-second'], at),
          person.bucket.take(bytes, this.#limits['person-bytes-per-second'], at),
        )
      },
      share: bytes => Math.max(limits.transferBytesMin, Math.min(bytes, Math.floor(limits.transfersBytesMax / this.#transfers))),
      end: () => {
        if (over) return
        over = true
        person.transfers--
        if (--this.#transfers === 0) for (const resolve of this.#whenIdle.splice(0)) resolve()
      },
    }
  }
}

/** One transfer's pace. */
export type Pace = {
  /** Milliseconds that whoever carried these bytes has to wait before it carries more. */
  delay(bytes: number): number
  /** How much of its file it may have in memory, of at most so many bytes: the more transfers there are, the less. */
  share(bytes: number): number
  end(): void
}
