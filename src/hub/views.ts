// A room as one of those who are in it is told of it.
import type { Person, RoomView } from '../protocol/rooms.ts'
import type { Hub } from './hub.ts'
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
    here: room.count,
  }
  return kind === 'direct' ? { ...view, people: peopleOf(room) } : view
}

/** Whoever has just come in has nothing unread. */
export const freshView = (room: Room, session: Session, last: number): RoomView =>
  viewOf(room, session, { last, read: last, unread: 0, mentions: 0 })

/** One who has been in the room before. */
export async function presentView(hub: Hub, room: Room, session: Session): Promise<RoomView> {
  const place = await hub.store.membership(session.guest, room.id)
  return place === undefined ? freshView(room, session, room.lastSeq) : viewOf(room, session, place)
}

const peopleOf = (room: Room): readonly Person[] => [...room.people].map(([guest, name]) => ({ guest, name }))
