// How long to wait before the next try: twice as long each time up to a bound, and half of it by chance, so that the many
// who were cut off together do not come back together.
import { clientBounds } from './bounds.ts'

/** Milliseconds before try number `tries` (0 for the first); `chance` is from 0 to 1. */
export function backOffMs(tries: number, chance: number): number {
  const whole = Math.min(clientBounds.backOffFirstMs * 2 ** Math.min(tries, 20), clientBounds.backOffMostMs)
  return whole / 2 + (whole / 2) * chance
}
