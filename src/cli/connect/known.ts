// What Tab can complete with, taken from what this client has seen: who spoke last comes first.
import type { RoomState, State } from '../../client/state/state.ts'
import type { Known } from './completion.ts'
import { roomList, unreadLabel } from './room-list.ts'
import { sentenceOf } from './timeline/words.ts'

const rowsLookedAt = 300

/** `here`: who is in the room. */
export function knownFor(state: State, room: RoomState | undefined, here: readonly string[] = []): Known {
  const me = state.me?.guest
  const rows = (room?.timeline.rows ?? []).slice(-rowsLookedAt).toReversed()
  const names = new Set<string>()
  for (const { guest, author } of rows) if (guest !== me) names.add(author)
  for (const other of [room, ...state.rooms.values()]) for (const { guest, name } of other?.people ?? []) if (guest !== me) names.add(name)
  for (const notice of state.notices.toReversed()) if (notice.kind === 'joined' && notice.guest !== me) names.add(notice.name)
  for (const name of here) if (name !== state.me?.name) names.add(name)
  const messages = rows.filter(row => row.kind === 'message' && row.deleted === undefined)
  return {
    people: [...names],
    rooms: [
      ...roomList(state)
        .filter(({ kind }) => kind !== 'direct')
        .map(other => ({ name: other.name, about: unreadLabel(other) })),
      ...state.invitations.map(({ name, by }) => ({ name, about: `${by} invites you` })),
    ],
    messages: messages.map(row => ({ seq: row.seq, about: `${row.author}: ${sentenceOf(row)}`, own: row.guest === me })),
  }
}
