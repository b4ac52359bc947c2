// `page`: a part of a room's timeline, as it is now.
import { limits } from '../../protocol/limits.ts'
import { Refusal } from '../../protocol/refusals.ts'
import { roomFor } from '../finding.ts'
import { type Perform, reply } from './verb.ts'

export const page: Perform<'page'> = async (hub, session, command) => {
  const { at, seq, rows = limits.pageRowsDefault } = command
  if (at !== 'latest' && seq === undefined) throw new Refusal('bad-command', `A page \`${at}\` something needs its \`seq\`.`)
  const room = await roomFor('read', hub, session, command.room)
  const asked = { at, rows: Math.min(rows, limits.pageRowsMax), ...(seq !== undefined && { seq }) }
  return reply({ event: 'page', room: room.id, ...(await hub.store.timeline(room.id, session.guest, asked)) })
}
