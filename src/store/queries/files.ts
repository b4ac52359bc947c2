// Files on the shelves: which there are, what is known of each, and what is told of them. The folder is the truth about the lobby's shelf, and
// its rows only remember; about every other shelf the rows are the truth.
import type { Appended, FileRecord, NameTaken, NewEntries, Noticed, Publishing, Shelved } from '../../hub/ports.ts'
import type { Sqlite } from '../sqlite.ts'
import { append } from './append.ts'
import { dropTransfer } from './transfers.ts'

const columns =
  'id, room_id AS room, name, bytes, modified_at AS modifiedAt, version, sha256, guest_id AS guest, author, added_at AS addedAt'
const insert =
  'INSERT INTO files (id, room_id, name, bytes, modified_at, version, sha256, guest_id, author, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'

type Row = Omit<FileRecord, 'sha256'> & { readonly sha256: string | null }
const toRecord = (row: Row): FileRecord => ({ ...row, sha256: row.sha256 ?? undefined })
const recordsOf = (rows: unknown[]): FileRecord[] => (rows as Row[]).map(toRecord)

export function fileById(db: Sqlite, id: string): FileRecord | undefined {
  return recordsOf(db.all(`SELECT ${columns} FROM files WHERE id = ?`, [id]))[0]
}

export function fileNamed(db: Sqlite, room: number, name: string): FileRecord | undefined {
  return recordsOf(db.all(`SELECT ${columns} FROM files WHERE room_id = ? AND name = ?`, [room, name]))[0]
}

export function filesAfter(db: Sqlite, room: number, after: string, most: number): FileRecord[] {
  return recordsOf(db.all(`SELECT ${columns} FROM files WHERE room_id = ? AND name > ? ORDER BY name LIMIT ?`, [room, after, most]))
}

export function filesNamed(db: Sqlite, room: number, names: readonly string[]): FileRecord[] {
  return names.flatMap(name => fileNamed(db, room, name) ?? [])
}

export function publishFile(db: Sqlite, file: FileRecord, entry: NewEntries, { over, transfer }: Publishing): Shelved | NameTaken {
  const there = fileNamed(db, file.room, file.name)
  // Where a folder is the truth, it has decided already whether the name was free; what is remembered under it is out of date.
  if (file.version === '' && there?.id !== over) return { taken: there }
  if (there !== undefined) forget(db, there.id)
  add(db, file)
  if (transfer !== undefined) dropTransfer(db, transfer)
  return shelved(append(db, entry), there)
}

const shelved = (appended: Appended, forgotten: FileRecord | undefined): Shelved =>
  forgotten === undefined ? appended : { ...appended, forgotten }

export function removeFile(db: Sqlite, id: string, entry: NewEntries): Appended | undefined {
  if (fileById(db, id) === undefined) return undefined
  forget(db, id)
  return append(db, entry)
}

export function moveFile(db: Sqlite, id: string, to: string, version: string, entry: NewEntries): Shelved | NameTaken | undefined {
  const file = fileById(db, id)
  if (file === undefined) return undefined
  const there = fileNamed(db, file.room, to)
  if (there !== undefined && version === '') return { taken: there }
  if (there !== undefined) forget(db, there.id)
  db.run('UPDATE files SET name = ?, version = ? WHERE id = ?', [to, version, id])
  return shelved(append(db, entry), there)
}

export function noticeFiles(db: Sqlite, room: number, come: readonly FileRecord[], gone: readonly FileRecord[]): Noticed {
  const forgotten: FileRecord[] = []
  let added = 0
  for (const { id, name, version } of gone) {
    const there = fileById(db, id)
    // It may have been renamed since somebody looked.
    if (there === undefined || there.name !== name || there.version !== version) continue
    forget(db, id)
    forgotten.push(there)
  }
  for (const file of come) {
    const there = fileNamed(db, room, file.name)
    // The same content under the same name is the same file.
    if (there !== undefined && file.sha256 !== undefined && there.sha256 === file.sha256) {
      db.run('UPDATE files SET version = ?, modified_at = ? WHERE id = ?', [file.version, file.modifiedAt, there.id])
      continue
    }
    // Somebody has put it there meanwhile, and it is known better.
    if (there !== undefined && isAsNew(there.version, file.version)) continue
    if (there !== undefined) {
      forget(db, there.id)
      forgotten.push(there)
    }
    add(db, file)
    added++
  }
  return { come: added, forgotten }
}

/** Whether a version is of the same bytes as another, and no older. The last part of a version is when the file's own record was changed. */
function isAsNew(known: string, seen: string): boolean {
  const [knownAt, seenAt] = [known.lastIndexOf('-'), seen.lastIndexOf('-')]
  return known.slice(0, knownAt) === seen.slice(0, seenAt) && BigInt(known.slice(knownAt + 1)) >= BigInt(seen.slice(seenAt + 1))
}

export function filesUnhashed(db: Sqlite, room: number, after: string, most: number): FileRecord[] {
  return recordsOf(
    db.all(`SELECT ${columns} FROM files WHERE room_id = ? AND name > ? AND sha256 IS NULL ORDER BY name LIMIT ?`, [room, after, most]),
  )
}

export function rememberHash(db: Sqlite, room: number, name: string, version: string, sha256: string): void {
  db.run('UPDATE files SET sha256 = ? WHERE room_id = ? AND name = ? AND version = ?', [sha256, room, name, version])
}

const dayMs = 86_400_000

export function filesExpired(db: Sqlite, at: number, daysDefault: number, most: number): FileRecord[] {
  return recordsOf(
    db.all(
      `SELECT ${columns.replace('id, room_id', 'files.id, room_id').replace(' name,', ' files.name,')} FROM files JOIN rooms ON rooms.id = room_id
       WHERE added_at < ? AND author <> '' AND COALESCE(file_days, ?) > 0 AND added_at < ? - COALESCE(file_days, ?) * ? ORDER BY added_at LIMIT ?`,
      [at - dayMs, daysDefault, at, daysDefault, dayMs, most],
    ),
  )
}

export function bytesOfFiles(db: Sqlite): { guest: number; bytes: number }[] {
  const sums = db.all("SELECT guest_id AS guest, SUM(bytes) AS bytes FROM files WHERE author <> '' GROUP BY guest_id", [])
  return sums as { guest: number; bytes: number }[]
}

export function keepFiles(db: Sqlite, room: number, days: number | null): void {
  db.run('UPDATE rooms SET file_days = ? WHERE id = ?', [days, room])
}

function add(db: Sqlite, { id, room, name, bytes, modifiedAt, version, sha256, guest, author, addedAt }: FileRecord): void {
  db.run(insert, [id, room, name, bytes, modifiedAt, version, sha256 ?? null, guest, author, addedAt])
}

const forget = (db: Sqlite, id: string): number => db.run('DELETE FROM files WHERE id = ?', [id])
