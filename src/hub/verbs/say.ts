// `say`: something for a room, where it is not one of many that are stored together.
import { roomFor } from '../finding.ts'
import { checkLength, messageOf } from '../saying.ts'
import { type Perform, receipt } from './verb.ts'

export const say: Perform<'say'> = async (hub, session, command) => {
  checkLength(command.text, hub.limits['max-line-bytes'])
  const room = await roomFor('speak', hub, session, command.room)
  return receipt(room, await room.place(session, messageOf(hub, room, command), hub.clock.now()))
}
