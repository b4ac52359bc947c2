// How far each room has come: entries are taken only one after the other, so that none is missed and none is taken twice.
import type { HelloReply, WireEntry } from '../protocol/json.ts'

/** What to do with entries: these are new, or the hub left some out. */
export type Taken = readonly WireEntry[] | 'fault'

export class Feed {
  readonly #cursors = new Map<number, number>()

  /** By room id, as `hello` wants them. */
  cursors(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#cursors)
  }

  last(room: number): number | undefined {
    return this.#cursors.get(room)
  }

  /**
   * The hub answered a hello in which these cursors stood: each room goes on after its cursor, or after its end ([F13], [F14]).
   * Returns the cursors that hold.
   */
  begin(hello: HelloReply, given: Readonly<Record<string, number>>): ReadonlyMap<number, number> {
    this.#cursors.clear()
    const held = new Map<number, number>()
    for (const { id, last } of hello.rooms) {
      const cursor = given[id]
      if (cursor !== undefined && cursor <= last) held.set(id, cursor)
      this.#cursors.set(id, held.get(id) ?? last)
    }
    return held
  }

  entered(room: number, last: number): void {
    this.#cursors.set(room, last)
  }

  left(room: number): void {
    this.#cursors.delete(room)
  }

  /** Entries at or below the cursor are doubles and fall away. Entries of a room that one is not in are none of ours. */
  take(room: number, entries: readonly WireEntry[]): Taken {
    const cursor = this.#cursors.get(room)
    if (cursor === undefined) return []
    const news = entries.filter(entry => entry.seq > cursor)
    if (news.some((entry, index) => entry.seq !== cursor + 1 + index)) return 'fault'
    this.#cursors.set(room, cursor + news.length)
    return news
  }

  /** Retention removed entries: the room goes on after them. Whether that was news. */
  skip(room: number, from: number, to: number): boolean | 'fault' {
    const cursor = this.#cursors.get(room)
    if (cursor === undefined || to <= cursor) return false
    if (from > cursor + 1) return 'fault'
    this.#cursors.set(room, to)
    return true
  }
}
