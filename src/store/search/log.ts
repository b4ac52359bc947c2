// The log as searching reads it: from the main database, which is only read here, one short statement at a time.
import { DatabaseSync } from 'node:sqlite'

/** A message or file that can be found, as it is now. */
export type Findable = {
  readonly room: number
  readonly seq: number
  readonly at: number
  readonly guest: number
  readonly kind: 'message' | 'file'
  readonly text: string
}
/** An entry on the way into the index: what it says itself, or of which entry it says something. */
type LogEntry = { readonly seq: number; readonly at: number; readonly characters: number } & (
  | { readonly of: number }
  | { readonly findable: Findable | undefined }
)
type LogRoom = { readonly id: number; readonly lastSeq: number; readonly firstSeq: number }

export type Log = {
  rooms(): LogRoom[]
  room(id: number): LogRoom | undefined
  /** Entries after `seq` in order; whoever stops reading them ends the statement. */
  after(room: number, seq: number): Iterable<LogEntry>
  /** Undefined when there is none, when it was deleted, and when it is of a kind that is not searched. */
  findable(room: number, seq: number): Findable | undefined
  at(room: number, seq: number): number | undefined
  close(): void
}

type Row = { seq: number; at: number; guest_id: number; kind: string; body: string; of_seq: number | null; deleted_seq: number | null }

export function openLog(path: string): Log {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
  const columns = 'seq, at, guest_id, kind, body, of_seq, deleted_seq'
  const roomColumns = 'id, last_seq AS lastSeq, first_seq AS firstSeq'
  const allRooms = database.prepare(`SELECT ${roomColumns} FROM rooms`)
  const oneRoom = database.prepare(`SELECT ${roomColumns} FROM rooms WHERE id = ?`)
  const after = database.prepare(`SELECT ${columns} FROM entries WHERE room_id = ? AND seq > ? ORDER BY seq`)
  const one = database.prepare(`SELECT ${columns} FROM entries WHERE room_id = ? AND seq = ?`)
  return {
    rooms: () => allRooms.all() as LogRoom[],
    room: id => oneRoom.get(id) as LogRoom | undefined,
    after: function* (room, seq) {
      for (const row of after.iterate(room, seq) as Iterable<Row>) yield toEntry(room, row)
    },
    findable: (room, seq) => {
      const row = one.get(room, seq) as Row | undefined
      return row && toFindable(room, row)
    },
    at: (room, seq) => (one.get(room, seq) as Row | undefined)?.at,
    close: () => database.close(),
  }
}

function toEntry(room: number, row: Row): LogEntry {
  const common = { seq: row.seq, at: row.at, characters: row.body.length }
  if ((row.kind === 'edit' || row.kind === 'delete') && row.of_seq !== null) return { ...common, of: row.of_seq }
  return { ...common, findable: toFindable(room, row) }
}

function toFindable(room: number, { seq, at, guest_id: guest, kind, body, deleted_seq }: Row): Findable | undefined {
  if (deleted_seq !== null) return undefined
  if (kind === 'message') return { room, seq, at, guest, kind, text: body }
  if (kind === 'file') return { room, seq, at, guest, kind, text: nameIn(body) }
  return undefined
}

/** A record that cannot be read is not found; it must not keep the rest of the log from being. */
function nameIn(body: string): string {
  try {
    const { name } = JSON.parse(body) as { name?: unknown }
    return typeof name === 'string' ? name : ''
  } catch {
    return ''
  }
}
