// `typing`: told to those who are here, if they are few, and not too often. It is no entry; who hears no more of it forgets it.
import { limits } from '../../protocol/limits.ts'
import { roomFor } from '../finding.ts'
import type { Room } from '../room.ts'
import type { Session } from '../session.ts'
import { type Perform, reply } from './verb.ts'

const told = new WeakMap<Session, Map<Room, number>>()

export const typing: Perform<'typing'> = async (hub, session, command) => {
  const room = await roomFor('speak', hub, session, command.room)
  const now = hub.clock.steady()
  const times = told.get(session) ?? new Map<Room, number>()
  told.set(session, times)
  const due = now - (times.get(room) ?? Number.NEGATIVE_INFINITY) >= limits.typingEverySeconds * 1_000
  if (due && room.here.size <= limits.typingRoomPeopleMax) {
    times.set(room, now)
    room.tell({ event: 'typing', room: room.id, guest: session.guest, name: session.name }, session)
  }
  return reply({ event: 'done' })
}
