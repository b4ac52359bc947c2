// Which of the rooms one is in is meant by an id or a name.
import type { RoomRef } from '../../protocol/asking.ts'
import type { RoomState, State } from './state.ts'

/** Names are compared without regard to case, as the hub compares them; a `#` may be left out. */
export function findRoom(rooms: State['rooms'], ref: RoomRef): RoomState | undefined {
  if (typeof ref === 'number') return rooms.get(ref)
  const wanted = keyOf(ref)
  for (const room of rooms.values()) if (room.name === ref || keyOf(room.name) === wanted) return room
  return undefined
}

const keyOf = (name: string): string => (/^[#@]/.test(name) ? name : `#${name}`).normalize('NFC').toLowerCase()
