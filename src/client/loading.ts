// Loads pages of a room into the state's timeline, where the front looks.
import type { EntriesAsked } from '../protocol/asking.ts'
import type { Page } from './api.ts'
import { PartylineError } from './error.ts'
import { isFoldable } from './state/pages.ts'
import { rangeOf } from './state/ranges.ts'
import type { Range, RoomState } from './state/state.ts'
import type { Store } from './store.ts'

type Ask = (asked: EntriesAsked) => Promise<Page>

/** A page may be older than what is known here; then it is asked for again, so often at most. */
const triesMax = 5

/** The rows before those at which the front looks; the newest ones at first. Whether there are more. */
export async function loadOlder(store: Store, room: RoomState, ask: Ask, rows?: number): Promise<boolean> {
  const range = lookedAt(room)
  if (range !== undefined && range[0] <= room.first) return false
  const asked: EntriesAsked = range === undefined ? { at: 'latest' } : { at: 'before', seq: range[0] }
  const page = await load(store, room.id, ask, withRows(asked, rows), page => page.rows[0]?.seq)
  return page.before
}

/** The rows after those at which the front looks, up to the live end. Whether there are more before it. */
export async function loadNewer(store: Store, room: RoomState, ask: Ask, rows?: number): Promise<boolean> {
  const range = lookedAt(room)
  if (range !== undefined && range[1] >= room.last) return false
  const asked: EntriesAsked = range === undefined ? { at: 'latest' } : { at: 'after', seq: range[1] }
  const page = await load(store, room.id, ask, withRows(asked, rows), page => (page.after ? page.rows.at(-1)?.seq : undefined))
  return page.after
}

export async function loadAround(store: Store, room: RoomState, ask: Ask, seq: number, rows?: number): Promise<void> {
  store.dispatch({ type: 'look', room: room.id, seq })
  await load(store, room.id, ask, withRows({ at: 'around', seq }, rows), () => seq)
}

const withRows = (asked: EntriesAsked, rows: number | undefined): EntriesAsked => (rows === undefined ? asked : { ...asked, rows })

/** The stretch of rows in which the front looks, if any is loaded there. */
function lookedAt({ timeline, inner, last }: RoomState): Range | undefined {
  if (inner.focus !== undefined)
    return rangeOf(timeline.ranges, inner.focus) ?? timeline.ranges.findLast(([from]) => from <= (inner.focus ?? 0))
  const end = timeline.ranges.at(-1)
  return end !== undefined && end[1] >= last ? end : undefined
}

async function load(store: Store, room: number, ask: Ask, asked: EntriesAsked, focus: (page: Page) => number | undefined): Promise<Page> {
  store.dispatch({ type: 'asked', room })
  try {
    for (let tries = 0; tries < triesMax; tries++) {
      const page = await ask(asked)
      const now = store.state.rooms.get(room)
      if (now === undefined) throw new PartylineError('not-a-member', 'You are not in this room any more.')
      if (!isFoldable(now, page)) continue
      store.dispatch({ type: 'look', room, seq: focus(page) })
      store.dispatch({ type: 'page', room, page })
      return page
    }
    throw new PartylineError('too-many', 'More is changed in this room than can be followed. Try again later.')
  } finally {
    store.dispatch({ type: 'answered', room })
  }
}
