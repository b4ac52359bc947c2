// The rows of a room as a list to be read: where a day begins, where one left off, who goes on talking, and what is not sent yet.
import type { Pending, Range, RoomState, TimelineRow } from '../../client/state/state.ts'
import { dayOf } from '../words/times.ts'

type RowItem = {
  readonly item: 'row'
  readonly key: string
  readonly row: TimelineRow
  /** A day begins. */
  readonly day: boolean
  /** The author is told: somebody else spoke before, or some time ago. */
  readonly head: boolean
  /** One left off before this one. */
  readonly fresh: boolean
  /** What it answers, if that is here. */
  readonly quoted: TimelineRow | undefined
}

export type PendingItem = {
  readonly item: 'pending'
  readonly key: string
  readonly pending: Pending
  readonly head: boolean
  readonly quoted: TimelineRow | undefined
}

/** What stands above the oldest row: the room's beginning, or that there is more. */
type TopItem = { readonly item: 'top'; readonly key: 'top'; readonly isStart: boolean }

export type Item = RowItem | PendingItem | TopItem

const groupMs = 5 * 60_000

/** The rows that are read without a gap, and whether they reach the live end. */
export type Stretch = {
  readonly range: Range | undefined
  readonly rows: readonly TimelineRow[]
  readonly isLive: boolean
  readonly isStart: boolean
}

/** The stretch around the seq at which one looks; the one at the live end where that is undefined or not here. */
export function stretchOf(room: RoomState, looking: number | undefined): Stretch {
  const { ranges, rows } = room.timeline
  const around = looking === undefined ? undefined : ranges.find(([from, to]) => from <= looking && looking <= to)
  const end = ranges.at(-1)
  const range = around ?? (end !== undefined && end[1] >= room.last ? end : undefined)
  if (range === undefined) return { range, rows: [], isLive: true, isStart: room.last < room.first }
  const [from, to] = range
  const isWhole = ranges.length === 1
  return {
    range,
    rows: isWhole ? rows : rows.filter(({ seq }) => seq >= from && seq <= to),
    isLive: to >= room.last,
    isStart: from <= room.first,
  }
}

/** `freshAfter` is the seq up to which one had read when one came; undefined where no line is wanted. */
export function itemsOf(
  room: RoomState,
  { range, rows, isLive, isStart }: Stretch,
  me: number | undefined,
  freshAfter: number | undefined,
): Item[] {
  const items: Item[] = range === undefined && !isStart ? [] : [{ item: 'top', key: 'top', isStart }]
  // Of the oldest row that is here nobody knows whether it goes on with what was before it. It waits until that is here, too, so that no row is
  // another one than it was when older ones come in above.
  const [waiting] = isStart ? [] : rows
  const below = shownBelow(rows)
  let previous: TimelineRow | undefined = waiting
  let freshShown = freshAfter === undefined || (range !== undefined && range[0] > freshAfter + 1) || (waiting?.seq ?? 0) > freshAfter
  for (const row of waiting === undefined ? rows : rows.slice(1)) {
    if (below.has(row.seq)) continue
    const fresh = !freshShown && row.guest !== me && row.seq > (freshAfter ?? 0)
    freshShown ||= fresh
    const day = previous === undefined || dayOf(previous.at) !== dayOf(row.at)
    const head = isAuthored(row) && (fresh || day || (row.kind === 'message' && row.replyTo !== undefined) || !goesOn(previous, row))
    items.push({ item: 'row', key: keyOf(row, me), row, day, head, fresh, quoted: quotedBy(room, row) })
    previous = row
  }
  if (!isLive) return items
  for (const [index, pending] of room.pending.entries()) {
    const head = index === 0 ? !isAuthored(previous) || previous.guest !== me || pending.at - previous.at >= groupMs : false
    const quoted = pending.replyTo === undefined ? undefined : room.timeline.row(pending.replyTo)
    items.push({ item: 'pending', key: `own-${pending.id}`, pending, head: head || pending.replyTo !== undefined, quoted })
  }
  return items
}

/** The seqs of files that somebody left and at once spoke of: they are drawn below that message, and not by themselves as well. */
function shownBelow(rows: readonly TimelineRow[]): ReadonlySet<number> {
  const below = new Set<number>()
  const left = new Map<string, TimelineRow>()
  for (const row of rows) {
    if (row.kind === 'file') left.set(`${row.guest} ${row.name}`, row)
    if (row.kind !== 'message' || row.files === undefined || row.deleted !== undefined) continue
    for (const name of row.files) {
      const file = left.get(`${row.guest} ${name}`)
      if (file !== undefined && row.at - file.at < groupMs) below.add(file.seq)
    }
  }
  return below
}

const quotedBy = (room: RoomState, row: TimelineRow): TimelineRow | undefined =>
  row.kind === 'message' && row.replyTo !== undefined ? room.timeline.row(row.replyTo) : undefined

/** One's own message stays the same element when it is settled. */
const keyOf = ({ seq, id, guest }: TimelineRow, me: number | undefined): string =>
  id !== undefined && guest === me ? `own-${id}` : `seq-${seq}`

/** What somebody brought into the room stands under their name. */
const isAuthored = (row: TimelineRow | undefined): row is TimelineRow => row?.kind === 'message' || row?.kind === 'file'

const goesOn = (previous: TimelineRow | undefined, row: TimelineRow): boolean =>
  isAuthored(previous) && previous.guest === row.guest && previous.author === row.author && row.at - previous.at < groupMs

export const seqOf = (item: Item | undefined): number | undefined => (item?.item === 'row' ? item.row.seq : undefined)
