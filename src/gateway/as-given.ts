// A room as it is told of to whoever reads lines.
import type { Session } from '../hub/session.ts'
import type { Event } from '../protocol/messages.ts'

/** Chat goes on after what this reader was given of the room, which may be less than what is stored. */
export function asGiven(session: Session | undefined, event: Event & { event: 'room' }): Event {
  const feed = [...(session?.feeds ?? [])].find(([{ id }]) => id === event.room.id)?.[1]
  return { ...event, room: { ...event.room, last: feed?.cursor ?? event.room.last } }
}
