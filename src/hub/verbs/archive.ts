// `archive`: a room that can only be read from now on, or that is open again.
import { roomFor } from '../finding.ts'
import { own, type Perform, receipt } from './verb.ts'

export const archive: Perform<'archive'> = async (hub, session, command) => {
  const room = await roomFor('manage', hub, session, command.room)
  return receipt(room, await room.place(session, { kind: 'archive', on: command.on, ...own(command) }, hub.clock.now()))
}
