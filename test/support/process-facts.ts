// What the system says of a process: its memory and its open files. Only Linux tells.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { skipUnless } from './needs.ts'

export const skipWithoutProc = skipUnless(
  process.platform === 'linux',
  'What a process holds in memory is read from /proc. Run this test on Linux.',
)

function statusBytes(pid: number, key: 'VmRSS' | 'VmHWM'): number {
  const found = new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  if (found === null) throw new Error(`/proc/${pid}/status has no ${key}.`)
  return Number(found[1]) * 1_024
}

/** The memory that is in use now. */
export const memoryBytes = (pid: number): number => statusBytes(pid, 'VmRSS')

/** The most memory that was ever in use. */
export const peakMemoryBytes = (pid: number): number => statusBytes(pid, 'VmHWM')

/** Files, sockets and the like that are open. */
export const openFiles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length

/** What they are: paths, and things like `socket:[123]`. */
export function namesOfOpenFiles(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).map(descriptor => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${descriptor}`)
    } catch {
      // It was closed while we looked.
      return ''
    }
  })
}
