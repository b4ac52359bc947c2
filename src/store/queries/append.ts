// The one road by which anything comes into a room's log: entries take the room's next seqs, and what they say is done in the same transaction.
// It prepares its own statements, since it runs for every message.
import { type Appended, isBareMessage, type NewEntries, type NewEntry, type Outcome } from '../../hub/ports.ts'
import type { RefusalCode } from '../../protocol/refusals.ts'
import type { Sqlite } from '../sqlite.ts'
import { applyEntry, mentionedBy, mentionInstead } from './applying.ts'
import { columnsOf } from './entries.ts'

const insert =
  'INSERT INTO entries (room_id, seq, at, session_id, guest_id, author, kind, body, client_id, of_seq, extra) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'
const insertPlain = 'INSERT INTO entries (room_id, seq, at, session_id, guest_id, author, kind, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'
const byClientId = 'SELECT room_id, seq, at, kind, of_seq, body, extra FROM entries WHERE guest_id = ? AND client_id = ?'

export function append(db: Sqlite, entries: NewEntries): Appended {
  const { room, session, guest, author, at } = entries
  const before = lastSeq(db, room)
  const outcomes: Outcome[] = []
  let seq = before
  for (const [index, entry] of entries.bodies.entries()) {
    if (isBareMessage(entry)) {
      db.run(insertPlain, [room, ++seq, at, session, guest, author, entry.kind, entry.text])
      continue
    }
    const earlier = storedBefore(db, entries, entry)
    const settled = earlier ?? applyEntry(db, entries, entry, seq + 1)
    if (settled !== undefined) {
      outcomes.push(typeof settled === 'string' ? { index, refused: settled } : { index, ...settled })
      continue
    }
    seq++
    const mentions = mentionedBy(db, entries, seq, entry)
    if (mentions.length > 0) outcomes.push({ index, mentions })
    if (entry.kind === 'edit') mentionInstead(db, room, entry.of, mentions)
    const { body, of, extra } = columnsOf(entry.kind === 'message' || entry.kind === 'edit' ? { ...entry, mentions } : entry)
    db.run(insert, [room, seq, at, session, guest, author, entry.kind, body, entry.id ?? null, of, extra])
  }
  if (seq > before) db.run('UPDATE rooms SET last_seq = ? WHERE id = ?', [seq, room])
  return { first: before + 1, outcomes }
}

function lastSeq(db: Sqlite, room: number): number {
  const [row] = db.all('SELECT last_seq FROM rooms WHERE id = ?', [room]) as { last_seq: number }[]
  if (row === undefined) throw new Error(`There is no room ${room}.`)
  return row.last_seq
}

/** A retry is answered with what it made the first time. */
function storedBefore(db: Sqlite, { room, guest }: NewEntries, entry: NewEntry): { again: number; at: number } | RefusalCode | undefined {
  if (entry.id === undefined) return undefined
  const [row] = db.all(byClientId, [guest, entry.id]) as {
    room_id: number
    seq: number
    at: number
    kind: string
    of_seq: number | null
    body: string
    extra: string | null
  }[]
  if (row === undefined) return undefined
  const { body, of, extra } = columnsOf(entry)
  // The text of a message may have been edited since.
  const alike = entry.kind !== 'react' || (row.body === body && row.extra === extra)
  const same = row.room_id === room && row.kind === entry.kind && row.of_seq === of && alike
  return same ? { again: row.seq, at: row.at } : 'id-used'
}
