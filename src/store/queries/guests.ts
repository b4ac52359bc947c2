// Guests that asked for a token: known by its hash, never by their name.
import type { GuestRow } from '../../hub/ports.ts'
import type { Sqlite } from '../sqlite.ts'

export async function saveGuest(db: Sqlite, guest: GuestRow, tokenHash: string, at: number): Promise<void> {
  const row = { ...guest, token_hash: tokenHash, token_at: at }
  await db.queries
    .insertInto('guests')
    .values(row)
    .onConflict(conflict => conflict.column('id').doUpdateSet(row))
    .execute()
}

export async function rememberGuest(db: Sqlite, { id, name, seq }: GuestRow): Promise<void> {
  await db.queries.updateTable('guests').set({ name, seq }).where('id', '=', id).execute()
}

export async function findGuest(db: Sqlite, tokenHash: string): Promise<GuestRow | undefined> {
  return db.queries.selectFrom('guests').select(['id', 'name', 'seq']).where('token_hash', '=', tokenHash).executeTakeFirst()
}
