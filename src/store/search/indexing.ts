// Filling the index: each call takes a batch of the log and stores it in one transaction with the cursors that say how far it went.
import type { DatabaseSync } from 'node:sqlite'
import { searchLimits } from '../../protocol/limits.ts'
import { tagTokens, textTokens } from './expression.ts'
import { atomsOf } from './folding.ts'
import { firstIdAt, lastIdAt } from './ids.ts'
import type { Findable, Log } from './log.ts'

type Cursor = { readonly seq: number; readonly at: number }
/** An entry to be indexed as it is now. `again`: it may be in the index as it was. */
type Place = { readonly room: number; readonly seq: number; readonly now: Findable | undefined; readonly again: boolean }
type Filed = { readonly id: bigint; readonly known: boolean; readonly place: Place }

export type Indexing = {
  /** Rooms of which something is known, and how far. */
  cursors(): Map<number, Cursor>
  /** Takes what comes next of these rooms; answers those that had no more. */
  batch(rooms: Iterable<number>): number[]
  /** Forgets entries of the room that the log no longer holds; answers whether there may be more of them. */
  prune(room: number): boolean
}

export function indexInto(database: DatabaseSync, log: Log): Indexing {
  const allCursors = database.prepare('SELECT room, seq, at FROM cursors')
  const oneCursor = database.prepare('SELECT seq, at FROM cursors WHERE room = ?')
  const setCursor = database.prepare('INSERT OR REPLACE INTO cursors (room, seq, at) VALUES (?, ?, ?)')
  const lastId = database.prepare('SELECT max(id) AS id FROM docs WHERE id BETWEEN ? AND ?')
  const knownId = database.prepare('SELECT id FROM docs WHERE room = ? AND seq = ?')
  const idsBefore = database.prepare('SELECT id FROM docs WHERE room = ? AND seq < ? ORDER BY seq LIMIT ?')
  const addDoc = database.prepare('INSERT INTO docs (id, room, seq) VALUES (?, ?, ?)')
  const addText = database.prepare('INSERT INTO found (rowid, text, tags) VALUES (?, ?, ?)')
  const dropDoc = database.prepare('DELETE FROM docs WHERE id = ?')
  const dropText = database.prepare('DELETE FROM found WHERE rowid = ?')
  // Whoever runs a statement is told the last rowid too, and a number cannot hold it.
  for (const statement of [lastId, knownId, idsBefore, setCursor, addDoc, addText, dropDoc, dropText]) statement.setReadBigInts(true)

  return {
    cursors: () => new Map((allCursors.all() as ({ room: number } & Cursor)[]).map(({ room, ...cursor }) => [room, cursor])),
    batch: rooms =>
      together(() => {
        const { places, done } = gather(rooms)
        // In the order of ids: the full-text index begins a new segment when it has to go back.
        for (const filed of places.map(file).sort((one, other) => (one.id < other.id ? -1 : 1))) write(filed)
        return done
      }),
    prune: room => {
      const firstSeq = log.room(room)?.firstSeq ?? Number.MAX_SAFE_INTEGER
      const rows = idsBefore.all(room, firstSeq, searchLimits.batchRowsMax) as { id: bigint }[]
      if (rows.length > 0)
        together(() => {
          for (const { id } of rows) drop(id)
        })
      return rows.length === searchLimits.batchRowsMax
    },
  }

  function together<T>(act: () => T): T {
    database.exec('BEGIN IMMEDIATE')
    try {
      const value = act()
      database.exec('COMMIT')
      return value
    } catch (thrown) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw thrown
    }
  }

  function gather(rooms: Iterable<number>): { places: Place[]; done: number[] } {
    const places = new Map<string, Place>()
    const done: number[] = []
    let rows = 0
    let characters = 0
    const full = () => rows >= searchLimits.batchRowsMax || characters >= searchLimits.batchCharactersMax
    for (const room of rooms) {
      rows++
      // Read before the entries: all up to it are among them, and a gap at the end is passed over.
      const lastSeq = log.room(room)?.lastSeq ?? 0
      let cursor = (oneCursor.get(room) as Cursor | undefined) ?? { seq: 0, at: 0 }
      const from = cursor.seq
      for (const entry of log.after(room, from)) {
        if (full()) break
        rows++
        characters += entry.characters
        cursor = { seq: entry.seq, at: entry.at }
        const seq = 'of' in entry ? entry.of : entry.seq
        if ('of' in entry) places.set(`${room} ${seq}`, { room, seq, now: log.findable(room, seq), again: true })
        else if (entry.findable !== undefined) places.set(`${room} ${seq}`, { room, seq, now: entry.findable, again: false })
      }
      if (!full()) {
        done.push(room)
        if (cursor.seq < lastSeq) cursor = { seq: lastSeq, at: 0 }
      }
      if (cursor.seq > from) setCursor.run(room, cursor.seq, cursor.at)
      if (full()) break
    }
    return { places: [...places.values()], done }
  }

  function file(place: Place): Filed {
    const known = place.again ? (knownId.get(place.room, place.seq)?.id as bigint | undefined) : undefined
    if (known !== undefined) return { id: known, known: true, place }
    if (place.now === undefined) return { id: 0n, known: false, place }
    const last = lastId.get(firstIdAt(place.now.at), lastIdAt(place.now.at))?.id as bigint | null
    const id = last === null ? firstIdAt(place.now.at) : last + 1n
    addDoc.run(id, place.room, place.seq)
    return { id, known: false, place }
  }

  function write({ id, known, place: { now } }: Filed): void {
    if (known) dropText.run(id)
    if (now !== undefined) addText.run(id, textTokens(atomsOf(now.text)), tagTokens(now.room, now.guest, now.kind))
    else if (known) drop(id)
  }

  function drop(id: bigint): void {
    dropText.run(id)
    dropDoc.run(id)
  }
}
