// A room: who is here and one gapless log. What is said is stored first and takes its seq there; then the bus carries it, and only
// what comes from the bus is delivered. There is no second, local road.
import { batchOf, type Entry, type EntryBatch } from '../protocol/entries.ts'
import { limits } from '../protocol/limits.ts'
import type { Event } from '../protocol/messages.ts'
import { Refusal } from '../protocol/refusals.ts'
import type { Person, RoomKind } from '../protocol/rooms.ts'
import type { Feed } from './feed.ts'
import { type Appended, type Bus, isBareMessage, type NewEntries, type NewEntry, type RoomRow, type Store } from './ports.ts'
import type { Session } from './session.ts'

/** What became of one new entry. */
export type Placed = { readonly entry: Entry; readonly again: boolean }

/** Whoever an entry is by: a session, or a guest that asks over HTTP, without one (0). */
export type Writer = { readonly id: number; readonly guest: number; readonly name: string }

export class Room {
  readonly id: number
  readonly kind: RoomKind
  readonly owner: number
  /** The sessions that are here, longest first, each with what it is given of the log. */
  readonly here = new Map<Session, Feed>()
  /** Of a direct room: who is in it, with their names. */
  readonly people = new Map<number, string>()
  #name: string
  #topic: string
  #archived: boolean
  #fileDays: number | null
  #first: number
  #lastSeq: number
  #arrived: Entry[] = []
  readonly #store: Store
  readonly #bus: Bus

  constructor(row: RoomRow, people: readonly Person[], store: Store, bus: Bus) {
    this.id = row.id
    this.kind = row.kind
    this.owner = row.owner
    this.#name = row.name
    this.#topic = row.topic
    this.#archived = row.archived
    this.#fileDays = row.fileDays
    this.#first = row.first
    this.#lastSeq = row.last
    this.#store = store
    this.#bus = bus
    for (const { guest, name } of people) this.people.set(guest, name)
  }

  get topic(): string {
    return this.#topic
  }

  get archived(): boolean {
    return this.#archived
  }

  /** After so many days its files go; null leaves that to the hub's own setting. */
  get fileDays(): number | null {
    return this.#fileDays
  }

  async keepFiles(days: number | null): Promise<void> {
    await this.#store.keepFiles(this.id, days)
    this.#fileDays = days
  }

  /** The first seq that is kept. */
  get first(): number {
    return this.#first
  }

  /** The seq up to which this hub has delivered the log. */
  get lastSeq(): number {
    return this.#lastSeq
  }

  /** How many people are here; somebody with several devices is one. */
  get count(): number {
    return new Set([...this.here.keys()].map(({ guest }) => guest)).size
  }

  /** What the line door writes in front of what is said here; nothing where it is the author's name. */
  get label(): string {
    if (this.kind !== 'direct') return this.#name
    return this.people.size > 2 ? `@${[...this.people.values()].join(',')}` : ''
  }

  /** What the room is called by one of those who are in it. */
  nameFor(guest: number): string {
    if (this.kind !== 'direct') return this.#name
    const others = [...this.people].filter(([other]) => other !== guest).map(([, name]) => name)
    return `@${others.join(',')}`
  }

  /** Stores entries and tells of those that are new; settles when they are durable. */
  async append(writer: Writer, bodies: readonly NewEntry[], at: number): Promise<Appended> {
    const entries = this.newEntries(writer, bodies, at)
    const appended = await this.#store.append(entries)
    this.tellOf(entries, appended)
    return appended
  }

  /** Stores one entry, or throws why not. */
  async place(session: Session, body: NewEntry, at: number): Promise<Placed> {
    const { first, outcomes } = await this.append(session, [body], at)
    const outcome = outcomes[0]
    if (outcome !== undefined && 'refused' in outcome) throw new Refusal(outcome.refused)
    const again = outcome !== undefined && 'again' in outcome ? outcome : undefined
    const { guest, name } = session
    const { named: _, ...plain } = body
    return {
      entry: { ...plain, seq: again?.again ?? first, at: again?.at ?? at, session: session.id, guest, author: name },
      again: again !== undefined,
    }
  }

  /** Takes what the bus brings. What arrives together is delivered together. */
  receive(batch: EntryBatch): void {
    if (this.#arrived.length === 0) queueMicrotask(() => this.#deliver())
    for (const entry of batch.entries) this.#arrived.push(entry)
  }

  /** Tells those who are here, but for one, what is no entry, as long as they are few. */
  notice(event: Event, except: Session): void {
    if (this.here.size > limits.noticedRoomPeopleMax) return
    this.tell(event, except)
  }

  tell(event: Event, except?: Session): void {
    for (const [session, feed] of this.here) if (session !== except && feed.live) session.connection.tell(event)
  }

  /** Entries before this seq have been removed. */
  begins(first: number): void {
    this.#first = Math.max(this.#first, first)
  }

  newEntries({ id, guest, name }: Writer, bodies: readonly NewEntry[], at: number): NewEntries {
    return { room: this.id, session: id, guest, author: name, at, bodies }
  }

  /** Tells of entries that have been stored. */
  tellOf({ session, guest, author, at, bodies }: NewEntries, { first, outcomes }: Appended): void {
    const special = new Map(outcomes.map(outcome => [outcome.index, outcome]))
    const entries: Entry[] = []
    for (const [index, body] of bodies.entries()) {
      const outcome = outcomes.length > 0 ? special.get(index) : undefined
      if (outcome !== undefined && !('mentions' in outcome)) continue
      const place = { seq: first + entries.length, at, session, guest, author }
      if (outcome === undefined && isBareMessage(body)) entries.push({ ...place, kind: 'message', text: body.text })
      else {
        const { named: _, ...plain } = body
        entries.push({ ...place, ...plain, ...(outcome !== undefined && { mentions: outcome.mentions }) })
      }
    }
    if (entries.length > 0) this.#bus.publish(batchOf(this.id, this.label, entries))
  }

  #deliver(): void {
    // A room that was only just looked up may know already of what comes. What takes more steps to be told of, as a file does, may come late.
    const fresh = this.#arrived.filter(entry => entry.seq > this.#lastSeq).sort((one, other) => one.seq - other.seq)
    this.#arrived = []
    if (fresh.length === 0) return
    let from = 0
    for (const [index, entry] of fresh.entries()) {
      const next = fresh[index + 1]
      // A rename is still told under the name by which the room is known; and whoever is given a stretch must be able to see where it has a gap.
      if (entry.kind === 'rename' || (next !== undefined && next.seq !== entry.seq + 1)) {
        this.#pass(from === 0 && index === fresh.length - 1 ? fresh : fresh.slice(from, index + 1))
        from = index + 1
      }
      if (entry.kind !== 'message') this.#follow(entry)
    }
    if (from < fresh.length) this.#pass(from === 0 ? fresh : fresh.slice(from))
  }

  #pass(entries: readonly Entry[]): void {
    const batch = batchOf(this.id, this.label, entries)
    this.#lastSeq = batch.last
    for (const feed of this.here.values()) feed.deliver(batch)
  }

  /** What an entry changes about the room itself. */
  #follow(entry: Entry): void {
    if (entry.kind === 'topic') this.#topic = entry.text
    else if (entry.kind === 'rename') this.#name = entry.name
    else if (entry.kind === 'archive') this.#archived = entry.on
  }
}
