// `msg`: something for these people alone.
import { enterDirect } from '../entering.ts'
import { messageOf } from '../saying.ts'
import { own, type Perform, receipt } from './verb.ts'

export const msg: Perform<'msg'> = async (hub, session, command) => {
  const { room } = await enterDirect(hub, session, command.names)
  session.feeds.get(room)?.release()
  return receipt(room, await room.place(session, messageOf(hub, room, { text: command.text, ...own(command) }), hub.clock.now()))
}
