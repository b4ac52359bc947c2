// Sessions: one row for each connection's life, kept after it has ended.
import type { Door, EndReason, SessionRow } from '../../protocol/messages.ts'
import type { Sqlite } from '../sqlite.ts'
import { atLeast } from './comparing.ts'

export async function openSession(db: Sqlite, session: SessionRow, nextGuestNumber: number): Promise<void> {
  const { id, guest, name, address, port, door, connectedAt } = session
  const row = { id, guest_id: guest, name, address, port, door, connected_at: connectedAt, ended_at: null, reason: null }
  await db.queries
    .insertInto('sessions')
    .values(row)
    .onConflict(conflict => conflict.column('id').doNothing())
    .execute()
  await db.queries
    .updateTable('hub')
    // A session written down late must not turn the counters back.
    .set(query => ({
      next_session: atLeast(query.ref('next_session'), id + 1),
      next_guest_number: atLeast(query.ref('next_guest_number'), nextGuestNumber),
    }))
    .where('id', '=', 1)
    .execute()
}

export async function changeSession(db: Sqlite, id: number, change: { readonly name: string; readonly guest: number }): Promise<void> {
  await db.queries.updateTable('sessions').set({ name: change.name, guest_id: change.guest }).where('id', '=', id).execute()
}

export async function endSession(db: Sqlite, id: number, at: number, reason: EndReason): Promise<void> {
  await db.queries.updateTable('sessions').set({ ended_at: at, reason }).where('id', '=', id).where('ended_at', 'is', null).execute()
}

export async function pastSessions(db: Sqlite, most: number): Promise<SessionRow[]> {
  const rows = await db.queries
    .selectFrom('sessions')
    .selectAll()
    .where('ended_at', 'is not', null)
    .orderBy('ended_at', 'desc')
    .orderBy('id', 'desc')
    .limit(most)
    .execute()
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
