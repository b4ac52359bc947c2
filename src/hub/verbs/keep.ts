// `keep`: how many days a room keeps its files.
import { Refusal } from '../../protocol/refusals.ts'
import { roomFor } from '../finding.ts'
import { type Perform, reply } from './verb.ts'

export const keep: Perform<'keep'> = async (hub, session, { room: ref, days }) => {
  const room = await roomFor(days === undefined ? 'read' : 'manage', hub, session, ref)
  if (days !== undefined && days !== null && days > 36_500) throw new Refusal('bad-command', 'Files are kept for up to 36500 days.')
  if (days !== undefined) await room.keepFiles(days)
  return reply({ event: 'kept', room: room.id, name: room.nameFor(session.guest), days: room.fileDays })
}
