// Rooms as the page speaks of them: in which order, under which title, and which one an address means.

import type { RoomState, State } from '../../client/state/state.ts'
import type { RoomRef } from '../../protocol/asking.ts'

/** What a room is called here: `#name`, or who the others are. */
export function titleOf({ name, kind, people }: RoomState, me: number | undefined): string {
  if (kind !== 'direct' || people === undefined) return name
  const others = people.filter(({ guest }) => guest !== me).map(({ name }) => name)
  return others.length === 0 ? name : others.join(', ')
}

/** How often somebody called there and was not read. */
export const callsOf = ({ kind, unread, mentions }: RoomState): number => (kind === 'direct' ? unread : mentions)

export const callsIn = (rooms: State['rooms']): ReadonlyMap<number, number> =>
  new Map([...rooms.values()].map(room => [room.id, callsOf(room)]))

export const isLobby = ({ name }: { readonly name: string }): boolean => name === '#lobby'

/** The lobby, then the rooms by name. */
export const namedRooms = (state: State): RoomState[] =>
  [...state.rooms.values()]
    .filter(({ kind }) => kind !== 'direct')
    .sort((a, b) => Number(isLobby(b)) - Number(isLobby(a)) || a.name.localeCompare(b.name))

/** Those in which something waits first, then the latest. */
export const directRooms = (state: State): RoomState[] =>
  [...state.rooms.values()]
    .filter(({ kind }) => kind === 'direct')
    .sort((a, b) => Number(b.unread > 0) - Number(a.unread > 0) || lastAt(b) - lastAt(a) || b.id - a.id)

const lastAt = ({ timeline }: RoomState): number => timeline.rows.at(-1)?.at ?? 0

export function findRoom({ rooms }: State, ref: RoomRef): RoomState | undefined {
  if (typeof ref === 'number') return rooms.get(ref)
  const wanted = ref.toLowerCase()
  return [...rooms.values()].find(({ kind, name }) => kind !== 'direct' && name.toLowerCase() === wanted)
}
