// How fast one connection may speak: a token bucket that delays and does not refuse. A burst is free; whoever says more is read more slowly; and
// only who keeps much more waiting than it may say, all the time and for long, is cut in the end. https://en.wikipedia.org/wiki/Token_bucket
import { limits } from '../protocol/limits.ts'
import type { Verb } from '../protocol/messages.ts'

/** `perSecond` steadily, and at once what comes together in `burstSeconds`. */
export type Rate = { readonly perSecond: number; readonly burstSeconds: number }

/** By these somebody catches up who has come back: a good many of them cost nothing. */
export const catchesUp: ReadonlySet<Verb> = new Set([
  'resume',
  'token',
  'json',
  'name',
  'rooms',
  'members',
  'who',
  'read',
  'page',
  'log',
  'history',
  'since',
  'list',
  'transfers',
  'limits',
  'help',
])

export class Pace {
  #tokens: number
  #at: number
  #free: number = limits.catchUpCommandsFree
  #floodsSince: number | undefined

  constructor(rate: Rate, now: number) {
    this.#tokens = mostOf(rate)
    this.#at = now
  }

  /** How many commands may be read in one go: what is left of the burst, and a quarter of a second's worth on credit. */
  allowance(rate: Rate, now: number): number {
    this.#refill(rate, now)
    return Math.max(0, Math.floor(this.#tokens)) + Math.max(1, Math.ceil(rate.perSecond / 4))
  }

  /** Takes commands from the bucket; answers the milliseconds to wait before reading on. `now` is in steady milliseconds. */
  spend(commands: number, rate: Rate, now: number): number {
    this.#refill(rate, now)
    this.#tokens -= commands
    if (this.#tokens < 0) return Math.ceil((-this.#tokens / rate.perSecond) * 1_000)
    this.#floodsSince = undefined
    return 0
  }

  /** Whether one more of the commands by which one catches up costs nothing. */
  forgives(): boolean {
    return this.#free-- > 0
  }

  /** To be asked whenever a wait is over: for how many milliseconds there has been a `backlog` after every one. */
  floodsFor(backlog: boolean, now: number): number {
    this.#floodsSince = backlog ? (this.#floodsSince ?? now) : undefined
    return now - (this.#floodsSince ?? now)
  }

  #refill(rate: Rate, now: number): void {
    // A debt from a faster time is no more than a second's worth of now.
    const before = Math.max(this.#tokens, -Math.max(1, rate.perSecond))
    this.#tokens = Math.min(mostOf(rate), before + ((now - this.#at) / 1_000) * rate.perSecond)
    this.#at = now
  }
}

const mostOf = ({ perSecond, burstSeconds }: Rate): number => perSecond * burstSeconds
