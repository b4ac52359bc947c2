// Unread messages and mentions, counted as the hub counts them ([R17]): those of others after the read cursor, deleted ones not.
import type { WireEntry } from '../../protocol/json.ts'
import { limits } from '../../protocol/limits.ts'
import type { RoomState, TimelineRow } from './state.ts'
import { Rows } from './timeline.ts'

const capped = (count: number): number => Math.min(Math.max(count, 0), limits.unreadCountMax)
// Beyond the bound nobody knows how many there are, so one less changes nothing.
const less = (count: number): number => (count >= limits.unreadCountMax ? count : capped(count - 1))

const names = (row: WireEntry | undefined, me: number): boolean =>
  row !== undefined && (row.kind === 'message' || row.kind === 'edit') && (row.mentions?.includes(me) ?? false)

/** Counts while entries come. Which messages mention oneself is remembered by seq, since an edit may say otherwise. */
export class Counting {
  unread: number
  #told: number
  #mentioned: readonly number[]
  readonly #counted: number
  readonly #read: number
  readonly #me: number

  constructor({ unread, read, inner }: RoomState, me: number) {
    this.unread = unread
    this.#told = inner.mentionsTold
    this.#mentioned = inner.mentioned
    this.#counted = inner.counted
    this.#read = read
    this.#me = me
  }

  /** An entry in its turn. `row` is the message that it changes, as far as it is known. */
  add(entry: WireEntry, row: TimelineRow | undefined): void {
    if (entry.seq <= this.#counted || entry.guest === this.#me) return
    if (entry.kind === 'message' || entry.kind === 'file') {
      if (entry.seq <= this.#read) return
      this.unread = capped(this.unread + 1)
      if (names(entry, this.#me)) this.#mention(entry.seq)
    } else if (entry.kind === 'edit' && entry.of > this.#read) {
      if (!names(entry, this.#me)) this.#unmention(entry.of, row)
      else if (entry.of > this.#counted || (row !== undefined && !names(row, this.#me))) this.#mention(entry.of)
    } else if (entry.kind === 'delete' && entry.of > this.#read) {
      this.unread = less(this.unread)
      this.#unmention(entry.of, row)
    }
  }

  done(): { unread: number; mentions: number; mentionsTold: number; mentioned: readonly number[] } {
    const mentions = capped(this.#told + this.#mentioned.length)
    return { unread: this.unread, mentions, mentionsTold: this.#told, mentioned: this.#mentioned }
  }

  /** A row that has been read. */
  pass(row: TimelineRow): void {
    this.unread = less(this.unread)
    this.#unmention(row.seq, row)
  }

  #mention(seq: number): void {
    if (this.#mentioned.length < limits.unreadCountMax && !this.#mentioned.includes(seq)) this.#mentioned = [...this.#mentioned, seq]
  }

  #unmention(seq: number, row: TimelineRow | undefined): void {
    if (this.#mentioned.includes(seq)) this.#mentioned = this.#mentioned.filter(one => one !== seq)
    else if (seq <= this.#counted && names(row, this.#me)) this.#told = less(this.#told)
  }
}

/** The room with its read cursor moved forward. Where the rows after it are not here, the counts go down by those that are known. */
export function withRead(room: RoomState, seq: number, me: number): RoomState {
  if (seq <= room.read) return room
  const rows = Rows.from(room.timeline)
  const live = rows.ranges.at(-1)
  if (seq >= room.last) return recounted(room, seq, { unread: 0, mentioned: [] })
  if (live !== undefined && live[0] <= seq + 1 && live[1] >= room.last) return recounted(room, seq, after(rows, seq, room.last, me))
  const counting = new Counting(room, me)
  for (const row of rows.backwards()) {
    if (row.seq <= room.read) break
    if (row.seq <= seq && isCounted(row, room.last, me)) counting.pass(row)
  }
  const { unread, mentions, ...inner } = counting.done()
  return { ...room, read: seq, unread, mentions, inner: { ...room.inner, ...inner } }
}

function recounted(room: RoomState, read: number, { unread, mentioned }: { unread: number; mentioned: readonly number[] }): RoomState {
  return { ...room, read, unread, mentions: mentioned.length, inner: { ...room.inner, mentionsTold: 0, mentioned } }
}

// A tombstone whose deletion is still to come is counted: the deletion takes it away.
const isCounted = (row: TimelineRow, last: number, me: number): boolean =>
  row.guest !== me && (row.kind === 'file' || (row.kind === 'message' && (row.deleted === undefined || row.deleted > last)))

function after(rows: Rows, seq: number, last: number, me: number): { unread: number; mentioned: readonly number[] } {
  const mentioned: number[] = []
  let unread = 0
  for (const row of rows.backwards()) {
    if (row.seq <= seq || unread >= limits.unreadCountMax) break
    if (row.seq > last || !isCounted(row, last, me)) continue
    unread++
    if (names(row, me)) mentioned.push(row.seq)
  }
  return { unread, mentioned }
}
