// `since`: what came after a seq. Live chat goes on after what was the newest entry when it was asked.
import { limits } from '../../protocol/limits.ts'
import { readLog } from '../log-reading.ts'
import type { Perform } from './verb.ts'

export const since: Perform<'since'> = (hub, session, { seq }) => {
  session.hold()
  const { id, first, lastSeq } = session.room
  const upTo = (after: number, rows: number): number => Math.min(lastSeq, after + rows)
  if (seq + 1 >= first || seq >= lastSeq)
    return { kind: 'log', word: 'since', stretch: readLog(hub.store, id, seq, upTo(seq, limits.historyRowsMax)) }
  // One row tells the gap, so that whoever goes on with the last row's seq misses nothing without knowing.
  const stretch = readLog(hub.store, id, first - 1, upTo(first - 1, limits.historyRowsMax - 1), { from: seq + 1, to: first - 1 })
  return { kind: 'log', word: 'since', stretch }
}
