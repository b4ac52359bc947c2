// Ids of the index: milliseconds times 2^20 and a count among the entries of that millisecond. Signed 64 bits last until the year 2248.

const perMillisecond = 1n << 20n
const lastMillisecond = 2 ** 43 - 1

/** The least id that an entry of this time can have. */
export function firstIdAt(at: number): bigint {
  // Comparisons put NaN where it harms nobody: at the beginning.
  const whole = at >= lastMillisecond ? lastMillisecond : at > 0 ? Math.trunc(at) : 0
  return BigInt(whole) * perMillisecond
}

export const lastIdAt = (at: number): bigint => firstIdAt(at) + perMillisecond - 1n

export const greatestId = (1n << 63n) - 1n
