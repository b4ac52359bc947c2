// Rooms of the SDK's state, made by hand for the pure parts of the screen.
import type { Pending, Range, RoomState, TimelineRow } from '../../../src/client/state/state.ts'

type Message = Extract<TimelineRow, { kind: 'message' }>

export const noon = new Date(2026, 5, 4, 12, 0, 0).getTime()

export const message = (seq: number, text: string, more: Partial<Message> = {}): Message => ({
  ...{ kind: 'message', seq, at: noon + seq * 1_000, guest: 1, author: 'Anna', text },
  ...more,
})

export function roomOf(
  rows: readonly TimelineRow[],
  more: Partial<RoomState> & { ranges?: readonly Range[]; pending?: readonly Pending[] } = {},
): RoomState {
  const last = rows.at(-1)?.seq ?? 0
  const ranges = more.ranges ?? [[1, last] as const]
  return {
    ...{
      id: 1,
      name: '#ops',
      kind: 'open',
      topic: '',
      archived: false,
      owner: 1,
      first: 1,
      last,
      read: last,
      unread: 0,
      mentions: 0,
      here: 2,
    },
    typing: [],
    shelf: 0,
    pending: [],
    timeline: { rows, size: rows.length, ranges, row: seq => rows.find(row => row.seq === seq) },
    // The reducer's own; no front looks at it.
    inner: JSON.parse('{}'),
    ...more,
  }
}
