// Waiting for a condition, always with a deadline, and with a sentence for the day when it does not come true.
import { setTimeout as pause } from 'node:timers/promises'

export const deadlineMs = 20_000
const lookAgainMs = 10

/** Looks again and again until `look` answers something other than false and undefined. */
export async function until<T>(
  what: string,
  look: () => T | false | undefined | Promise<T | false | undefined>,
  withinMs = deadlineMs,
): Promise<T> {
  const end = performance.now() + withinMs
  for (;;) {
    const found = await look()
    if (found !== false && found !== undefined) return found
    if (performance.now() > end) throw new Error(`Within ${withinMs} ms it did not come true: ${what}.`)
    await pause(lookAgainMs)
  }
}

/** The promise's own outcome, unless it takes too long. */
export async function within<T>(what: string, promise: Promise<T>, withinMs = deadlineMs): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`Within ${withinMs} ms it did not come: ${what}.`)), withinMs)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
