// What the histories of connections say about a restart: when each client was live again, and what it did until then.
import { median } from '../rounds.ts'
import type { History } from './talk.ts'

/** Seconds from the start of the new process. */
export type Comeback = {
  p50: number
  last: number
  /** The hub was there already and the client waited by its own choice before it tried again. */
  waitingP50: number
  waitingLast: number
  /** Tries that began when the hub was there, and failed. */
  failedTries: number
  /** Of these tries, how many failed why. */
  reasons: Record<string, number>
  /** From opening a socket to being live, in the try that succeeded. */
  tryP50: number
  tryLongest: number
}

/** Clock of all times: `sharedNow`. `open`: the hub lets people in. */
export const comebackOf = (histories: History[], start: number, open: number): Comeback => {
  const each = histories.map(history => lifeOf(history, start, open)).toSorted((one, other) => one.live - other.live)
  const tries = each.map(one => one.lastTry)
  return {
    p50: median(each.map(one => one.live)),
    last: each.at(-1)?.live ?? Number.NaN,
    waitingP50: median(each.map(one => one.waiting)),
    waitingLast: each.at(-1)?.waiting ?? Number.NaN,
    failedTries: each.reduce((sum, one) => sum + one.failed.length, 0),
    reasons: countOf(each.flatMap(one => one.failed)),
    tryP50: median(tries),
    tryLongest: Math.max(...tries),
  }
}

const countOf = (words: string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

type Life = { live: number; waiting: number; lastTry: number; failed: string[] }

const lifeOf = (history: History, start: number, open: number): Life => {
  let waiting = 0
  const failed: string[] = []
  let lastTry = 0
  history.forEach(({ at, to }, index) => {
    const next = history[index + 1]
    if (next === undefined) return
    if (to === 'waiting') waiting += Math.max(0, next.at - Math.max(at, open))
    if (to === 'connecting' && next.to === 'waiting' && at > open) failed.push(next.why)
    if (to === 'connecting' && next.to === 'live') lastTry = next.at - at
  })
  const live = history.at(-1)?.at ?? Number.NaN
  return { live: (live - start) / 1_000, waiting: waiting / 1_000, lastTry: lastTry / 1_000, failed }
}
