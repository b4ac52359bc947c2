// Entries that came live, folded into their room: rows, what changes rows, counts, the room's facts, and one's own messages that are settled by them.
import type { WireEntry } from '../../protocol/json.ts'
import { sdkBounds } from '../sdk-bounds.ts'
import { type Change, changed, isChange } from './changes.ts'
import { Counting, withTallies } from './counting.ts'
import { withRange } from './ranges.ts'
import type { RoomInner, RoomState } from './state.ts'
import { Rows, RowsDraft } from './timeline.ts'
import { trimmed } from './trimming.ts'

/** Folds entries in the order of the log; those that the room has seen are passed over. `me` is one's own guest number. */
export function withEntries(room: RoomState, entries: readonly WireEntry[], me: number, most: number): RoomState {
  const news = entries.filter(entry => entry.seq > room.last)
  const first = news[0]
  const end = news.at(-1)
  if (first === undefined || end === undefined) return room
  const rows = Rows.from(room.timeline)
  const draft = new RowsDraft(rows)
  const counting = new Counting(room, me)
  for (const entry of news) {
    const target = isChange(entry) ? draft.kept(entry.of) : undefined
    counting.add(entry, target?.row)
    if (!isChange(entry)) {
      if (most > 0 && (draft.kept(entry.seq)?.asOf ?? 0) < entry.seq) draft.put({ row: entry, asOf: entry.seq })
    } else if (target !== undefined && target.asOf < entry.seq) {
      draft.put({ row: changed(target.row, entry, me), asOf: entry.seq })
    }
  }
  const drawn = draft.done(most > 0 ? withRange(rows.ranges, [first.seq, end.seq]) : rows.ranges)
  return {
    ...withTallies(room, counting.done()),
    ...factsOf(room, news),
    last: end.seq,
    timeline: trimmed(drawn, most, room.inner.focus, end.seq),
    typing: stillTyping(room, news),
    shelf: room.shelf + (news.some(isOfShelf) ? 1 : 0),
    pending: unsettled(room, news, me),
    inner: { ...remembering(room.inner, news), ...counting.done() },
  }
}

/** What the entries say of the room itself, unless the hub's own account of the room is younger. */
function factsOf(room: RoomState, news: readonly WireEntry[]): { name?: string; topic?: string; archived?: boolean } {
  const facts: { name?: string; topic?: string; archived?: boolean } = {}
  for (const entry of news) {
    if (entry.seq <= room.inner.counted) continue
    if (entry.kind === 'topic') facts.topic = entry.text
    if (entry.kind === 'rename') facts.name = entry.name
    if (entry.kind === 'archive') facts.archived = entry.on
  }
  return facts
}

const isOfShelf = ({ kind }: WireEntry): boolean => kind === 'file' || kind === 'file-gone' || kind === 'file-renamed'

function stillTyping({ typing }: RoomState, news: readonly WireEntry[]): RoomState['typing'] {
  if (typing.length === 0) return typing
  const left = typing.filter(({ guest }) => !news.some(entry => entry.kind === 'message' && entry.guest === guest))
  return left.length === typing.length ? typing : left
}

function unsettled({ pending }: RoomState, news: readonly WireEntry[], me: number): RoomState['pending'] {
  if (pending.length === 0) return pending
  const stored = new Set(news.filter(entry => entry.guest === me && entry.id !== undefined).map(entry => entry.id))
  return stored.size === 0 ? pending : pending.filter(({ id }) => !stored.has(id))
}

/** While a page is on its way, the changes since it was asked for are kept: it may have been read before them. */
function remembering(inner: RoomInner, news: readonly WireEntry[]): RoomInner {
  if (inner.asked === 0) return inner
  const fresh = news.filter(isChange)
  if (fresh.length === 0) return inner
  const changes: readonly Change[] = [...inner.changes, ...fresh]
  if (changes.length <= sdkBounds.changesKeptMax) return { ...inner, changes }
  const dropped = changes.length - (sdkBounds.changesKeptMax >> 1)
  return { ...inner, changes: changes.slice(dropped), changesAfter: changes[dropped - 1]?.seq ?? inner.changesAfter }
}
