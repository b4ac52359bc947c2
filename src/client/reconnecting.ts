// When to try again: twice as long after each failure up to a bound, half of it by chance, so that the many who were cut off together
// do not come back together. And which refusals no other try would mend.
import { sdkBounds } from './sdk-bounds.ts'

/** Milliseconds before try number `tries` (0 for the first after a good connection); `chance` is from 0 to 1. */
export function waitMs(tries: number, chance: number): number {
  const whole = Math.min(sdkBounds.backOffFirstMs * 2 ** Math.min(tries, 20), sdkBounds.backOffMostMs)
  return whole / 2 + (whole / 2) * chance
}

const passing = [
  'server-full',
  'too-many-from-address',
  'flooding',
  'stopping',
  'storage-full',
  'storage-failed',
  'internal',
  'timeout',
  'too-slow',
]
const final = [
  'bad-version',
  'resumed-elsewhere',
  'kicked',
  'banned',
  'not-http',
  'not-tls',
  'tls-needed',
  'forbidden',
  'signed-out',
  'sign-in-needed',
]

/** Whether a refused hello may be answered better another time. */
export const helloMayPass = (code: string): boolean => passing.includes(code)

/** Whether a connection that was closed for this reason should not be opened again: somebody decided so. */
export const isFinal = (code: string): boolean => final.includes(code)
