// The rows of a room as a list to be read: where a day begins, where one left off, where something is missing, who goes on talking.
import type { Pending, RoomState, TimelineRow } from '../../../client/state/state.ts'
import { dayOf } from '../times.ts'

/** What stands before a row: nothing is missing, older rows are on the hub, or rows between two pages are. */
export type Item =
  | {
      readonly item: 'row'
      readonly row: TimelineRow
      /** A day begins. */
      readonly day: boolean
      /** The author is told: somebody else spoke before, or some time ago. */
      readonly author: boolean
      /** One left off before this one. */
      readonly fresh: boolean
      /** Rows before this one are not here. */
      readonly gap: boolean
      /** What it answers, if that is here. */
      readonly quoted: TimelineRow | undefined
    }
  | { readonly item: 'pending'; readonly pending: Pending }
  /** Rows after the last one are not here. */
  | { readonly item: 'gap' }

const groupMs = 5 * 60_000
/** Who talks on and on is named again, so that a screen shows who it is; by seq, so that older rows coming in move nothing. */
const namedEverySeqs = 12
const groupRowsMin = 4

/** `freshAfter` is the seq up to which one had read when one came into the room; undefined where no line is wanted. */
export function itemsOf(room: RoomState, me: number | undefined, freshAfter: number | undefined): Item[] {
  const items: Item[] = []
  const { ranges } = room.timeline
  let range = 0
  let previous: TimelineRow | undefined
  let group = 0
  let freshShown = freshAfter === undefined
  for (const row of room.timeline.rows) {
    const before = range
    while (range < ranges.length - 1 && row.seq > (ranges[range]?.[1] ?? 0)) range++
    const gap = previous === undefined ? (ranges[0]?.[0] ?? row.seq) > room.first : range !== before
    const fresh = !freshShown && row.guest !== me && row.seq > (freshAfter ?? 0)
    freshShown ||= fresh
    const day = previous === undefined || dayOf(previous.at) !== dayOf(row.at)
    const author =
      row.kind === 'message' && (gap || fresh || day || (group >= groupRowsMin && row.seq % namedEverySeqs === 0) || !goesOn(previous, row))
    group = author ? 1 : group + 1
    const quoted = row.kind === 'message' && row.replyTo !== undefined ? room.timeline.row(row.replyTo) : undefined
    items.push({ item: 'row', row, day, author, fresh, gap, quoted })
    previous = row
  }
  if ((ranges.at(-1)?.[1] ?? room.last) < room.last) items.push({ item: 'gap' })
  for (const pending of room.pending) items.push({ item: 'pending', pending })
  return items
}

const goesOn = (previous: TimelineRow | undefined, row: TimelineRow): boolean =>
  previous?.kind === 'message' && previous.guest === row.guest && previous.author === row.author && row.at - previous.at < groupMs

/** The last of these rows that is a message, with a text, and as wanted. */
export const lastMessage = (room: RoomState, wanted: (row: TimelineRow) => boolean): TimelineRow | undefined =>
  room.timeline.rows.findLast(row => row.kind === 'message' && row.deleted === undefined && wanted(row))
