// A session's feed of one room's log. Live, it passes on what the room brings. When it has to wait (a reply is under way, the reader has too
// much before it), nothing is queued: the cursor stays, and later the feed catches up: backfill from the store page by page, then the cutover,
// then live. Because the cutover is made in one turn, with the cursor at the room's last seq, nothing is left out and nothing comes twice.
import { batchOf, type EntryBatch } from '../protocol/entries.ts'
import { limits } from '../protocol/limits.ts'
import { Refusal } from '../protocol/refusals.ts'
import type { Connection, Store } from './ports.ts'

/** The log of a room, as far as this hub has delivered it. */
export type Log = { readonly id: number; readonly label: string; readonly lastSeq: number }
/** Whoever is given it; the connection may be another one after a while. */
export type Reader = { readonly connection: Connection }

export class Feed {
  readonly #log: Log
  readonly #reader: Reader
  readonly #store: Store
  readonly #whenLive: (() => void)[] = []
  #cursor: number
  #held = false
  /** The reader has too much before it already. */
  #blocked = false
  #catchingUp = false
  #ended = false

  /** `cursor`: the last seq that was given already. */
  constructor(log: Log, reader: Reader, store: Store, cursor: number) {
    this.#log = log
    this.#reader = reader
    this.#store = store
    this.#cursor = cursor
  }

  /** The last seq that the session was given. */
  get cursor(): number {
    return this.#cursor
  }

  /** Whether entries go out as they come, so that the cursor is at the room's last seq. */
  get live(): boolean {
    return this.#mayFlow && !this.#catchingUp
  }

  /** While it is held: it is to go on after this seq. */
  rewind(cursor: number): void {
    this.#cursor = cursor
  }

  /** What the room brings. */
  deliver(batch: EntryBatch): void {
    if (!this.live || batch.last <= this.#cursor) return
    const fresh = batch.first > this.#cursor ? batch : batchOf(batch.room, batch.label, batch.entries.slice(this.#cursor + 1 - batch.first))
    // A gap: the bus, which is only a hint, has left something out.
    if (fresh.first !== this.#cursor + 1) void this.#catchUp()
    else this.#pass(fresh)
  }

  /** Keeps entries back while a reply that takes its time is under way. */
  hold(): void {
    this.#held = true
  }

  /** The reply is written. */
  release(): void {
    if (!this.#held) return
    this.#held = false
    void this.#catchUp()
  }

  /** The reader has taken what it had before it. */
  unblock(): void {
    if (!this.#blocked) return
    this.#blocked = false
    void this.#catchUp()
  }

  end(): void {
    this.#ended = true
    this.#settle()
  }

  /** Settles when the feed is live, or has ended. */
  whenLive(): Promise<void> {
    return this.live || this.#ended ? Promise.resolve() : new Promise(resolve => this.#whenLive.push(resolve))
  }

  get #mayFlow(): boolean {
    return !this.#held && !this.#blocked && !this.#ended
  }

  async #catchUp(): Promise<void> {
    // One is enough: it goes on by itself as long as it may.
    if (this.#catchingUp) return
    this.#catchingUp = true
    try {
      while (this.#mayFlow && this.#cursor < this.#log.lastSeq) {
        const { lastSeq } = this.#log
        const page = await this.#store.entriesAfter(this.#log.id, this.#cursor, limits.catchUpPageRows)
        if (!this.#mayFlow) continue
        // What retention has removed is told, not passed over.
        const next = page[0]?.seq ?? lastSeq + 1
        if (next > this.#cursor + 1) this.#reader.connection.gap(this.#log.id, this.#cursor + 1, next - 1)
        this.#cursor = next - 1
        if (page.length > 0) this.#pass(batchOf(this.#log.id, this.#log.label, page))
      }
    } catch (thrown) {
      // Without the store the session cannot be given what it missed; cut off, it can resume later.
      this.#reader.connection.close({
        event: 'refused',
        refusal: thrown instanceof Refusal ? thrown : new Refusal('internal', undefined, { closes: true }),
      })
    } finally {
      this.#catchingUp = false
      if (this.live) this.#settle()
    }
  }

  #pass(batch: EntryBatch): void {
    if (this.#reader.connection.deliver(batch)) this.#cursor = batch.last
    else this.#blocked = true
  }

  #settle(): void {
    for (const resolve of this.#whenLive.splice(0)) resolve()
  }
}
