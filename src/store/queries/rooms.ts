// Rooms and who is in them.
import type { Membership, NewRoom, RoomRow } from '../../hub/ports.ts'
import { limits } from '../../protocol/limits.ts'
import type { RefusalCode } from '../../protocol/refusals.ts'
import { lobbyId, type Member, type RoomListing } from '../../protocol/rooms.ts'
import type { Sqlite } from '../sqlite.ts'
import { append } from './append.ts'
import { namesAreFree } from './applying.ts'

const columns = ['id', 'name', 'kind', 'topic', 'archived', 'owner_id as owner', 'first_seq as first', 'last_seq as last'] as const
type Selected = Omit<RoomRow, 'archived'> & { readonly archived: number }
const toRoom = <S extends Selected>(row: S): Omit<S, 'archived'> & { archived: boolean } => ({ ...row, archived: row.archived === 1 })

export async function createRoom(db: Sqlite, room: NewRoom): Promise<RoomRow | RefusalCode> {
  const { queries } = db
  const there = await queries.selectFrom('rooms').select(columns).where('name', '=', room.name).executeTakeFirst()
  if (room.kind === 'direct') {
    if (there !== undefined) return toRoom(there)
    for (const { guest } of room.members) if (directRooms(db, guest) >= limits.directRoomsPerGuestMax) return 'too-many'
  } else {
    if (there !== undefined || !namesAreFree(db, room.keys, 0)) return 'room-taken'
    const { count } = await queries
      .selectFrom('rooms')
      .select(query => query.fn.countAll<number>().as('count'))
      .where('kind', '<>', 'direct')
      .executeTakeFirstOrThrow()
    if (count >= room.most) return 'too-many'
  }
  const { kind, topic, name, owner, at } = room
  const { id } = await queries
    .insertInto('rooms')
    .values({ name, kind, topic, owner_id: owner, last_seq: 0, created_at: at })
    .returning('id')
    .executeTakeFirstOrThrow()
  for (const key of room.keys) await queries.insertInto('room_names').values({ key, room_id: id }).execute()
  for (const { guest, name: person } of room.members) {
    if (kind === 'direct')
      await queries.insertInto('members').values({ guest_id: guest, room_id: id, state: 'member', read_seq: 0, since_seq: 0 }).execute()
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
  return toRoom(await queries.selectFrom('rooms').select(columns).where('id', '=', id).executeTakeFirstOrThrow())
}

function directRooms(db: Sqlite, guest: number): number {
  const [row] = db.all(
    "SELECT count(*) AS count FROM members JOIN rooms ON rooms.id = members.room_id WHERE members.guest_id = ? AND rooms.kind = 'direct'",
    [guest],
  ) as { count: number }[]
  return row?.count ?? 0
}

export async function room(db: Sqlite, ref: { readonly id: number } | { readonly key: string }): Promise<RoomRow | undefined> {
  const query = db.queries.selectFrom('rooms').select(columns)
  const row = await ('id' in ref
    ? query.where('id', '=', ref.id)
    : query.where('id', '=', db.queries.selectFrom('room_names').select('room_id').where('key', '=', ref.key))
  ).executeTakeFirst()
  return row === undefined ? undefined : toRoom(row)
}

export async function listRooms(db: Sqlite, guest: number, after: string, most: number): Promise<Omit<RoomListing, 'here'>[]> {
  const rows = await db.queries
    .selectFrom('rooms')
    .leftJoin('members', join => join.onRef('members.room_id', '=', 'rooms.id').on('members.guest_id', '=', guest))
    .select(['rooms.id', 'rooms.name', 'rooms.kind', 'rooms.topic', 'rooms.archived', 'members.state'])
    .where('rooms.kind', '<>', 'direct')
    .where('rooms.name', '>', after)
    .where(query => query.or([query('rooms.kind', '=', 'open'), query('members.state', 'is not', null)]))
    .orderBy('rooms.name')
    .limit(most)
    .execute()
  return rows.map(({ state, archived, ...row }) => ({ ...row, archived: archived === 1, state: state ?? 'none' }))
}

export async function memberships(db: Sqlite, guest: number): Promise<{ lobby: Membership; rooms: Membership[] }> {
  const rows = await db.queries
    .selectFrom('members')
    .innerJoin('rooms', 'rooms.id', 'members.room_id')
    .select([...columns, 'read_seq as read'])
    .where('members.guest_id', '=', guest)
    .where('members.state', '=', 'member')
    .where('rooms.id', '<>', lobbyId)
    .orderBy('rooms.id')
    .execute()
  const lobby = await db.queries
    .selectFrom('rooms')
    .leftJoin('members', join => join.onRef('members.room_id', '=', 'rooms.id').on('members.guest_id', '=', guest))
    .select([...columns, 'read_seq as read'])
    .where('rooms.id', '=', lobbyId)
    .executeTakeFirstOrThrow()
  // Whoever has never been here has nothing unread.
  return {
    lobby: await place(db, guest, { ...lobby, read: lobby.read ?? lobby.last }),
    rooms: await Promise.all(rows.map(row => place(db, guest, row))),
  }
}

export async function membership(db: Sqlite, guest: number, id: number): Promise<Membership | undefined> {
  const row = await db.queries
    .selectFrom('members')
    .innerJoin('rooms', 'rooms.id', 'members.room_id')
    .select([...columns, 'read_seq as read'])
    .where('members.guest_id', '=', guest)
    .where('members.room_id', '=', id)
    .where('members.state', '=', 'member')
    .executeTakeFirst()
  return row === undefined ? undefined : place(db, guest, row)
}

export async function standing(db: Sqlite, guest: number, id: number): Promise<'member' | 'invited' | 'none'> {
  const row = await db.queries
    .selectFrom('members')
    .select('state')
    .where('guest_id', '=', guest)
    .where('room_id', '=', id)
    .executeTakeFirst()
  return row?.state ?? 'none'
}

async function place(db: Sqlite, guest: number, row: Selected & { read: number }): Promise<Membership> {
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
  const people = await members(db, row.id, 0, limits.directPeopleMax)
  return { ...found, people: people.map(({ guest, name }) => ({ guest, name })) }
}

export async function members(db: Sqlite, id: number, after: number, most: number): Promise<Omit<Member, 'here'>[]> {
  return db.queries
    .selectFrom('members')
    .innerJoin('guests', 'guests.id', 'members.guest_id')
    .select(['guests.id as guest', 'guests.name', 'members.state'])
    .where('members.room_id', '=', id)
    .where('members.guest_id', '>', after)
    .orderBy('members.guest_id')
    .limit(most)
    .execute()
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
