// The rooms in the order in which they are listed, counted and switched: the lobby, the others by name, then the direct ones.
import type { RoomState, State } from '../../client/state/state.ts'
import { plainLine } from './plain.ts'

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

export function roomList({ rooms }: State): RoomState[] {
  const place = (room: RoomState): number => (room.kind === 'direct' ? 2 : room.name === '#lobby' ? 0 : 1)
  return [...rooms.values()].sort((a, b) => place(a) - place(b) || collator.compare(a.name, b.name) || a.id - b.id)
}

export const roomLabel = ({ name }: Pick<RoomState, 'name'>): string => plainLine(name)

const countMax = 100

/** `@2` where oneself is called or talked to alone, else how many; nothing when all is read. */
export function unreadLabel({ kind, unread, mentions }: RoomState): string {
  const count = (number: number): string => (number >= countMax ? `${countMax - 1}+` : String(number))
  if (unread === 0) return ''
  if (kind === 'direct') return `@${count(unread)}`
  return mentions > 0 ? `@${count(mentions)} ${count(unread)}` : count(unread)
}

/** The next room after this one that has something unread; those where oneself is called come first. */
export function nextUnread(state: State, from: number): RoomState | undefined {
  const rooms = roomList(state)
  const here = rooms.findIndex(room => room.id === from)
  const around = [...rooms.slice(here + 1), ...rooms.slice(0, Math.max(0, here))]
  return around.find(room => calls(room)) ?? around.find(room => room.unread > 0)
}

const calls = ({ kind, unread, mentions }: RoomState): boolean => mentions > 0 || (kind === 'direct' && unread > 0)

/** The rooms whose name goes with what was typed: those that begin with it, then those that hold it. */
export function roomsLike(state: State, typed: string): RoomState[] {
  const wanted = typed.trim().toLowerCase()
  const rooms = roomList(state)
  const bare = (room: RoomState): string => room.name.toLowerCase()
  const begins = rooms.filter(room => bare(room).startsWith(wanted) || bare(room).slice(1).startsWith(wanted))
  return [...begins, ...rooms.filter(room => !begins.includes(room) && bare(room).includes(wanted))]
}
