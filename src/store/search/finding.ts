// Answering a question: the full-text index proposes entries, newest first; each is looked at in the log before it is a hit.
import type { DatabaseSync } from 'node:sqlite'
import { searchLimits } from '../../protocol/limits.ts'
import { type Asked, readAsked } from './asked.ts'
import { type Filters, matchExpression } from './expression.ts'
import { firstIdAt, greatestId } from './ids.ts'
import type { Log } from './log.ts'
import { highlightsOf } from './matching.ts'
import type { SearchAsk, SearchFound, SearchPage } from './types.ts'

/** After `milliseconds` no more proposals are fetched, however many were no hits: the page then ends early. */
export function findIn(
  database: DatabaseSync,
  log: Log,
  milliseconds: number = searchLimits.findMillisecondsMax,
): (ask: SearchAsk) => SearchPage {
  const rooms = database.prepare('SELECT room FROM cursors')
  // CROSS JOIN keeps the order: from the full-text index to the entry, never the other way.
  const proposals = database.prepare(
    `SELECT docs.id, docs.room, docs.seq FROM found CROSS JOIN docs ON docs.id = found.rowid
     WHERE found MATCH ? AND found.rowid BETWEEN ? AND ? ORDER BY found.rowid DESC LIMIT ?`,
  )
  proposals.setReadBigInts(true)

  return ask => {
    const asked = readAsked(ask.text)
    const filters = filtersOf(ask)
    if (asked.wanted.length === 0 || filters === undefined) return { hits: [] }
    const expression = matchExpression(asked, filters)
    const most = Math.min(Math.max(Math.trunc(ask.most) || 1, 1), searchLimits.hitsMax)
    const bottom = firstIdAt(ask.since ?? 0)
    const hits: SearchFound[] = []
    const start = performance.now()
    for (let top = topOf(ask); top >= bottom; ) {
      // One more than is wanted, to know whether there is a page after this one.
      const limit = most - hits.length + 1
      const rows = proposals.all(expression, bottom, top, limit) as { id: bigint; room: bigint; seq: bigint }[]
      for (const { id, room, seq } of rows) {
        if (hits.length === most) return { hits, next: String(id + 1n) }
        const found = lookedAt(Number(room), Number(seq), asked)
        if (found !== undefined) hits.push(found)
        top = id - 1n
      }
      if (rows.length < limit) break
      if (performance.now() - start > milliseconds) return { hits, next: String(top + 1n) }
    }
    return { hits }
  }

  /** Undefined when there is nothing to be found. Only whole numbers and known kinds become part of the expression. */
  function filtersOf(ask: SearchAsk): Filters | undefined {
    const known = (rooms.all() as { room: number }[]).map(({ room }) => room)
    const asked = new Set(ask.rooms)
    const some = known.filter(room => asked.has(room))
    if (some.length === 0) return undefined
    if (ask.guest !== undefined && !(Number.isSafeInteger(ask.guest) && ask.guest >= 0)) return undefined
    if (ask.kind !== undefined && ask.kind !== 'message' && ask.kind !== 'file') return undefined
    // Asked for all rooms, none has to be looked for.
    return { rooms: some.length === known.length ? undefined : some, guest: ask.guest, kind: ask.kind }
  }

  /** The log may know better than the index: an entry may be gone, deleted or edited by now. */
  function lookedAt(room: number, seq: number, asked: Asked): SearchFound | undefined {
    const entry = log.findable(room, seq)
    const highlights = entry && highlightsOf(entry.text, asked)
    return highlights && { room, seq, highlights }
  }
}

/** The greatest id that may be found; below all ids when the page is none of ours. */
function topOf({ until, page }: SearchAsk): bigint {
  const last = until === undefined ? greatestId : firstIdAt(until) - 1n
  if (page === undefined) return last
  const next = /^\d{1,19}$/.test(page) ? BigInt(page) - 1n : -1n
  return next < last ? next : last
}
