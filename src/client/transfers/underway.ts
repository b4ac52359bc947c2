// The transfers under way: one timer beats for all of them, a connection that is back wakes all of them, and the client's end is theirs.
import type { Clock } from '../api.ts'
import type { PartylineError } from '../error.ts'
import { sdkBounds } from '../sdk-bounds.ts'

export type Member = { beat(now: number): void; wake(): void; stop(error: PartylineError): void }

export class Underway {
  readonly clock: Clock
  readonly random: () => number
  readonly #members = new Set<Member>()
  #cancel: (() => void) | undefined
  #over: PartylineError | undefined

  constructor(clock: Clock, random: () => number) {
    this.clock = clock
    this.random = random
  }

  add(member: Member): void {
    if (this.#over !== undefined) {
      member.stop(this.#over)
      return
    }
    this.#members.add(member)
    this.#cancel ??= this.clock.after(sdkBounds.transferBeatMs, this.#beat)
  }

  delete(member: Member): void {
    this.#members.delete(member)
    if (this.#members.size === 0) this.#rest()
  }

  /** There is a connection again. */
  wake(): void {
    for (const member of [...this.#members]) member.wake()
  }

  /** The client is closed. */
  stop(error: PartylineError): void {
    this.#over = error
    for (const member of [...this.#members]) member.stop(error)
    this.#rest()
  }

  readonly #beat = (): void => {
    this.#cancel = this.clock.after(sdkBounds.transferBeatMs, this.#beat)
    const now = this.clock.now()
    for (const member of [...this.#members]) member.beat(now)
  }

  #rest(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}
