// What the hub itself remembers: its heartbeat, its counters, its settings, and what a crash left open.
import type { Remembered } from '../../hub/ports.ts'
import type { Sqlite } from '../sqlite.ts'
import { atLeast } from './comparing.ts'

export async function start(db: Sqlite, at: number): Promise<Remembered> {
  const { queries } = db
  const hub = await queries.selectFrom('hub').selectAll().where('id', '=', 1).executeTakeFirstOrThrow()
  const crashed = await queries
    .updateTable('sessions')
    // A session may have begun after the last heartbeat was stored.
    .set(query => ({ ended_at: atLeast(query.ref('connected_at'), hub.beat_at), reason: 'hub-crashed' }))
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  await beat(db, at)
  await queries
    .insertInto('rooms')
    .values({ name: '#lobby', last_seq: 0, created_at: at })
    .onConflict(conflict => conflict.column('name').doNothing())
    .execute()
  const lobby = await queries
    .selectFrom('rooms')
    .select(['id', 'name', 'last_seq as lastSeq'])
    .where('name', '=', '#lobby')
    .executeTakeFirstOrThrow()
  const settings = await queries.selectFrom('settings').selectAll().execute()
  return {
    lobby,
    nextSession: hub.next_session,
    nextGuestNumber: hub.next_guest_number,
    settings: Object.fromEntries(settings.map(({ key, value }) => [key, value])),
    crashed: Number(crashed.numUpdatedRows),
  }
}

export async function beat(db: Sqlite, at: number): Promise<void> {
  await db.queries.updateTable('hub').set({ beat_at: at }).where('id', '=', 1).execute()
}

export async function saveSetting(db: Sqlite, key: string, value: string): Promise<void> {
  await db.queries
    .insertInto('settings')
    .values({ key, value })
    .onConflict(conflict => conflict.column('key').doUpdateSet({ value }))
    .execute()
}

export async function dropSetting(db: Sqlite, key: string): Promise<void> {
  await db.queries.deleteFrom('settings').where('key', '=', key).execute()
}
