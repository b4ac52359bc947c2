// What one saw last, small enough to keep: the rooms, and the newest messages of each.
import type { RoomState, State } from '../../client/state/state.ts'
import { directRooms, namedRooms, titleOf } from '../party/rooms.ts'

const roomsMax = 40
const rowsMax = 80
const textCharactersMax = 4_000

export type SeenRow = { readonly seq: number; readonly at: number; readonly guest: number; readonly author: string } & (
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'file'; readonly name: string }
)
export type SeenRoom = { readonly id: number; readonly title: string; readonly topic: string; readonly rows: readonly SeenRow[] }
export type LastSeen = { readonly at: number; readonly name: string; readonly rooms: readonly SeenRoom[] }

/** Undefined before one was ever on the line. */
export function lastSeenOf(state: State, at: number): LastSeen | undefined {
  const { me } = state
  if (me === undefined) return undefined
  const rooms = [...namedRooms(state), ...directRooms(state)].slice(0, roomsMax)
  return { at, name: me.name, rooms: rooms.map(room => seenRoomOf(room, me.guest)) }
}

const seenRoomOf = (room: RoomState, me: number): SeenRoom => ({
  id: room.id,
  title: titleOf(room, me),
  topic: room.topic,
  rows: room.timeline.rows.slice(-rowsMax).flatMap(seenRowOf),
})

function seenRowOf(row: RoomState['timeline']['rows'][number]): SeenRow[] {
  const { seq, at, guest, author } = row
  if (row.kind === 'file') return [{ seq, at, guest, author, kind: 'file', name: row.name }]
  if (row.kind !== 'message' || row.deleted !== undefined) return []
  return [{ seq, at, guest, author, kind: 'message', text: row.text.slice(0, textCharactersMax) }]
}

/** A room that was not opened this time keeps what was seen of it before. */
export function joined(now: LastSeen, before: LastSeen | undefined): LastSeen {
  const kept = new Map(before?.rooms.map(room => [room.id, room]))
  return { ...now, rooms: now.rooms.map(room => (room.rows.length > 0 ? room : { ...room, rows: kept.get(room.id)?.rows ?? [] })) }
}
