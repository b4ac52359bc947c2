// Large files for the bench, how fast they go, and what that costs.
import { randomFillSync } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import type { PeerName } from '../peers/peer.ts'
import { cpuSecondsOf } from '../proc.ts'
import { medianOf, type Rounds, ratioOf } from '../rounds.ts'
import type { Running } from '../servers.ts'
import { type Row, verdict } from '../table.ts'

export type Speed = { megabytesPerSecond: number; cpuSecondsPerGigabyte: number }

export const makeFile = (path: string, bytes: number): void => {
  const file = openSync(path, 'w')
  const block = Buffer.alloc(16 * 2 ** 20)
  for (let written = 0; written < bytes; written += block.length) writeSync(file, randomFillSync(block))
  closeSync(file)
}

/** Processor time is that of the one pid: vsftpd has others, so it has none. */
export const timed = async (running: Running, bytes: number, work: () => Promise<unknown>): Promise<Speed> => {
  const cpu = cpuSecondsOf(running.pid)
  const began = performance.now()
  await work()
  const seconds = (performance.now() - began) / 1_000
  return { megabytesPerSecond: bytes / seconds / 1e6, cpuSecondsPerGigabyte: (cpuSecondsOf(running.pid) - cpu) / (bytes / 1e9) }
}

type RowOf<F> = (what: string, digits: number, pick: (figures: F) => number | undefined, than?: PeerName, target?: number) => Row
type SpeedOf<F> = (what: string, pick: (figures: F) => Speed | undefined, than: PeerName, target?: number) => Row[]

/** Rows of a table, of medians, beside the peer that they are compared with. */
export const rowsFrom = <F>(results: Rounds<F>): { row: RowOf<F>; speed: SpeedOf<F> } => {
  const row: RowOf<F> = (what, digits, pick, than, target) => {
    const of = (figures: F): number => pick(figures) ?? Number.NaN
    const cells: Row['cells'] = {}
    for (const [peer, rounds] of results) {
      const value = medianOf(rounds, of)
      if (!Number.isNaN(value)) cells[peer] = value.toFixed(digits)
    }
    const ratio = than && ratioOf(results, than, of)
    const isThere = ratio !== undefined && !Number.isNaN(ratio.median)
    return {
      ...{ what, cells },
      ...(isThere && { ratio: ratio.text }),
      ...(target !== undefined && { target: verdict(`≥ ${target}`, isThere ? ratio.median : undefined, value => value >= target) }),
    }
  }
  const speed: SpeedOf<F> = (what, pick, than, target) => [
    row(`${what}: MB/s`, 0, figures => pick(figures)?.megabytesPerSecond, than, target),
    row(`${what}: CPU s per GB`, 2, figures => pick(figures)?.cpuSecondsPerGigabyte),
  ]
  return { row, speed }
}
