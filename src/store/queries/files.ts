// Files: the hashes that are known for just one version of a file, and the uploads that can be gone on with.
import type { Appended, NewEntries, PublishedFile, StagedUpload } from '../../hub/ports.ts'
import type { Sqlite } from '../sqlite.ts'
import { append } from './append.ts'

export async function knownHash(db: Sqlite, name: string, version: string): Promise<string | undefined> {
  const row = await db.queries
    .selectFrom('files')
    .select('sha256')
    .where('name', '=', name)
    .where('version', '=', version)
    .executeTakeFirst()
  return row?.sha256
}

export async function rememberHash(db: Sqlite, { name, version, sha256 }: PublishedFile): Promise<void> {
  await db.queries
    .insertInto('files')
    .values({ name, version, sha256 })
    .onConflict(conflict => conflict.column('name').doUpdateSet({ version, sha256 }))
    .execute()
}

export async function publish(db: Sqlite, file: PublishedFile, entry: NewEntries): Promise<Appended> {
  await rememberHash(db, file)
  return append(db, entry)
}

export async function stagedUploads(db: Sqlite): Promise<StagedUpload[]> {
  const rows = await db.queries.selectFrom('staged_uploads').selectAll().execute()
  return rows.map(({ guest_id, ...row }) => ({ ...row, guest: guest_id }))
}

export async function saveStagedUpload(db: Sqlite, { guest, id, name, bytes, sha256, at }: StagedUpload): Promise<void> {
  await db.queries.insertInto('staged_uploads').values({ id, guest_id: guest, name, bytes, sha256, at }).execute()
}

export async function dropStagedUpload(db: Sqlite, id: string): Promise<void> {
  await db.queries.deleteFrom('staged_uploads').where('id', '=', id).execute()
}
