// A stretch of a room's log on its way to a reader: how many rows there will be is known before the first is read, because the log is
// gapless; the rows come page by page, at the reader's own speed.
import type { Entry } from '../protocol/entries.ts'
import { Refusal } from '../protocol/refusals.ts'
import type { Store } from './ports.ts'

export type LogStretch = {
  readonly rows: number
  readonly pages: AsyncIterable<readonly Entry[]>
  /** Entries before the first that have been removed; telling of them takes a row. */
  readonly gap?: Gap
}
type Gap = { readonly from: number; readonly to: number }

/** The entries after seq `after` up to seq `last`. */
export function readLog(store: Store, room: number, after: number, last: number, gap?: Gap): LogStretch {
  const stretch = { rows: Math.max(0, last - after) + (gap === undefined ? 0 : 1), pages: pages(store, room, after, last) }
  return gap === undefined ? stretch : { ...stretch, gap }
}

async function* pages(store: Store, room: number, after: number, last: number): AsyncGenerator<readonly Entry[]> {
  for (let at = after; at < last; ) {
    const page = await store.entriesAfter(room, at, last - at)
    // The rows are counted already: retention that takes some away now leaves no honest answer but a broken connection.
    if (page[0]?.seq !== at + 1) throw new Refusal('changed', 'Old entries were removed while they were read.')
    yield page
    at += page.length
  }
}
