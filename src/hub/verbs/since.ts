// `since`: what came after a seq. Live chat goes on after what was the newest entry when it was asked.
import { limits } from '../../protocol/limits.ts'
import { readLog } from '../log-reading.ts'
import type { Perform } from './verb.ts'

export const since: Perform<'since'> = (hub, session, { seq }) => {
  session.hold()
  const { id, first, lastSeq } = session.room
  const last = Math.min(lastSeq, Math.max(seq, first - 1) + limits.historyRowsMax)
  if (seq + 1 >= first || seq >= lastSeq) return { kind: 'log', word: 'since', stretch: readLog(hub.store, id, seq, last) }
  // One row tells the gap, so that whoever goes on with the last row's seq misses nothing without knowing.
  return { kind: 'log', word: 'since', stretch: readLog(hub.store, id, first - 1, last - 1, { from: seq + 1, to: first - 1 }) }
}
