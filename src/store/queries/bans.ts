// Who is kept out.
import type { BanRow } from '../../hub/ports.ts'
import type { Sqlite } from '../sqlite.ts'

export const bans = (db: Sqlite): BanRow[] =>
  db.all(
    'SELECT id, guest_id AS guest, range_text AS "range", reason, by_name AS "by", at, until_at AS "until" FROM bans ORDER BY at',
    [],
  ) as BanRow[]

export function saveBan(db: Sqlite, { id, guest, range, reason, by, at, until }: BanRow): void {
  // What is over is nobody's any more.
  db.run('DELETE FROM bans WHERE until_at <= ?', [at])
  db.run('INSERT INTO bans (id, guest_id, range_text, reason, by_name, at, until_at) VALUES (?, ?, ?, ?, ?, ?, ?)', [
    ...[id, guest, range, reason, by, at, until],
  ])
}

export const dropBan = (db: Sqlite, id: string): boolean => db.run('DELETE FROM bans WHERE id = ?', [id]) > 0
