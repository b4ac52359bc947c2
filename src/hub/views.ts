// A room as one of those who are in it is told of it.
import type { Person, RoomView } from '../protocol/rooms.ts'
import type { Membership } from './ports.ts'
import type { Room } from './room.ts'
import type { Session } from './session.ts'

type Place = Pick<Membership, 'last' | 'read' | 'unread' | 'mentions'>

export function viewOf(room: Room, session: Session, { last, read, unread, mentions }: Place): RoomView {
  const { id, kind, topic, archived, owner, first } = room
  const view = {
    id,
    name: room.nameFor(session.guest),
    kind,
    topic,
    archived,
    owner,
    first,
    last,
    read,
    unread,
    mentions,
    here: room.here.size,
  }
  return kind === 'direct' ? { ...view, people: peopleOf(room) } : view
}

/** Whoever has just come in has nothing unread. */
export const freshView = (room: Room, session: Session, last: number): RoomView =>
  viewOf(room, session, { last, read: last, unread: 0, mentions: 0 })

export const peopleOf = (room: Room): readonly Person[] => [...room.people].map(([guest, name]) => ({ guest, name }))
