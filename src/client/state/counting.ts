// Unread messages and mentions, counted as the hub counts them ([R17]): those of others after the read cursor, deleted ones not.
import type { WireEntry } from '../../protocol/json.ts'
import { limits } from '../../protocol/limits.ts'
import type { RoomState, TimelineRow } from './state.ts'
import { after, type Tally, tallyOf, total, withoutSeq, withSeq } from './tally.ts'
import { Rows } from './timeline.ts'

const names = (row: WireEntry | undefined, me: number): boolean =>
  row !== undefined && (row.kind === 'message' || row.kind === 'edit') && (row.mentions?.includes(me) ?? false)

type Tallies = { readonly unread: Tally; readonly mentioned: Tally }

/** Counts while entries come. */
export class Counting {
  #unread: Tally
  #mentioned: Tally
  readonly #counted: number
  readonly #read: number
  readonly #me: number

  constructor({ read, inner }: RoomState, me: number) {
    this.#unread = inner.unread
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
      this.#unread = withSeq(this.#unread, entry.seq)
      if (names(entry, this.#me)) this.#mentioned = withSeq(this.#mentioned, entry.seq)
    } else if (entry.kind === 'edit' && entry.of > this.#read) {
      if (!names(entry, this.#me)) this.#unmention(entry.of, row)
      else if (entry.of > this.#counted || (row !== undefined && !names(row, this.#me)))
        this.#mentioned = withSeq(this.#mentioned, entry.of)
    } else if (entry.kind === 'delete' && entry.of > this.#read) {
      this.#unread = withoutSeq(this.#unread, entry.of, entry.of <= this.#counted)
      this.#unmention(entry.of, row)
    }
  }

  /** A row that has been read, of those that the hub counted. */
  pass(row: TimelineRow): void {
    this.#unread = withoutSeq(this.#unread, row.seq, true)
    this.#unmention(row.seq, row)
  }

  done(): Tallies {
    return { unread: this.#unread, mentioned: this.#mentioned }
  }

  #unmention(seq: number, row: TimelineRow | undefined): void {
    this.#mentioned = withoutSeq(this.#mentioned, seq, seq <= this.#counted && names(row, this.#me))
  }
}

/** The room with these counts. */
export function withTallies(room: RoomState, { unread, mentioned }: Tallies): RoomState {
  if (unread === room.inner.unread && mentioned === room.inner.mentioned) return room
  return { ...room, unread: total(unread), mentions: total(mentioned), inner: { ...room.inner, unread, mentioned } }
}

/** The room with its read cursor moved forward. Of what only the hub has counted, those that are known go. */
export function withRead(room: RoomState, seq: number, me: number): RoomState {
  if (seq <= room.read) return room
  const read = { ...room, read: seq }
  if (seq >= room.last) return withTallies(read, { unread: tallyOf(0), mentioned: tallyOf(0) })
  const { counted, unread, mentioned } = room.inner
  if (seq >= Math.max(counted, unread.over, mentioned.over))
    return withTallies(read, { unread: after(unread, seq, counted), mentioned: after(mentioned, seq, counted) })
  const rows = Rows.from(room.timeline)
  const live = rows.ranges.at(-1)
  if (live !== undefined && live[0] <= seq + 1 && live[1] >= room.last) return withTallies(read, recounted(rows, seq, room.last, me))
  const counting = new Counting(room, me)
  for (const row of rows.backwards()) {
    if (row.seq <= room.read) break
    if (row.seq <= seq && row.seq <= counted && isCounted(row, room.last, me)) counting.pass(row)
  }
  const left = counting.done()
  return withTallies(read, { unread: after(left.unread, seq, counted), mentioned: after(left.mentioned, seq, counted) })
}

// A tombstone whose deletion is still to come is counted: the deletion takes it away.
const isCounted = (row: TimelineRow, last: number, me: number): boolean =>
  row.guest !== me && (row.kind === 'file' || (row.kind === 'message' && (row.deleted === undefined || row.deleted > last)))

function recounted(rows: Rows, seq: number, last: number, me: number): Tallies {
  const unread: number[] = []
  const mentioned: number[] = []
  for (const row of rows.backwards()) {
    if (row.seq <= seq || unread.length > limits.unreadCountMax) break
    if (row.seq > last || !isCounted(row, last, me)) continue
    unread.unshift(row.seq)
    if (names(row, me)) mentioned.unshift(row.seq)
  }
  return { unread: listed(unread), mentioned: listed(mentioned) }
}

const listed = (seqs: readonly number[]): Tally => seqs.reduce(withSeq, tallyOf(0))
