// One `for await` over a room: each entry once and in order, a bounded number of them waiting. Who falls behind reads the log from the hub instead.
import type { RoomEvent } from './api.ts'
import { PartylineError } from './error.ts'
import type { Told } from './frames.ts'
import { sdkBounds } from './sdk-bounds.ts'

/** A stretch of a log: `first` is the first seq that is kept. */
export type LogRead = Pick<Told<'log'>, 'entries' | 'first'>

/** Where a loop gets what it missed. */
export type LoopSource = {
  /** The room's last seq that came. */
  last(room: number): number
  /** The entries after a seq, as many as the hub tells at once. */
  readLog(room: number, after: number): Promise<LogRead>
  /** The hub left out entries: the connection cannot be trusted. */
  fault(room: number): void
  /** `seen` of this loop has changed. */
  moved(loop: Loop): void
  ended(loop: Loop): void
}
type Result = IteratorResult<RoomEvent, undefined>

const firstOf = (event: RoomEvent): number => ('seq' in event ? event.seq : event.from)
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
  /** Entries were passed over: they are read from the log, a stretch at a time, whenever nothing waits here. */
  #behind = false
  #reading: symbol | undefined
  #end: { readonly error: PartylineError | undefined } | undefined
  #asked: PromiseWithResolvers<Result> | undefined

  constructor(source: LoopSource, after?: number) {
    this.#source = source
    this.after = after
  }

  /** How many events wait here. */
  get waiting(): number {
    return this.#waiting.length
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
    this.#behind = false
    this.#reading = undefined
    this.#reached = seq
    this.#handed = seq
    this.seen = seq
  }

  /** There is a new connection. Where the log now ends before what this loop has had, it is another log ([F14]). */
  greeted(last: number): void {
    if (this.#reached > last) this.restart(last)
    this.missed()
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
    if (this.#end !== undefined || this.#behind || lastOf(event) <= this.#reached) return
    if (this.#waiting.length < sdkBounds.loopEntriesMax && firstOf(event) <= this.#reached + 1) this.#add(event)
    else this.#fallBehind()
    this.#serve()
  }

  /** The room may have come further without this loop. */
  missed(): void {
    if (this.room !== undefined && this.#end === undefined && this.#reached < this.#source.last(this.room)) this.#behind = true
    this.#serve()
  }

  /** Nothing more comes: the loop ends after what waits, or with an error. */
  finish(error?: PartylineError): void {
    if (this.#end !== undefined) return
    this.#end = { error }
    this.#behind = false
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

  /** What waits is read again as well: it need not be held until then. */
  #fallBehind(): void {
    this.#waiting = []
    this.#reached = this.#handed
    this.#behind = true
  }

  #add(event: RoomEvent): void {
    // A gap may begin among entries that were still there when they were read.
    this.#waiting.push(event.kind === 'gap' ? { ...event, from: this.#reached + 1 } : event)
    this.#reached = lastOf(event)
  }

  #serve(): void {
    const asked = this.#asked
    if (asked === undefined) return
    const event = this.#waiting.shift()
    if (event === undefined && this.#end === undefined) {
      if (this.#behind) void this.#read()
      return
    }
    this.#asked = undefined
    if (event !== undefined) {
      this.#handed = lastOf(event)
      asked.resolve({ done: false, value: event })
    } else if (this.#end?.error === undefined) asked.resolve({ done: true, value: undefined })
    else asked.reject(this.#end.error)
  }

  async #read(): Promise<void> {
    const { room } = this
    if (this.#reading !== undefined || room === undefined) return
    // Of another log nothing counts that this one answers.
    const reading = Symbol()
    this.#reading = reading
    try {
      const read = await this.#source.readLog(room, this.#reached)
      if (this.#reading === reading && this.#behind && !this.#caughtUp(room, read)) this.#source.fault(room)
    } catch (error) {
      if (this.#reading === reading) this.finish(error instanceof PartylineError ? error : new PartylineError('fault', String(error)))
    }
    if (this.#reading !== reading) return
    this.#reading = undefined
    this.#serve()
  }

  /** Takes a stretch of the log; whether it goes on where this loop is. */
  #caughtUp(room: number, { entries, first }: LogRead): boolean {
    const before = this.#reached
    const kept = Math.min(first, entries[0]?.seq ?? first)
    if (kept > before + 1) this.#add({ kind: 'gap', from: before + 1, to: kept - 1 })
    for (const entry of entries) {
      if (entry.seq <= this.#reached) continue
      if (entry.seq > this.#reached + 1) return false
      this.#add(entry)
    }
    this.#behind = this.#reached < this.#source.last(room)
    return !this.#behind || this.#reached > before
  }
}
