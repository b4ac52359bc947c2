// Guests that are remembered: known by their number and by the hash of their token, never by their name.
import type { GuestRow } from '../../hub/ports.ts'
import { nameKeys } from '../../protocol/names.ts'
import type { Person } from '../../protocol/rooms.ts'
import type { Sqlite } from '../sqlite.ts'

export async function saveGuest(db: Sqlite, { id, name, seq }: GuestRow, tokenHash: string | null, at: number): Promise<void> {
  const row = { id, name, name_key: nameKeys(name)[0], seq, token_at: at }
  await db.queries
    .insertInto('guests')
    .values({ ...row, token_hash: tokenHash })
    .onConflict(conflict => conflict.column('id').doUpdateSet(tokenHash === null ? row : { ...row, token_hash: tokenHash }))
    .execute()
}

export async function rememberGuest(db: Sqlite, { id, name, seq }: GuestRow, at: number): Promise<void> {
  await db.queries
    .updateTable('guests')
    .set({ name, name_key: nameKeys(name)[0], seq, token_at: at })
    .where('id', '=', id)
    .execute()
}

export async function forgetToken(db: Sqlite, guest: number): Promise<void> {
  await db.queries.updateTable('guests').set({ token_hash: null }).where('id', '=', guest).execute()
}

export async function findGuest(db: Sqlite, tokenHash: string, usedSince: number): Promise<GuestRow | undefined> {
  return db.queries
    .selectFrom('guests')
    .select(['id', 'name', 'seq'])
    .where('token_hash', '=', tokenHash)
    .where('token_at', '>=', usedSince)
    .executeTakeFirst()
}

export async function acquaintances(db: Sqlite, guest: number, nameKey: string): Promise<Person[]> {
  return db.queries
    .selectFrom('guests')
    .innerJoin('members as theirs', 'theirs.guest_id', 'guests.id')
    .innerJoin('rooms', 'rooms.id', 'theirs.room_id')
    .innerJoin('members as mine', 'mine.room_id', 'theirs.room_id')
    .select(['guests.id as guest', 'guests.name'])
    .distinct()
    .where('guests.name_key', '=', nameKey)
    .where('guests.token_hash', 'is not', null)
    .where('rooms.kind', '=', 'direct')
    .where('mine.guest_id', '=', guest)
    .limit(2)
    .execute()
}
