// Pages read from the hub, folded into a timeline on which entries go on arriving.
import type { WireRow } from '../../protocol/json.ts'
import { changed } from './changes.ts'
import { withRange } from './ranges.ts'
import type { Range, RoomState } from './state.ts'
import { Rows, RowsDraft } from './timeline.ts'
import { trimmed } from './trimming.ts'

export type PageRead = { readonly rows: readonly WireRow[]; readonly covers: Range; readonly asOf: number }

/** A page is asked for: from now on the changes that come are kept until it is here. */
export function withAsked(room: RoomState): RoomState {
  const { inner, last } = room
  const begin = inner.asked === 0 ? { changes: [], changesAfter: last } : {}
  return { ...room, inner: { ...inner, ...begin, asked: inner.asked + 1 } }
}

/** A page has come, or will not come. */
export function withAnswered(room: RoomState): RoomState {
  const asked = Math.max(0, room.inner.asked - 1)
  return { ...room, inner: { ...room.inner, asked, ...(asked === 0 && { changes: [] }) } }
}

/** Whether the changes since the page was read are all known; else it must be asked for again. */
export const isFoldable = ({ inner, last }: RoomState, page: PageRead): boolean =>
  page.asOf >= last || (inner.asked > 0 && page.asOf >= inner.changesAfter)

/** Folds a page: its rows are as of the seq it names, and the changes that came since are done to them. */
export function withPage(room: RoomState, page: PageRead, me: number, most: number): RoomState {
  if (most === 0 || !isFoldable(room, page)) return room
  const rows = Rows.from(room.timeline)
  const draft = new RowsDraft(rows)
  const since = room.inner.changes.filter(change => change.seq > page.asOf)
  const asOf = Math.max(page.asOf, room.last)
  for (const read of page.rows) {
    if ((draft.kept(read.seq)?.asOf ?? 0) >= page.asOf) continue
    const row = since.reduce((before, change) => (change.of === read.seq ? changed(before, change, me) : before), read)
    draft.put({ row, asOf })
  }
  const timeline = draft.done(withRange(rows.ranges, page.covers))
  return { ...room, timeline: trimmed(timeline, most, room.inner.focus, room.last) }
}
