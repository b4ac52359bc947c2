// How many connections the system lets this process have. When it has no room left nobody gets in any more, the operator neither, so the doors stop before.
import { readFileSync } from 'node:fs'
import { limits } from '../protocol/limits.ts'

/** Told by Linux alone; elsewhere nothing is known. */
function openFilesMax(): number {
  try {
    const [, most] = /^Max open files +(\d+) /m.exec(readFileSync('/proc/self/limits', 'latin1')) ?? []
    return most === undefined ? Number.POSITIVE_INFINITY : Number(most)
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

/** The connections of all doors together. */
export class OpenConnections {
  readonly #most: number
  #here = 0

  /** A part of what the system allows is kept for files, the database and the operator. */
  constructor(filesMax = openFilesMax()) {
    this.#most = filesMax - Math.min(limits.openFilesKept, Math.floor(filesMax / 2))
  }

  /** Whether one more may come; then its going is to be told. */
  come(): boolean {
    if (this.#here >= this.#most) return false
    this.#here++
    return true
  }

  gone(): void {
    this.#here--
  }
}
