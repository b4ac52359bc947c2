// What the commands that move files have in common: which room, how many at once, how much is told.
import { atHub, type Stay } from './at-hub.ts'
import { type Read, readCount, type Wrong } from './options.ts'

export type Moving = { readonly room: string; readonly parallel: number; readonly quiet: boolean; readonly json: boolean }

export const movingOptions = {
  room: { type: 'string' },
  parallel: { type: 'string' },
  quiet: { type: 'boolean' },
} as const

export const movingUsage = `  --room <room>       the room, #lobby unless given; an open one is joined first
  --parallel <n>      how many files at once (4)
  --quiet             tell nothing but what failed
`

const lobby = '#lobby'
const parallelMax = 32
/** A network that is away for a while must not end what takes hours; a hub that is gone for good must. */
const patienceMs = 600_000

export const roomOf = (read: Read): string => read.text('room') ?? lobby

export function readMoving(read: Read): Moving | Wrong {
  const parallel = readCount(read.text('parallel'), '--parallel', [1, parallelMax, 4])
  if (typeof parallel !== 'number') return parallel
  return { room: roomOf(read), parallel, quiet: read.flag('quiet'), json: read.hub.json }
}

/** A hub that goes away meanwhile is waited for: for as long as `--timeout` says where it was given. */
export const atShelf = (read: Read, work: (stay: Stay) => Promise<number>): Promise<number> =>
  atHub(read.hub, work, { orderly: { patienceMs: read.text('timeout') === undefined ? patienceMs : read.hub.timeoutMs } })
