// What an entry does besides standing in the log: an edit changes its message, a reaction is counted, a member comes or goes. Whether it may is
// decided here where it hangs on what is stored, in the transaction itself, so that two at once cannot both be right.
import type { NewEntries, NewEntry } from '../../hub/ports.ts'
import type { EntryBody } from '../../protocol/entries.ts'
import { limits } from '../../protocol/limits.ts'
import { roomKeys } from '../../protocol/names.ts'
import type { RefusalCode } from '../../protocol/refusals.ts'
import type { Sqlite } from '../sqlite.ts'
import { columnsOf, type Extra, extraOf } from './entries.ts'

/** There is nothing to do, since it is so already. */
type Again = { readonly again: number; readonly at: number }
type Body<K extends EntryBody['kind']> = Extract<EntryBody, { kind: K }>
type Target = { kind: string; guest_id: number; deleted_seq: number | null; at: number }

/** Does what the entry says, as seq `seq`; or says why not, or that it is so already. */
export function applyEntry(db: Sqlite, { room, guest }: NewEntries, entry: NewEntry, seq: number): RefusalCode | Again | undefined {
  switch (entry.kind) {
    case 'message':
      return entry.replyTo === undefined || target(db, room, entry.replyTo) !== undefined ? undefined : 'no-such-message'
    case 'edit':
      return edit(db, room, guest, entry, seq)
    case 'delete':
      return remove(db, room, guest, entry.of, seq)
    case 'react':
      return react(db, room, guest, entry, seq)
    case 'topic':
      db.run('UPDATE rooms SET topic = ? WHERE id = ?', [entry.text, room])
      return undefined
    case 'rename':
      return rename(db, room, entry.name)
    case 'archive':
      db.run('UPDATE rooms SET archived = ? WHERE id = ?', [entry.on ? 1 : 0, room])
      return undefined
    case 'member':
      return member(db, room, entry, seq)
    case 'file':
    case 'file-gone':
    case 'file-renamed':
      return undefined
  }
}

/** Whom a text mentions: those who were found to be here, and members by their names. They are written down. */
export function mentionedBy(db: Sqlite, { room, guest: author }: NewEntries, seq: number, entry: NewEntry): readonly number[] {
  if (entry.kind !== 'message' && entry.kind !== 'edit') return []
  if (entry.mentions === undefined && entry.named === undefined) return []
  const found = new Set(entry.mentions)
  for (const key of entry.named ?? []) {
    if (found.size >= limits.mentionsMax) break
    const [row] = db.all(
      'SELECT members.guest_id AS id FROM guests JOIN members ON members.guest_id = guests.id WHERE guests.name_key = ? AND members.room_id = ? ORDER BY guests.token_at DESC LIMIT 1',
      [key, room],
    ) as { id: number }[]
    if (row !== undefined) found.add(row.id)
  }
  const of = entry.kind === 'edit' ? entry.of : seq
  for (const guest of found)
    if (guest !== author) db.run('INSERT INTO mentions (guest_id, room_id, seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING', [guest, room, of])
  return [...found]
}

/** An edited message mentions whom its new text mentions, and keeps its files. */
export function mentionInstead(db: Sqlite, room: number, of: number, mentions: readonly number[]): void {
  const [row] = db.all('SELECT extra FROM entries WHERE room_id = ? AND seq = ?', [room, of]) as { extra: string | null }[]
  const extra = extraOf({ ...(JSON.parse(row?.extra ?? '{}') as Extra), mentions })
  db.run('UPDATE entries SET extra = ? WHERE room_id = ? AND seq = ?', [extra, room, of])
}

function target(db: Sqlite, room: number, seq: number): Target | undefined {
  const [row] = db.all('SELECT kind, guest_id, deleted_seq, at FROM entries WHERE room_id = ? AND seq = ?', [room, seq]) as Target[]
  return row?.kind === 'message' && row.deleted_seq === null ? row : undefined
}

function edit(db: Sqlite, room: number, guest: number, entry: Body<'edit'>, seq: number): RefusalCode | undefined {
  const message = target(db, room, entry.of)
  if (message === undefined) return 'no-such-message'
  if (message.guest_id !== guest) return 'not-yours'
  const { body } = columnsOf(entry)
  db.run('UPDATE entries SET body = ?, edited_seq = ? WHERE room_id = ? AND seq = ?', [body, seq, room, entry.of])
  db.run('DELETE FROM mentions WHERE room_id = ? AND seq = ?', [room, entry.of])
  return undefined
}

/** The message keeps its seq; its text goes, and so do those of its edits. */
function remove(db: Sqlite, room: number, guest: number, of: number, seq: number): RefusalCode | undefined {
  const message = target(db, room, of)
  if (message === undefined) return 'no-such-message'
  if (message.guest_id !== guest) return 'not-yours'
  db.run("UPDATE entries SET body = '', extra = NULL, deleted_seq = ? WHERE room_id = ? AND seq = ?", [seq, room, of])
  db.run("UPDATE entries SET body = '', extra = NULL WHERE room_id = ? AND of_seq = ? AND kind = 'edit'", [room, of])
  db.run('DELETE FROM reactions WHERE room_id = ? AND of_seq = ?', [room, of])
  db.run('DELETE FROM mentions WHERE room_id = ? AND seq = ?', [room, of])
  return undefined
}

function react(db: Sqlite, room: number, guest: number, { of, emoji, on }: Body<'react'>, seq: number): RefusalCode | Again | undefined {
  const message = target(db, room, of)
  if (message === undefined) return 'no-such-message'
  const [own] = db.all(
    'SELECT reactions.seq, entries.at FROM reactions JOIN entries ON entries.room_id = reactions.room_id AND entries.seq = reactions.seq WHERE reactions.room_id = ? AND reactions.of_seq = ? AND emoji = ? AND reactions.guest_id = ?',
    [room, of, emoji, guest],
  ) as { seq: number; at: number }[]
  if (!on) {
    if (own === undefined) return { again: of, at: message.at }
    db.run('DELETE FROM reactions WHERE room_id = ? AND of_seq = ? AND emoji = ? AND guest_id = ?', [room, of, emoji, guest])
    return undefined
  }
  if (own !== undefined) return { again: own.seq, at: own.at }
  const emojis = db.all('SELECT DISTINCT emoji FROM reactions WHERE room_id = ? AND of_seq = ?', [room, of]) as { emoji: string }[]
  if (emojis.length >= limits.reactionsPerMessageMax && !emojis.some(row => row.emoji === emoji)) return 'too-many'
  db.run('INSERT INTO reactions (room_id, of_seq, emoji, guest_id, seq) VALUES (?, ?, ?, ?, ?)', [room, of, emoji, guest, seq])
  return undefined
}

function rename(db: Sqlite, room: number, name: string): RefusalCode | undefined {
  const keys = roomKeys(name)
  if (!namesAreFree(db, keys, room)) return 'room-taken'
  db.run('UPDATE rooms SET name = ? WHERE id = ?', [name, room])
  db.run('DELETE FROM room_names WHERE room_id = ?', [room])
  for (const key of keys) db.run('INSERT INTO room_names (key, room_id) VALUES (?, ?)', [key, room])
  return undefined
}

/** Whether no other room has a name that is too alike. */
export const namesAreFree = (db: Sqlite, keys: readonly string[], except: number): boolean =>
  keys.every(key => db.all('SELECT 1 FROM room_names WHERE key = ? AND room_id <> ?', [key, except]).length === 0)

function member(db: Sqlite, room: number, entry: Body<'member'>, seq: number): RefusalCode | Again | undefined {
  const [row] = db.all('SELECT state, since_seq FROM members WHERE guest_id = ? AND room_id = ?', [entry.member, room]) as {
    state: string
    since_seq: number
  }[]
  switch (entry.change) {
    case 'left':
      if (row?.state !== 'member') return 'not-a-member'
      db.run('DELETE FROM members WHERE guest_id = ? AND room_id = ?', [entry.member, room])
      return undefined
    case 'invited':
      if (row !== undefined) return madeBy(db, room, row.since_seq)
      return put(db, room, entry.member, 'invited', seq)
    case 'joined':
      if (row?.state === 'member') return madeBy(db, room, row.since_seq)
      return put(db, room, entry.member, 'member', seq)
  }
}

/** It is so already, and this entry made it so. */
function madeBy(db: Sqlite, room: number, seq: number): Again {
  const [row] = db.all('SELECT at FROM entries WHERE room_id = ? AND seq = ?', [room, seq]) as { at: number }[]
  return { again: seq, at: row?.at ?? 0 }
}

function put(db: Sqlite, room: number, guest: number, state: 'member' | 'invited', seq: number): undefined {
  db.run(
    'INSERT INTO members (guest_id, room_id, state, read_seq, since_seq) VALUES (?, ?, ?, ?, ?) ON CONFLICT (guest_id, room_id) DO UPDATE SET state = excluded.state, read_seq = excluded.read_seq, since_seq = excluded.since_seq',
    [guest, room, state, seq, seq],
  )
}
