// Reads what the kernel knows about a process: its memory and the processor time it used.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export type Memory = { rss: number; pss: number; private: number }

const kilobytes = (text: string, key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? Number.NaN)

/** Bytes. `pss` counts shared pages in part, `private` not at all, `rss` whole. */
export const memoryOf = (pid: number): Memory => {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  return {
    rss: kilobytes(text, 'Rss') * 1_024,
    pss: kilobytes(text, 'Pss') * 1_024,
    private: (kilobytes(text, 'Private_Clean') + kilobytes(text, 'Private_Dirty')) * 1_024,
  }
}

/** Bytes of memory at its highest since the process began. */
export const peakMemoryOf = (pid: number): number => kilobytes(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmHWM') * 1_024

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** Seconds of processor time, user and system, of all threads. */
export const cpuSecondsOf = (pid: number): number => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ') // the name before it may hold spaces
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

// Of all processes together; interrupts are left out, for they are nobody's and come with every packet.
const cpuSecondsOfAll = (): number => {
  const [user = 0, nice = 0, system = 0, , , , , stolen = 0] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)
    .join('')
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user + nice + system + stolen) / ticksPerSecond
}

/** Watches how many cores others than ourselves keep busy; `ours` are the seconds of processor time that we used until then. */
export const watchOthers = (): ((ours: number) => number) => {
  const before = { all: cpuSecondsOfAll(), bench: process.cpuUsage(), at: performance.now() }
  return ours => {
    const { user, system } = process.cpuUsage(before.bench)
    return ((cpuSecondsOfAll() - before.all - ours - (user + system) / 1e6) * 1_000) / (performance.now() - before.at)
  }
}
