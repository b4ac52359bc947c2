// `topic`: what a room is about.
import { roomFor } from '../finding.ts'
import { checkTopic } from '../saying.ts'
import { own, type Perform, receipt, reply } from './verb.ts'

export const topic: Perform<'topic'> = async (hub, session, command) => {
  const room = await roomFor(command.text === undefined ? 'read' : 'topic', hub, session, command.room)
  if (command.text === undefined) return reply({ event: 'topic', room: room.id, name: room.nameFor(session.guest), text: room.topic })
  const { text } = command
  checkTopic(text)
  return receipt(room, await room.place(session, { kind: 'topic', text, ...own(command) }, hub.clock.now()))
}
