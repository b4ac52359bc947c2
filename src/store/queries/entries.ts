// The log of entries: appended under the room's next seqs, read by seq from the primary key.
import type { NewEntries } from '../../hub/ports.ts'
import { limits } from '../../protocol/limits.ts'
import type { Entry, EntryBody } from '../../protocol/messages.ts'
import type { Schema } from '../schema.ts'
import type { Sqlite } from '../sqlite.ts'

const insert = 'INSERT INTO entries (room_id, seq, at, session_id, guest_id, author, kind, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'

/** The append road prepares its own statements: it runs for every message. Answers the first seq. */
export function append(db: Sqlite, { room, session, guest, author, at, bodies }: NewEntries): number {
  const [row] = db.all('UPDATE rooms SET last_seq = last_seq + ? WHERE id = ? RETURNING last_seq', [bodies.length, room]) as {
    last_seq: number
  }[]
  if (row === undefined) throw new Error(`There is no room ${room}.`)
  const first = row.last_seq - bodies.length + 1
  bodies.forEach((body, index) => {
    db.run(insert, [room, first + index, at, session, guest, author, body.kind, bodyText(body)])
  })
  return first
}

/** One page: its end is found by the lengths alone, so that a page of long entries is never read whole and thrown away. */
export async function entriesAfter(db: Sqlite, room: number, seq: number, most: number): Promise<Entry[]> {
  const after = db.queries.selectFrom('entries').where('room_id', '=', room).where('seq', '>', seq).orderBy('seq')
  const lengths = await after
    .select(query => ['seq', query.fn<number>('length', ['body']).as('length')])
    .limit(most)
    .execute()
  let last = lengths[0]
  let characters = 0
  for (const row of lengths) {
    characters += row.length
    if (characters > limits.pageBytes) break
    last = row
  }
  if (last === undefined) return []
  return (await after.selectAll().where('seq', '<=', last.seq).execute()).map(toEntry)
}

function bodyText(body: EntryBody): string {
  switch (body.kind) {
    case 'message':
      return body.text
    case 'file':
      return JSON.stringify({ name: body.name, bytes: body.bytes, sha256: body.sha256 })
  }
}

function toEntry(row: Schema['entries']): Entry {
  const common = { seq: row.seq, at: row.at, session: row.session_id, guest: row.guest_id, author: row.author }
  if (row.kind === 'message') return { ...common, kind: 'message', text: row.body }
  const { name, bytes, sha256 } = JSON.parse(row.body) as { name: string; bytes: number; sha256: string }
  return { ...common, kind: 'file', name, bytes, sha256 }
}
