// Pages of a timeline: what has a place of its own there, as it is now, with its reactions.

import type { TimelinePage } from '../../hub/ports.ts'
import type { EntriesAsked } from '../../protocol/asking.ts'
import { limits } from '../../protocol/limits.ts'
import type { Reaction, TimelineRow } from '../../protocol/rooms.ts'
import type { Sqlite } from '../sqlite.ts'
import { type EntryRow, toEntry } from './entries.ts'

const shown = "SELECT * FROM entries WHERE room_id = ? AND kind NOT IN ('edit', 'delete', 'react')"
const before = `${shown} AND seq < ? AND seq >= ? ORDER BY seq DESC LIMIT ?`
const after = `${shown} AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?`

/** One snapshot: the rows and the reactions are those of the seq that the page names. */
export function timeline(db: Sqlite, room: number, guest: number, asked: EntriesAsked & { rows: number }): TimelinePage {
  db.exec('BEGIN')
  try {
    return read(db, room, guest, asked)
  } finally {
    db.exec('COMMIT')
  }
}

function read(db: Sqlite, room: number, guest: number, { at, seq = 0, rows: most }: EntriesAsked & { rows: number }): TimelinePage {
  const [log] = db.all('SELECT first_seq AS first, last_seq AS last FROM rooms WHERE id = ?', [room]) as { first: number; last: number }[]
  const { first, last } = log ?? { first: 1, last: 0 }
  const half = Math.ceil(most / 2)
  const wantedOlder = at === 'after' ? 0 : at === 'around' ? half : most
  const wantedNewer = at === 'after' ? most : at === 'around' ? most - half : 0
  // No more is looked at than this, however many reactions stand between two messages: then the page has fewer rows, and says what it covers.
  const start = at === 'latest' ? last + 1 : at === 'around' ? seq + 1 : seq
  const floor = Math.max(first, Math.min(start, last + 1) - limits.timelineScanRowsMax)
  const ceiling = Math.min(last, seq + limits.timelineScanRowsMax)
  const older = wantedOlder === 0 ? [] : (db.all(before, [room, start, floor, wantedOlder]) as EntryRow[]).reverse()
  const newer = wantedNewer === 0 ? [] : (db.all(after, [room, seq, ceiling, wantedNewer]) as EntryRow[])
  const rows = [...older, ...newer]
  const from = at === 'after' ? Math.max(seq + 1, first) : older.length < wantedOlder ? floor : (rows[0]?.seq ?? first)
  const to = lastCovered()
  return {
    rows: withReactions(db, room, guest, rows),
    covers: [from, to],
    asOf: last,
    before: from > first,
    after: to < last,
  }

  function lastCovered(): number {
    if (at === 'latest') return last
    if (at === 'before') return Math.min(seq - 1, last)
    if (newer.length < wantedNewer) return ceiling
    return Math.max(rows.at(-1)?.seq ?? 0, Math.min(seq, last))
  }
}

function withReactions(db: Sqlite, room: number, guest: number, rows: readonly EntryRow[]): TimelineRow[] {
  const first = rows[0]
  const last = rows.at(-1)
  if (first === undefined || last === undefined) return []
  const counted = db.all(
    'SELECT of_seq, emoji, count(*) AS count, max(guest_id = ?) AS mine, min(seq) AS since FROM reactions WHERE room_id = ? AND of_seq BETWEEN ? AND ? GROUP BY of_seq, emoji ORDER BY of_seq, since',
    [guest, room, first.seq, last.seq],
  ) as { of_seq: number; emoji: string; count: number; mine: number }[]
  const reactions = Map.groupBy(counted, row => row.of_seq)
  return rows.map(row => {
    const own = reactions.get(row.seq)
    const entry = toEntry(row)
    return own === undefined ? entry : { ...entry, reactions: own.map(toReaction) }
  })
}

const toReaction = ({ emoji, count, mine }: { emoji: string; count: number; mine: number }): Reaction => ({
  emoji,
  count,
  mine: mine === 1,
})
