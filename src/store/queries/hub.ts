// What the hub itself remembers: its heartbeat, its counters, its settings, and what a crash left open.
import type { Remembered } from '../../hub/ports.ts'
import { roomKeys } from '../../protocol/names.ts'
import { lobbyId } from '../../protocol/rooms.ts'
import type { Sqlite } from '../sqlite.ts'
import { append } from './append.ts'
import { atLeast } from './comparing.ts'
import { room } from './rooms.ts'

export async function start(db: Sqlite, at: number, dataId: string): Promise<Remembered> {
  const { queries } = db
  await queries.updateTable('hub').set({ data_id: dataId }).where('data_id', '=', '').execute()
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
  const lobby = await room(db, { id: lobbyId })
  if (lobby?.name !== '#lobby') throw new Error('The first room is not the lobby.')
  for (const key of roomKeys('lobby'))
    await queries
      .insertInto('room_names')
      .values({ key, room_id: lobby.id })
      .onConflict(conflict => conflict.column('key').doNothing())
      .execute()
  await leaveWhoCannotComeBack(db, at)
  const settings = await queries.selectFrom('settings').selectAll().execute()
  return {
    dataId: hub.data_id,
    lobby,
    nextSession: hub.next_session,
    nextGuestNumber: hub.next_guest_number,
    settings: Object.fromEntries(settings.map(({ key, value }) => [key, value])),
    crashed: Number(crashed.numUpdatedRows),
  }
}

/** A guest without a token leaves its rooms when it goes; of those whom a crash cut off nobody had said so yet. */
async function leaveWhoCannotComeBack(db: Sqlite, at: number): Promise<void> {
  const rows = await db.queries
    .selectFrom('members')
    .innerJoin('guests', 'guests.id', 'members.guest_id')
    .innerJoin('rooms', 'rooms.id', 'members.room_id')
    .select(['members.room_id as room', 'members.guest_id as guest', 'guests.name'])
    .where('guests.token_hash', 'is', null)
    .where('rooms.kind', '<>', 'direct')
    .where('rooms.id', '<>', lobbyId)
    .where('members.state', '=', 'member')
    .execute()
  for (const { room: id, guest, name } of rows)
    append(db, { room: id, session: 0, guest, author: name, at, bodies: [{ kind: 'member', change: 'left', member: guest, name }] })
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
