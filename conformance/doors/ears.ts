// What a participant has heard and nobody has asked about yet: entries in the order of each room's log, and notices.
import { TimedOut } from '../connection.ts'
import { Mismatch } from '../listener.ts'
import type { Notice, Told } from './vocabulary.ts'

export class Ears {
  readonly #signal: AbortSignal
  #told = new Map<string, Told[]>()
  #notices: Notice[] = []
  #wakes: (() => void)[] = []
  #ended = false

  constructor(signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener('abort', () => this.wake())
  }

  /** A connection begins: what the one before had heard is forgotten. */
  open(): void {
    this.#ended = false
    this.#told = new Map()
    this.#notices = []
  }

  end(): void {
    this.#ended = true
    this.wake()
  }

  get ended(): boolean {
    return this.#ended
  }

  hear(place: string, told: Told): void {
    this.#told.set(place, [...(this.#told.get(place) ?? []), told])
    this.wake()
  }

  notice(notice: Notice): void {
    this.#notices.push(notice)
    this.wake()
  }

  wake(): void {
    for (const wake of this.#wakes.splice(0)) wake()
  }

  /** Settles with what `look` finds, now or when something more has come. */
  async until<T>(expected: string, look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look()
      if (found !== undefined) return found
      if (this.#signal.aborted) throw new TimedOut(`expected: ${expected}`)
      if (this.#ended) throw new Mismatch(`expected: ${expected}\ngot:      the hub closed`)
      await new Promise<void>(resolve => this.#wakes.push(resolve))
    }
  }

  /** The next entry of a room that fits `isOurs`; what strangers say in the lobby is passed over. */
  next(place: string, expected: string, isOurs: (told: Told) => boolean): Promise<Told> {
    return this.until(expected, () => {
      const heard = this.#told.get(place) ?? []
      while (heard[0] !== undefined && !isOurs(heard[0])) heard.shift()
      return heard.shift()
    })
  }

  /** A notice like this, whatever else was noticed before. */
  async noticed(expected: string, isIt: (notice: Notice) => boolean): Promise<void> {
    await this.until(expected, () => {
      const found = this.#notices.findIndex(isIt)
      return found < 0 ? undefined : this.#notices.splice(found, 1)
    })
  }

  /** What was heard and not asked about. */
  unheard(isOurs: (told: Told) => boolean): { readonly told: readonly (Told & { place: string })[]; readonly notices: readonly Notice[] } {
    const told = [...this.#told].flatMap(([place, heard]) => heard.filter(isOurs).map(one => ({ ...one, place })))
    return { told, notices: this.#notices }
  }
}
