// Wrong tries to sign in. They are counted by network, and by account. Where an account was signed in before, only tries for it from there count
// against it: so nobody can lock somebody else out of where that one is used to being from anywhere else.
import { limits } from '../protocol/limits.ts'
import { Refusal } from '../protocol/refusals.ts'

/** A bucket of tries that fills again with time. */
type Bucket = { left: number; at: number }

export class Tries {
  readonly #now: () => number
  /** The one that was used last is the last. */
  readonly #buckets = new Map<string, Bucket>()

  /** `now` in milliseconds. */
  constructor(now: () => number) {
    this.#now = now
  }

  /**
   * Takes one try, or refuses it; what it answers gives the try back when it was a good one. `login` is left out where no account is meant;
   * `isKnown`: that account was signed in from this network before. Refusal: `too-many-tries`.
   */
  begin(network: string, login?: string, isKnown = false): () => void {
    const counted = isKnown ? [`${login} from ${network}`] : [`network ${network}`, ...(login === undefined ? [] : [`login ${login}`])]
    const wait = Math.max(...counted.map(key => this.#wait(key)))
    if (wait > 0)
      throw new Refusal('too-many-tries', `There were too many wrong tries. Wait ${Math.ceil(wait / 1_000)} s before the next one.`)
    for (const key of counted) this.#change(key, -1)
    return () => {
      for (const key of counted) this.#change(key, 1)
    }
  }

  #wait(key: string): number {
    const left = this.#left(key)
    return left >= 1 ? 0 : (1 - left) * limits.signInTryEverySeconds * 1_000
  }

  #left(key: string): number {
    const most = mostOf(key)
    const bucket = this.#buckets.get(key)
    if (bucket === undefined) return most
    return Math.min(most, bucket.left + (this.#now() - bucket.at) / (limits.signInTryEverySeconds * 1_000))
  }

  #change(key: string, by: number): void {
    const left = Math.min(mostOf(key), this.#left(key) + by)
    this.#buckets.delete(key)
    if (left < mostOf(key)) this.#buckets.set(key, { left, at: this.#now() })
    const [oldest] = this.#buckets.keys()
    if (this.#buckets.size > limits.signInTriesKeptMax && oldest !== undefined) this.#buckets.delete(oldest)
  }
}

const mostOf = (key: string): number => (key.startsWith('network ') ? limits.signInTriesPerNetwork : limits.signInTriesPerAccount)
