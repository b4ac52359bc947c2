// `remove`: a file is taken off its shelf.
import { roomFor } from '../finding.ts'
import { demandFile } from '../permissions.ts'
import { own, type Perform, toldOf } from './verb.ts'

export const remove: Perform<'remove'> = async (hub, session, command) => {
  const room = await roomFor('read', hub, session, command.room)
  const file = await hub.files.find({ room, name: command.name })
  demandFile(session.guest, true, room, file)
  return toldOf(room, await hub.files.remove(room, file, session, 'deleted', own(command).id))
}
