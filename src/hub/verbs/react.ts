// `react`: a small sign on a message, or its taking back.
import { Refusal } from '../../protocol/refusals.ts'
import { roomFor } from '../finding.ts'
import { own, type Perform, receipt } from './verb.ts'

/** One sign or short word, without a space in it, and with something to see. */
const sign = /^(?=.*\P{Default_Ignorable_Code_Point})\S{1,32}$/u

export const react: Perform<'react'> = async (hub, session, command) => {
  const { seq: of, emoji, on } = command
  if (!sign.test(emoji)) throw new Refusal('bad-command', 'A reaction is one emoji or a short word.')
  const room = await roomFor('speak', hub, session, command.room)
  return receipt(room, await room.place(session, { kind: 'react', of, emoji, on, ...own(command) }, hub.clock.now()))
}
