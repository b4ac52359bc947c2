// `since`: what came after a seq. Live chat goes on after what was the newest entry when it was asked.
import { limits } from '../../protocol/limits.ts'
import { readLog } from '../log-reading.ts'
import type { Perform } from './verb.ts'

export const since: Perform<'since'> = (hub, session, { seq }) => {
  session.feed.hold()
  const { id, lastSeq } = session.room
  return { kind: 'log', word: 'since', stretch: readLog(hub.store, id, seq, Math.min(lastSeq, seq + limits.historyRowsMax)) }
}
