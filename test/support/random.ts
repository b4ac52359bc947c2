// Chance that can be repeated: everything random in a test comes from one seed, which is printed, and can be given as PARTYLINE_SEED.
import { createCipheriv } from 'node:crypto'

export class Random {
  readonly seed: number
  #state: number

  constructor(seed: number) {
    this.seed = seed
    this.#state = seed >>> 0
  }

  /** The seed given in the environment, or a new one. */
  static fromEnvironment(): Random {
    const given = process.env.PARTYLINE_SEED
    return new Random(given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given))
  }

  /** From 0 to below 1: mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(first: T, ...others: readonly T[]): T {
    return [first, ...others][this.between(0, others.length)] ?? first
  }

  bytes(count: number): Buffer {
    const key = Buffer.alloc(16)
    for (let at = 0; at < key.length; at++) key[at] = this.between(0, 255)
    return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(count))
  }

  /** A generator of its own, so that what one part draws does not change what another gets. */
  branch(): Random {
    return new Random(this.between(0, 2 ** 31 - 1))
  }
}
