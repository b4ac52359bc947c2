// `delete`: one's own message goes; its seq stays.
import { roomFor } from '../finding.ts'
import { own, type Perform, receipt } from './verb.ts'

export const remove: Perform<'delete'> = async (hub, session, command) => {
  const room = await roomFor('speak', hub, session, command.room)
  return receipt(room, await room.place(session, { kind: 'delete', of: command.seq, ...own(command) }, hub.clock.now()))
}
