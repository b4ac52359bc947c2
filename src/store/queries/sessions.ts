// Sessions: one row for each connection's life, kept after it has ended.
import type { Door, EndReason, SessionRow } from '../../protocol/messages.ts'
import type { Schema } from '../schema.ts'
import type { Sqlite } from '../sqlite.ts'

export function openSession(db: Sqlite, session: SessionRow, nextGuestNumber: number): void {
  const { id, guest, name, address, port, door, connectedAt } = session
  db.run(
    'INSERT INTO sessions (id, guest_id, name, address, port, door, connected_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
    [id, guest, name, address, port, door, connectedAt],
  )
  // A session written down late must not turn the counters back.
  db.run('UPDATE hub SET next_session = ? WHERE id = 1 AND next_session < ?', [id + 1, id + 1])
  db.run('UPDATE hub SET next_guest_number = ? WHERE id = 1 AND next_guest_number < ?', [nextGuestNumber, nextGuestNumber])
}

export function changeSession(db: Sqlite, id: number, change: { readonly name: string; readonly guest: number }): void {
  db.run('UPDATE sessions SET name = ?, guest_id = ? WHERE id = ?', [change.name, change.guest, id])
}

export function endSession(db: Sqlite, id: number, at: number, reason: EndReason): void {
  db.run('UPDATE sessions SET ended_at = ?, reason = ? WHERE id = ? AND ended_at IS NULL', [at, reason, id])
}

export function pastSessions(db: Sqlite, most: number): SessionRow[] {
  const rows = db.all('SELECT * FROM sessions WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, id DESC LIMIT ?', [
    most,
  ]) as Schema['sessions'][]
  return rows.map(row => ({
    id: row.id,
    guest: row.guest_id,
    name: row.name,
    address: row.address,
    port: row.port,
    door: row.door as Door,
    connectedAt: row.connected_at,
    ended: { at: row.ended_at ?? 0, reason: (row.reason ?? 'closed') as EndReason },
  }))
}
