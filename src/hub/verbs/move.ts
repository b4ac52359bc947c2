// `move`: a file gets another name.
import { roomFor } from '../finding.ts'
import { demandFile } from '../permissions.ts'
import { own, type Perform, toldOf } from './verb.ts'

export const move: Perform<'move'> = async (hub, session, command) => {
  const room = await roomFor('read', hub, session, command.room)
  const file = await hub.files.find({ room, name: command.name })
  demandFile(session.guest, true, room, file)
  return toldOf(room, await hub.files.move(room, file, command.to, session, own(command).id))
}
