// One `for await` over a room: each entry once and in order, a bounded number of them waiting. Who falls behind reads pages from the hub instead.
import type { Page, RoomEvent } from './api.ts'
import { PartylineError } from './error.ts'
import { sdkBounds } from './sdk-bounds.ts'

/** Where a loop gets what it missed. */
export type LoopSource = {
  /** The room's last seq that came. */
  last(room: number): number
  /** The rows after a seq. */
  readAfter(room: number, seq: number): Promise<Page>
  /** `seen` of this loop has changed. */
  moved(loop: Loop): void
  ended(loop: Loop): void
}
type Result = IteratorResult<RoomEvent, undefined>

const lastOf = (event: RoomEvent): number => ('seq' in event ? event.seq : event.to)

export class Loop implements AsyncIterableIterator<RoomEvent> {
  readonly #source: LoopSource
  readonly after: number | undefined
  room: number | undefined
  /** The last seq that the program is done with. */
  seen = 0
  /** Everything up to this seq was handed out or waits here. */
  #reached = 0
  #handed = 0
  #waiting: RoomEvent[] = []
  /** Entries were passed over and are to be read; `told` when the program knows. */
  #behind: { told: boolean } | undefined
  #reading = false
  #end: { readonly error: PartylineError | undefined } | undefined
  #asked: PromiseWithResolvers<Result> | undefined

  constructor(source: LoopSource, after?: number) {
    this.#source = source
    this.after = after
  }

  /** The room is known: the loop begins after that seq. */
  begin(room: number, seq: number): void {
    this.room = room
    this.restart(seq)
    this.missed()
  }

  /** Another log begins, or the loop does. */
  restart(seq: number): void {
    this.#waiting = []
    this.#behind = undefined
    this.#reached = seq
    this.#handed = seq
    this.seen = seq
  }

  /** Goes on where a loop stands that nobody reads from. */
  takeOver(other: Loop): void {
    this.room = other.room
    this.seen = other.seen
    this.#reached = other.#reached
    this.#handed = other.#handed
    this.#waiting = other.#waiting
    this.#behind = other.#behind
    this.#serve()
  }

  /** News of the room: an entry, or a gap that retention left. */
  push(event: RoomEvent): void {
    if (this.#end !== undefined || this.#behind !== undefined || lastOf(event) <= this.#reached) return
    if (this.#waiting.length < sdkBounds.loopEntriesMax) this.#add(event)
    else this.#behind = { told: false }
    this.#serve()
  }

  /** The room may have come further without this loop. */
  missed(): void {
    if (this.room !== undefined && this.#reached < this.#source.last(this.room)) this.#behind ??= { told: false }
    this.#serve()
  }

  /** Nothing more comes: the loop ends after what waits, or with an error. */
  finish(error?: PartylineError): void {
    if (this.#end !== undefined) return
    this.#end = { error }
    this.#behind = undefined
    this.#source.ended(this)
    this.#serve()
  }

  next(): Promise<Result> {
    if (this.#asked !== undefined) return Promise.reject(new PartylineError('closed', 'A loop hands out one event at a time.'))
    if (this.#handed > this.seen) {
      this.seen = this.#handed
      this.#source.moved(this)
    }
    this.#asked = Promise.withResolvers()
    const { promise } = this.#asked
    this.#serve()
    return promise
  }

  return(): Promise<Result> {
    this.#waiting = []
    this.finish()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #add(event: RoomEvent): void {
    if (event.kind !== 'behind') this.#reached = lastOf(event)
    this.#waiting.push(event)
  }

  #serve(): void {
    const asked = this.#asked
    if (asked === undefined) return
    const event = this.#waiting.shift()
    if (event === undefined && this.#end === undefined) {
      if (this.#behind !== undefined) void this.#read(this.#behind)
      return
    }
    this.#asked = undefined
    if (event !== undefined) {
      // Of a stretch that is read again its rows count, one by one.
      if (event.kind !== 'behind') this.#handed = lastOf(event)
      asked.resolve({ done: false, value: event })
    } else if (this.#end?.error === undefined) asked.resolve({ done: true, value: undefined })
    else asked.reject(this.#end.error)
  }

  async #read(behind: { told: boolean }): Promise<void> {
    const { room } = this
    if (this.#reading || room === undefined) return
    this.#reading = true
    try {
      const page = await this.#source.readAfter(room, this.#reached)
      if (this.#behind === behind) this.#caughtUp(room, page, behind)
    } catch (error) {
      this.finish(error instanceof PartylineError ? error : new PartylineError('fault', String(error)))
    } finally {
      this.#reading = false
      this.#serve()
    }
  }

  #caughtUp(room: number, { rows, covers: [from, to] }: Page, behind: { told: boolean }): void {
    const next = this.#reached + 1
    if (!behind.told) this.#add({ kind: 'behind', from: next, to: Math.max(to, this.#source.last(room)) })
    behind.told = true
    if (from > next) this.#add({ kind: 'gap', from: next, to: from - 1 })
    for (const row of rows) if (row.seq > this.#reached) this.#add(row)
    this.#reached = Math.max(this.#reached, to)
    if (this.#reached >= this.#source.last(room)) this.#behind = undefined
  }
}
