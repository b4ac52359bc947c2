// Whether somebody wants this person: a message that names oneself, or is said to oneself alone. Rings for what is new only.
import type { RoomState, State } from '../../client/state/state.ts'

export class Calls {
  /** By room: the last seq that was looked at. */
  readonly #heard = new Map<number, number>()

  /** Whether something since the last time calls for attention; `seen` is the room that is being looked at. */
  hear({ rooms, me }: State, seen: number | undefined): boolean {
    let rings = false
    for (const room of rooms.values()) {
      const heard = this.#heard.get(room.id)
      this.#heard.set(room.id, room.last)
      // What came before this run was told by the unread marks.
      if (heard === undefined || heard >= room.last || me === undefined) continue
      // A mention is worth a ring even where one looks: one may look away.
      const isSeen = room.id === seen && room.kind === 'direct'
      if (!isSeen && isCalled(room, heard, me.guest)) rings = true
    }
    return rings
  }
}

function isCalled(room: RoomState, after: number, me: number): boolean {
  for (const row of room.timeline.rows.toReversed()) {
    if (row.seq <= after) return false
    if (row.kind !== 'message' || row.guest === me) continue
    if (room.kind === 'direct' || row.mentions?.includes(me)) return true
  }
  return false
}
