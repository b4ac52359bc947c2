// `log`: a room's entries as they were made, one by one: for who fell behind and wants to miss none.
import { limits } from '../../protocol/limits.ts'
import { roomFor } from '../finding.ts'
import { type Perform, reply } from './verb.ts'

export const log: Perform<'log'> = async (hub, session, command) => {
  const room = await roomFor('read', hub, session, command.room)
  const { after, rows = limits.historyRowsMax } = command
  const { lastSeq } = room
  const entries = await hub.store.entriesAfter(room.id, after, Math.min(rows, limits.historyRowsMax))
  return reply({ event: 'log', room: room.id, entries, first: room.first, last: Math.max(lastSeq, entries.at(-1)?.seq ?? 0) })
}
