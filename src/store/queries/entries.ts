// The log of entries: read by seq from the primary key, and turned from rows into entries and back.
import type { Place } from '../../hub/ports.ts'
import type { Entry, EntryBody } from '../../protocol/entries.ts'
import { limits } from '../../protocol/limits.ts'
import type { Schema } from '../schema.ts'
import type { Sqlite } from '../sqlite.ts'

export type EntryRow = Schema['entries']

/** One page: its end is found by the lengths alone, so that a page of long entries is never read whole and thrown away. */
export function entriesAfter(db: Sqlite, room: number, seq: number, most: number): Entry[] {
  const lengths = db.all('SELECT seq, length(body) AS length FROM entries WHERE room_id = ? AND seq > ? ORDER BY seq LIMIT ?', [
    room,
    seq,
    most,
  ]) as { seq: number; length: number }[]
  let last = lengths[0]
  let characters = 0
  for (const row of lengths) {
    characters += row.length
    if (characters > limits.pageBytes) break
    last = row
  }
  if (last === undefined) return []
  const rows = db.all('SELECT * FROM entries WHERE room_id = ? AND seq > ? AND seq <= ? ORDER BY seq', [room, seq, last.seq]) as EntryRow[]
  return rows.map(toEntry)
}

export function entriesAt(db: Sqlite, places: readonly Place[]): { room: number; entry: Entry }[] {
  return places.flatMap(({ room, seq }) => {
    const rows = db.all('SELECT * FROM entries WHERE room_id = ? AND seq = ?', [room, seq]) as EntryRow[]
    return rows.map(row => ({ room, entry: toEntry(row) }))
  })
}

export function storedUnder(db: Sqlite, guest: number, id: string): { room: number; entry: Entry } | undefined {
  const [row] = db.all('SELECT * FROM entries WHERE guest_id = ? AND client_id = ?', [guest, id]) as EntryRow[]
  return row === undefined ? undefined : { room: row.room_id, entry: toEntry(row) }
}

/** What of an entry stands in the columns that not every kind needs. */
export type Columns = { readonly body: string; readonly of: number | null; readonly extra: string | null }

export function columnsOf(body: EntryBody): Columns {
  switch (body.kind) {
    case 'message':
      return { body: body.text, of: body.replyTo ?? null, extra: extraOf(body) }
    case 'edit':
      return { body: body.text, of: body.of, extra: extraOf(body) }
    case 'delete':
      return { body: '', of: body.of, extra: null }
    case 'react':
      return { body: body.emoji, of: body.of, extra: body.on ? null : '{"off":true}' }
    case 'topic':
      return { body: body.text, of: null, extra: null }
    case 'rename':
      return { body: body.name, of: null, extra: null }
    case 'archive':
      return { body: body.on ? 'on' : 'off', of: null, extra: null }
    case 'member':
      return { body: body.name, of: null, extra: JSON.stringify({ change: body.change, member: body.member }) }
    case 'file':
      return { body: JSON.stringify({ name: body.name, bytes: body.bytes, sha256: body.sha256, file: body.file }), of: null, extra: null }
    case 'file-gone':
      return { body: body.name, of: null, extra: JSON.stringify({ file: body.file, why: body.why }) }
    case 'file-renamed':
      return { body: body.name, of: null, extra: JSON.stringify({ file: body.file, to: body.to }) }
  }
}

export type Extra = { mentions?: readonly number[]; files?: readonly string[] }

export function extraOf({ mentions = [], files = [] }: Extra): string | null {
  if (mentions.length + files.length === 0) return null
  return JSON.stringify({ ...(mentions.length > 0 && { mentions }), ...(files.length > 0 && { files }) })
}

export function toEntry(row: EntryRow): Entry {
  const { seq, at, session_id: session, guest_id: guest, author } = row
  const common = row.client_id === null ? { seq, at, session, guest, author } : { seq, at, session, guest, author, id: row.client_id }
  return { ...common, ...toBody(row) }
}

function toBody(row: EntryRow): EntryBody {
  const of = row.of_seq ?? 0
  switch (row.kind) {
    case 'message':
      return {
        kind: 'message',
        text: row.body,
        ...(row.of_seq !== null && { replyTo: row.of_seq }),
        ...(row.extra !== null && (JSON.parse(row.extra) as Extra)),
        ...(row.edited_seq !== null && { edited: row.edited_seq }),
        ...(row.deleted_seq !== null && { deleted: row.deleted_seq }),
      }
    case 'edit':
      return { kind: 'edit', of, text: row.body, ...(row.extra !== null && (JSON.parse(row.extra) as Extra)) }
    case 'delete':
      return { kind: 'delete', of }
    case 'react':
      return { kind: 'react', of, emoji: row.body, on: row.extra === null }
    case 'topic':
      return { kind: 'topic', text: row.body }
    case 'rename':
      return { kind: 'rename', name: row.body }
    case 'archive':
      return { kind: 'archive', on: row.body === 'on' }
    case 'member': {
      const { change, member } = JSON.parse(row.extra ?? '{}') as { change: 'joined' | 'left' | 'invited'; member: number }
      return { kind: 'member', change, member, name: row.body }
    }
    case 'file': {
      const { name, bytes, sha256, file } = JSON.parse(row.body) as { name: string; bytes: number; sha256: string; file?: string }
      return { kind: 'file', name, bytes, sha256, ...(file !== undefined && { file }) }
    }
    case 'file-gone':
      return { kind: 'file-gone', name: row.body, ...(JSON.parse(row.extra ?? '{}') as { file: string; why: 'deleted' | 'expired' }) }
    case 'file-renamed':
      return { kind: 'file-renamed', name: row.body, ...(JSON.parse(row.extra ?? '{}') as { file: string; to: string }) }
  }
}
