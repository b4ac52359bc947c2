// What the store holds in the end, read from the database itself: the logs, the members, and what each timeline must look like.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type Row = {
  readonly room: number
  readonly seq: number
  readonly guest: number
  readonly author: string
  readonly kind: string
  readonly body: string
  readonly id: string | null
  readonly edited: number | null
  readonly deleted: number | null
}
export type Truth = {
  readonly rooms: ReadonlyMap<number, { readonly name: string; readonly last: number; readonly rows: readonly Row[] }>
  readonly guests: ReadonlyMap<string, number>
  /** Rooms by guest. */
  readonly members: ReadonlyMap<number, ReadonlySet<number>>
  /** `room seq emoji` to the guests. */
  readonly reactions: ReadonlyMap<string, ReadonlySet<number>>
  readonly integrity: string
}

/** Where the logs end, and who is in which rooms: what can be asked again and again. */
export type Ends = { readonly lasts: ReadonlyMap<number, number>; readonly members: Truth['members'] }

export function readEnds(data: string): Ends {
  using database = new DatabaseSync(join(data, 'partyline.sqlite'), { readOnly: true })
  const lasts = database.prepare('SELECT id, last_seq AS last FROM rooms').all() as { id: number; last: number }[]
  return { lasts: new Map(lasts.map(({ id, last }) => [id, last])), members: membersIn(database) }
}

function membersIn(database: DatabaseSync): Truth['members'] {
  const members = new Map<number, Set<number>>()
  const rows = database.prepare("SELECT guest_id AS guest, room_id AS room FROM members WHERE state = 'member'").all()
  for (const { guest, room } of rows as { guest: number; room: number }[]) members.set(guest, (members.get(guest) ?? new Set()).add(room))
  return members
}

export function readTruth(data: string): Truth {
  using database = new DatabaseSync(join(data, 'partyline.sqlite'), { readOnly: true })
  const all = <R>(sql: string): R[] => database.prepare(sql).all() as R[]
  const rooms = new Map<number, { name: string; last: number; rows: Row[] }>()
  for (const { id, name, last } of all<{ id: number; name: string; last: number }>('SELECT id, name, last_seq AS last FROM rooms'))
    rooms.set(id, { name, last, rows: [] })
  for (const row of all<Row>(
    'SELECT room_id AS room, seq, guest_id AS guest, author, kind, body, client_id AS id, edited_seq AS edited, deleted_seq AS deleted FROM entries ORDER BY room_id, seq',
  ))
    rooms.get(row.room)?.rows.push(row)
  const reactions = new Map<string, Set<number>>()
  for (const { key, guest } of all<{ key: string; guest: number }>(
    "SELECT room_id || ' ' || of_seq || ' ' || emoji AS key, guest_id AS guest FROM reactions",
  ))
    reactions.set(key, (reactions.get(key) ?? new Set()).add(guest))
  const guests = new Map(all<{ id: number; name: string }>('SELECT id, name FROM guests').map(({ id, name }) => [name, id]))
  const [check] = all<{ integrity_check: string }>('PRAGMA integrity_check')
  return { rooms, guests, members: membersIn(database), reactions, integrity: check?.integrity_check ?? '' }
}
