// `rename`: another name for a room, by who made it.
import { readRoomName } from '../../protocol/names.ts'
import { Refusal } from '../../protocol/refusals.ts'
import { roomFor } from '../finding.ts'
import { own, type Perform, receipt } from './verb.ts'

export const rename: Perform<'rename'> = async (hub, session, command) => {
  const read = readRoomName(command.name)
  if (!('name' in read)) throw new Refusal(read.code)
  const room = await roomFor('manage', hub, session, command.room)
  return receipt(room, await room.place(session, { kind: 'rename', name: read.name, ...own(command) }, hub.clock.now()))
}
