// Where things lie in the files folder, and the order of names.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'

/** Holds what is staged. Its name begins with a dot: it is never listed and cannot be asked for. */
export const stagingFolder = '.partyline'

/** A new path in there, for a file that has lost its name and may get it back. */
export const asidePath = (root: string): string => join(root, stagingFolder, randomBytes(16).toString('hex'))

/** Compares by code point, as UTF-8 bytes would; plain comparison of strings puts U+FFFF before the emoji. */
export function byCodePoint(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  for (let at = 0; at < most; at++) {
    const left = a.charCodeAt(at)
    const right = b.charCodeAt(at)
    if (left === right) continue
    const leftHigh = left >= 0xd800 && left <= 0xdfff
    const rightHigh = right >= 0xd800 && right <= 0xdfff
    return leftHigh === rightHigh ? left - right : leftHigh ? 1 : -1
  }
  return a.length - b.length
}
