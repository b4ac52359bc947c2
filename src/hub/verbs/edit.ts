// `edit`: another text for one's own message.
import { roomFor } from '../finding.ts'
import { mentionedIn } from '../mentions.ts'
import { checkLength } from '../saying.ts'
import { own, type Perform, receipt } from './verb.ts'

export const edit: Perform<'edit'> = async (hub, session, command) => {
  const { seq: of, text } = command
  checkLength(text, hub.limits['max-line-bytes'])
  const room = await roomFor('speak', hub, session, command.room)
  const body = { kind: 'edit', of, text, ...own(command), ...mentionedIn(text, room, hub.presence) } as const
  return receipt(room, await room.place(session, body, hub.clock.now()))
}
