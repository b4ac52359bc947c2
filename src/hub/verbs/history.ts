// `history`: the last entries of the room. Live chat goes on right after the newest of them.
import { readLog } from '../log-reading.ts'
import type { Perform } from './verb.ts'

export const history: Perform<'history'> = (hub, session, { rows }) => {
  session.hold()
  const { id, first, lastSeq } = session.room
  return { kind: 'log', word: 'history', stretch: readLog(hub.store, id, Math.max(first - 1, lastSeq - rows), lastSeq) }
}
