// What the hub itself remembers: its heartbeat, its counters, its settings, and what a crash left open.
import type { Remembered } from '../../hub/ports.ts'
import { roomKeys } from '../../protocol/names.ts'
import { lobbyId } from '../../protocol/rooms.ts'
import type { Schema } from '../schema.ts'
import type { Sqlite } from '../sqlite.ts'
import { append } from './append.ts'
import { room } from './rooms.ts'

export function start(db: Sqlite, at: number, dataId: string): Remembered {
  db.run("UPDATE hub SET data_id = ? WHERE data_id = ''", [dataId])
  const hub = db.first('SELECT * FROM hub WHERE id = 1', []) as Schema['hub'] & { data_id: string }
  // A session may have begun after the last heartbeat was stored.
  const crashed = db.run(
    "UPDATE sessions SET ended_at = CASE WHEN connected_at > ? THEN connected_at ELSE ? END, reason = 'hub-crashed' WHERE ended_at IS NULL",
    [hub.beat_at, hub.beat_at],
  )
  beat(db, at)
  db.run("INSERT INTO rooms (name, last_seq, created_at) VALUES ('#lobby', 0, ?) ON CONFLICT (name) DO NOTHING", [at])
  const lobby = room(db, { id: lobbyId })
  if (lobby?.name !== '#lobby') throw new Error('The first room is not the lobby.')
  for (const key of roomKeys('lobby'))
    db.run('INSERT INTO room_names (key, room_id) VALUES (?, ?) ON CONFLICT (key) DO NOTHING', [key, lobby.id])
  leaveWhoCannotComeBack(db, at)
  const settings = db.all('SELECT key, value FROM settings', []) as Schema['settings'][]
  return {
    dataId: hub.data_id,
    isNew: hub.beat_at === 0,
    lobby,
    nextSession: hub.next_session,
    nextGuestNumber: hub.next_guest_number,
    settings: Object.fromEntries(settings.map(({ key, value }) => [key, value])),
    crashed,
  }
}

/** A guest without a token leaves its rooms when it goes; of those whom a crash cut off nobody had said so yet. */
function leaveWhoCannotComeBack(db: Sqlite, at: number): void {
  const rows = db.all(
    "SELECT members.room_id AS room, members.guest_id AS guest, guests.name FROM members JOIN guests ON guests.id = members.guest_id JOIN rooms ON rooms.id = members.room_id WHERE guests.token_hash IS NULL AND guests.id NOT IN (SELECT guest_id FROM accounts) AND rooms.kind <> 'direct' AND rooms.id <> ? AND members.state = 'member'",
    [lobbyId],
  ) as { room: number; guest: number; name: string }[]
  for (const { room: id, guest, name } of rows)
    append(db, { room: id, session: 0, guest, author: name, at, bodies: [{ kind: 'member', change: 'left', member: guest, name }] })
}

export function beat(db: Sqlite, at: number): void {
  db.run('UPDATE hub SET beat_at = ? WHERE id = 1', [at])
}

export function saveSetting(db: Sqlite, key: string, value: string): void {
  db.run('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', [key, value])
}

export function dropSetting(db: Sqlite, key: string): void {
  db.run('DELETE FROM settings WHERE key = ?', [key])
}
