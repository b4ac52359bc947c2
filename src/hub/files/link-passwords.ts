// Passwords of links: whoever guesses waits longer and longer, and whoever has given the right one is not made to wait for it again.
import { limits } from '../../protocol/limits.ts'
import { Refusal } from '../../protocol/refusals.ts'
import type { Clock, Secrets } from '../ports.ts'
import { Recent } from './recent.ts'

/** Too many were wrong; so many seconds nobody looks at another one. */
export class TooManyTries extends Refusal {
  readonly seconds: number
  constructor(seconds: number) {
    super('too-many', `Too many wrong passwords. Try again in ${seconds} s.`)
    this.seconds = seconds
  }
}

type Tries = { readonly count: number; readonly until: number }

export class LinkPasswords {
  readonly #secrets: Secrets
  readonly #clock: Clock
  readonly #tries = new Recent<Tries>(limits.shareVisitsMax)
  /** By link: the hash of link and password of whoever was right last. In memory alone. */
  readonly #right = new Recent<string>(limits.shareVisitsMax)
  /** The same password is worked out once, however many ask at the same time. */
  readonly #working = new Map<string, Promise<boolean>>()

  constructor(secrets: Secrets, clock: Clock) {
    this.#secrets = secrets
    this.#clock = clock
  }

  /** `place`: the link and the address. Refusals: `wrong-password`, `too-many`. */
  async check(place: string, link: string, hash: string, password: string | undefined): Promise<void> {
    if (password === undefined || password.length > limits.passwordCharactersMax) throw new Refusal('wrong-password')
    const given = this.#secrets.hashToken(`${hash} ${password}`)
    if (this.#right.get(link) === given) return
    const key = `${place} ${given}`
    const known = this.#working.get(key)
    if (known === undefined) this.#count(place)
    const work = known ?? this.#secrets.isPassword(password, hash)
    this.#working.set(key, work)
    try {
      if (!(await work)) throw new Refusal('wrong-password')
    } finally {
      this.#working.delete(key)
    }
    this.#tries.delete(place)
    this.#right.set(link, given)
  }

  /** Counted before it is known to be wrong: many at once are many. */
  #count(place: string): void {
    const now = this.#clock.steady()
    const { count, until } = this.#tries.get(place) ?? { count: 0, until: 0 }
    if (now < until) throw new TooManyTries(Math.ceil((until - now) / 1_000))
    const beyond = count + 1 - limits.sharePasswordTriesMax
    const seconds = beyond < 0 ? 0 : Math.min(2 ** beyond, limits.sharePasswordWaitSecondsMax)
    this.#tries.set(place, { count: count + 1, until: now + seconds * 1_000 })
  }
}
