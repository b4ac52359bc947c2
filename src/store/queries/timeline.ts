// Pages of a timeline: what has a place of its own there, as it is now, with its reactions.
import type { TimelinePage } from '../../hub/ports.ts'
import type { EntriesAsked } from '../../protocol/asking.ts'
import type { Reaction, TimelineRow } from '../../protocol/rooms.ts'
import type { Sqlite } from '../sqlite.ts'
import { type EntryRow, toEntry } from './entries.ts'

const shown = "SELECT * FROM entries WHERE room_id = ? AND kind NOT IN ('edit', 'delete', 'react')"
const before = `${shown} AND seq < ? ORDER BY seq DESC LIMIT ?`
const after = `${shown} AND seq > ? ORDER BY seq LIMIT ?`

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
  const earlier = (than: number, count: number): EntryRow[] => (db.all(before, [room, than, count]) as EntryRow[]).reverse()
  const later = (than: number, count: number): EntryRow[] => db.all(after, [room, than, count]) as EntryRow[]
  const half = Math.ceil(most / 2)
  const older = at === 'after' ? [] : earlier(at === 'latest' ? last + 1 : at === 'around' ? seq + 1 : seq, at === 'around' ? half : most)
  const newer = at === 'after' || at === 'around' ? later(seq, at === 'around' ? most - half : most) : []
  const rows = [...older, ...newer]
  const reachesBack = at !== 'after' && older.length < (at === 'around' ? half : most)
  const reachesOn = at === 'latest' || ((at === 'after' || at === 'around') && newer.length < (at === 'around' ? most - half : most))
  const from = reachesBack ? first : at === 'after' ? Math.max(seq + 1, first) : (rows[0]?.seq ?? first)
  const to = reachesOn ? last : at === 'before' ? Math.min(seq - 1, last) : Math.max(rows.at(-1)?.seq ?? 0, Math.min(seq, last))
  return {
    rows: withReactions(db, room, guest, rows),
    covers: [from, to],
    asOf: last,
    before: from > first,
    after: to < last,
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
