// The real clock. Everything in the hub is given one, so that a test can give its own.
import type { Clock } from './hub/ports.ts'

export const clock: Clock = { now: () => Date.now(), steady: () => performance.now() }
