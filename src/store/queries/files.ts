// Files: the hashes that are known for just one version of a file, and the uploads that can be gone on with.
import type { Appended, NewEntries, PublishedFile, StagedUpload } from '../../hub/ports.ts'
import type { Sqlite } from '../sqlite.ts'
import { append } from './append.ts'

export function knownHash(db: Sqlite, name: string, version: string): string | undefined {
  const row = db.first('SELECT sha256 FROM files WHERE name = ? AND version = ?', [name, version]) as { sha256: string } | undefined
  return row?.sha256
}

export function rememberHash(db: Sqlite, { name, version, sha256 }: PublishedFile): void {
  db.run(
    'INSERT INTO files (name, version, sha256) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET version = excluded.version, sha256 = excluded.sha256',
    [name, version, sha256],
  )
}

export function publish(db: Sqlite, file: PublishedFile, entry: NewEntries): Appended {
  rememberHash(db, file)
  return append(db, entry)
}

export function stagedUploads(db: Sqlite): StagedUpload[] {
  return db.all('SELECT id, guest_id AS guest, name, bytes, sha256, at FROM staged_uploads', []) as StagedUpload[]
}

export function saveStagedUpload(db: Sqlite, { guest, id, name, bytes, sha256, at }: StagedUpload): void {
  db.run('INSERT INTO staged_uploads (id, guest_id, name, bytes, sha256, at) VALUES (?, ?, ?, ?, ?, ?)', [
    id,
    guest,
    name,
    bytes,
    sha256,
    at,
  ])
}

export function dropStagedUpload(db: Sqlite, id: string): void {
  db.run('DELETE FROM staged_uploads WHERE id = ?', [id])
}
