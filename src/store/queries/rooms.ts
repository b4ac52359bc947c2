// Rooms and who is in them.
import type { Membership, NewRoom, RoomRow } from '../../hub/ports.ts'
import { limits } from '../../protocol/limits.ts'
import type { RefusalCode } from '../../protocol/refusals.ts'
import { lobbyId, type Member, type RoomListing } from '../../protocol/rooms.ts'
import type { Sqlite } from '../sqlite.ts'
import { append } from './append.ts'
import { namesAreFree } from './applying.ts'

const columns =
  'rooms.id, rooms.name, kind, topic, archived, owner_id AS owner, first_seq AS first, last_seq AS last, file_days AS fileDays'
const asMember = `SELECT ${columns}, read_seq AS read FROM members JOIN rooms ON rooms.id = members.room_id WHERE members.guest_id = ? AND members.state = 'member'`
type Selected = Omit<RoomRow, 'archived'> & { readonly archived: number }
type Placed = Selected & { readonly read: number }
const toRoom = <S extends Selected>(row: S): Omit<S, 'archived'> & { archived: boolean } => ({ ...row, archived: row.archived === 1 })

export function createRoom(db: Sqlite, room: NewRoom): RoomRow | RefusalCode {
  const there = db.first(`SELECT ${columns} FROM rooms WHERE name = ?`, [room.name]) as Selected | undefined
  if (room.kind === 'direct') {
    if (there !== undefined) return toRoom(there)
    for (const { guest } of room.members) if (directRooms(db, guest) >= limits.directRoomsPerGuestMax) return 'too-many'
  } else {
    if (there !== undefined || !namesAreFree(db, room.keys, 0)) return 'room-taken'
    const { count } = db.first("SELECT count(*) AS count FROM rooms WHERE kind <> 'direct'", []) as { count: number }
    if (count >= room.most) return 'too-many'
  }
  const { kind, topic, name, owner, at } = room
  const { id } = db.first('INSERT INTO rooms (name, kind, topic, owner_id, last_seq, created_at) VALUES (?, ?, ?, ?, 0, ?) RETURNING id', [
    ...[name, kind, topic, owner, at],
  ]) as { id: number }
  for (const key of room.keys) db.run('INSERT INTO room_names (key, room_id) VALUES (?, ?)', [key, id])
  for (const { guest, name: person } of room.members) {
    if (kind === 'direct')
      db.run("INSERT INTO members (guest_id, room_id, state, read_seq, since_seq) VALUES (?, ?, 'member', 0, 0)", [guest, id])
    else
      append(db, {
        room: id,
        session: 0,
        guest,
        author: person,
        at,
        bodies: [{ kind: 'member', change: 'joined', member: guest, name: person, ...(room.id !== undefined && { id: room.id }) }],
      })
  }
  return toRoom(db.first(`SELECT ${columns} FROM rooms WHERE id = ?`, [id]) as Selected)
}

function directRooms(db: Sqlite, guest: number): number {
  const [row] = db.all(
    "SELECT count(*) AS count FROM members JOIN rooms ON rooms.id = members.room_id WHERE members.guest_id = ? AND rooms.kind = 'direct'",
    [guest],
  ) as { count: number }[]
  return row?.count ?? 0
}

export function room(db: Sqlite, ref: { readonly id: number } | { readonly key: string }): RoomRow | undefined {
  const row = (
    'id' in ref
      ? db.first(`SELECT ${columns} FROM rooms WHERE id = ?`, [ref.id])
      : db.first(`SELECT ${columns} FROM rooms WHERE id = (SELECT room_id FROM room_names WHERE key = ?)`, [ref.key])
  ) as Selected | undefined
  return row === undefined ? undefined : toRoom(row)
}

export function listRooms(db: Sqlite, guest: number, after: string, most: number): Omit<RoomListing, 'here'>[] {
  const rows = db.all(
    "SELECT rooms.id, rooms.name, kind, topic, archived, coalesce(members.state, 'none') AS state FROM rooms LEFT JOIN members ON members.room_id = rooms.id AND members.guest_id = ? WHERE kind <> 'direct' AND rooms.name > ? AND (kind = 'open' OR members.state IS NOT NULL) ORDER BY rooms.name LIMIT ?",
    [guest, after, most],
  ) as (Omit<RoomListing, 'here' | 'archived'> & { archived: number })[]
  return rows.map(row => ({ ...row, archived: row.archived === 1 }))
}

export function memberships(db: Sqlite, guest: number): { lobby: Membership; rooms: Membership[] } {
  const rows = db.all(`${asMember} AND rooms.id <> ? ORDER BY rooms.id`, [guest, lobbyId]) as Placed[]
  // Whoever has never been here has nothing unread.
  const lobby = db.first(
    `SELECT ${columns}, coalesce(read_seq, last_seq) AS read FROM rooms LEFT JOIN members ON members.room_id = rooms.id AND members.guest_id = ? WHERE rooms.id = ?`,
    [guest, lobbyId],
  ) as Placed
  return { lobby: place(db, guest, lobby), rooms: rows.map(row => place(db, guest, row)) }
}

export function membership(db: Sqlite, guest: number, id: number): Membership | undefined {
  const row = db.first(`${asMember} AND rooms.id = ?`, [guest, id]) as Placed | undefined
  return row === undefined ? undefined : place(db, guest, row)
}

export function standing(db: Sqlite, guest: number, id: number): 'member' | 'invited' | 'none' {
  const row = db.first('SELECT state FROM members WHERE guest_id = ? AND room_id = ?', [guest, id]) as Pick<Member, 'state'> | undefined
  return row?.state ?? 'none'
}

function place(db: Sqlite, guest: number, row: Placed): Membership {
  // What is counted is bounded, and so is what is looked at to count it.
  const from = Math.max(row.read, row.last - limits.unreadScanRowsMax)
  const counted = (rows: unknown[]): number => (rows[0] as { count: number }).count
  const unread = counted(
    db.all(
      "SELECT count(*) AS count FROM (SELECT 1 FROM entries WHERE room_id = ? AND seq > ? AND kind IN ('message', 'file') AND deleted_seq IS NULL AND guest_id <> ? LIMIT ?)",
      [row.id, from, guest, limits.unreadCountMax],
    ),
  )
  const mentions = counted(
    db.all('SELECT count(*) AS count FROM (SELECT 1 FROM mentions WHERE guest_id = ? AND room_id = ? AND seq > ? LIMIT ?)', [
      guest,
      row.id,
      row.read,
      limits.unreadCountMax,
    ]),
  )
  const found = { ...toRoom(row), unread, mentions }
  if (row.kind !== 'direct') return found
  const people = members(db, row.id, 0, limits.directPeopleMax)
  return { ...found, people: people.map(({ guest, name }) => ({ guest, name })) }
}

export function members(db: Sqlite, id: number, after: number, most: number): Omit<Member, 'here'>[] {
  return db.all(
    'SELECT guests.id AS guest, guests.name, members.state FROM members JOIN guests ON guests.id = members.guest_id WHERE members.room_id = ? AND members.guest_id > ? ORDER BY members.guest_id LIMIT ?',
    [id, after, most],
  ) as Omit<Member, 'here'>[]
}

export function settleIn(db: Sqlite, guest: number, lobby: number, seq: number): void {
  db.run("INSERT INTO members (guest_id, room_id, state, read_seq, since_seq) VALUES (?, ?, 'member', ?, 0) ON CONFLICT DO NOTHING", [
    guest,
    lobby,
    seq,
  ])
}

/** In the lobby everybody has a place, once they have read something there. */
export function read(db: Sqlite, guest: number, id: number, seq: number): void {
  db.run(
    "INSERT INTO members (guest_id, room_id, state, read_seq, since_seq) SELECT ?, id, 'member', min(?, last_seq), 0 FROM rooms WHERE id = ? ON CONFLICT (guest_id, room_id) DO UPDATE SET read_seq = max(read_seq, excluded.read_seq)",
    [guest, seq, id],
  )
}
