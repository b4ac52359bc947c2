// Whether there is room for a test that writes gigabytes: a disk is never filled beyond 95 %.
import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

export const gibibyte = 1_024 ** 3

/** The `skip` of a test that writes so many bytes in temporary folders. */
export function skipWithoutRoom(bytes: number): string | false {
  const { bavail, blocks, bsize } = statfsSync(tmpdir())
  const left = (bavail - blocks * 0.05) * bsize
  if (left >= bytes) return false
  return `${(bytes / gibibyte).toFixed(0)} GiB are wanted in ${tmpdir()}, with 5 % of the disk left over. Make room, or set TMPDIR.`
}
