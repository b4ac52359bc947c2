// Guests that are remembered: known by their number and by the hash of their token, never by their name.
import type { GuestRow } from '../../hub/ports.ts'
import { nameKeys } from '../../protocol/names.ts'
import type { Person } from '../../protocol/rooms.ts'
import type { Sqlite } from '../sqlite.ts'

export function saveGuest(db: Sqlite, { id, name, seq }: GuestRow, tokenHash: string | null, at: number): void {
  db.run(
    'INSERT INTO guests (id, name, name_key, seq, token_hash, token_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, seq = excluded.seq, token_hash = coalesce(excluded.token_hash, guests.token_hash), token_at = excluded.token_at',
    [id, name, nameKeys(name)[0], seq, tokenHash, at],
  )
}

export function rememberGuest(db: Sqlite, { id, name, seq }: GuestRow, at: number): void {
  db.run('UPDATE guests SET name = ?, name_key = ?, seq = ?, token_at = ? WHERE id = ?', [name, nameKeys(name)[0], seq, at, id])
}

export function forgetToken(db: Sqlite, guest: number): void {
  db.run('UPDATE guests SET token_hash = NULL WHERE id = ?', [guest])
}

/** A guest by its own token, an account by that of one of its sign-ins. */
export function findGuest(db: Sqlite, tokenHash: string, usedSince: number): GuestRow | undefined {
  const guest = db.first('SELECT id, name, seq FROM guests WHERE token_hash = ? AND token_at >= ?', [tokenHash, usedSince])
  const found =
    guest ??
    db.first(
      'SELECT guests.id, name, seq, sign_ins.id AS signIn FROM sign_ins JOIN guests ON guests.id = guest_id WHERE sign_ins.token_hash = ? AND used_at >= ?',
      [tokenHash, usedSince],
    )
  return found as GuestRow | undefined
}

export function acquaintances(db: Sqlite, guest: number, nameKey: string): Person[] {
  return db.all(
    "SELECT DISTINCT guests.id AS guest, guests.name FROM guests JOIN members AS theirs ON theirs.guest_id = guests.id JOIN rooms ON rooms.id = theirs.room_id JOIN members AS mine ON mine.room_id = theirs.room_id WHERE guests.name_key = ? AND (guests.token_hash IS NOT NULL OR guests.id IN (SELECT guest_id FROM accounts)) AND rooms.kind = 'direct' AND mine.guest_id = ? LIMIT 2",
    [nameKey, guest],
  ) as Person[]
}
