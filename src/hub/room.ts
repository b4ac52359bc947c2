// A room: members and one gapless log. What is said is stored first and takes its seq there; then the bus carries it, and only
// what comes from the bus is delivered. There is no second, local road.
import { limits } from '../protocol/limits.ts'
import { batchOf, type Entry, type EntryBatch, type EntryBody, type Event } from '../protocol/messages.ts'
import type { Bus, NewEntries, PublishedFile, RoomRow, Store } from './ports.ts'
import type { Session } from './session.ts'

export class Room {
  readonly id: number
  readonly name: string
  readonly members = new Set<Session>()
  readonly #store: Store
  readonly #bus: Bus
  #lastSeq: number
  #arrived: Entry[] = []

  constructor(row: RoomRow, store: Store, bus: Bus) {
    this.id = row.id
    this.name = row.name
    this.#lastSeq = row.lastSeq
    this.#store = store
    this.#bus = bus
  }

  /** The seq up to which this hub has delivered the log. */
  get lastSeq(): number {
    return this.#lastSeq
  }

  /** Stores messages of a session; settles when they are durable. */
  async say(session: Session, texts: readonly string[], at: number): Promise<void> {
    const bodies = texts.map(text => ({ kind: 'message', text }) as const)
    const entries = this.#newEntries(session, bodies, at)
    this.#told(entries, await this.#store.append(entries))
  }

  /** Records a published file and tells of it, both or neither. */
  async tellOfFile(session: Session, file: PublishedFile, bytes: number, at: number): Promise<void> {
    const entries = this.#newEntries(session, [{ kind: 'file', name: file.name, bytes, sha256: file.sha256 }], at)
    this.#told(entries, await this.#store.publish(file, entries))
  }

  /** Takes what the bus brings. What arrives together is delivered together. */
  receive(batch: EntryBatch): void {
    if (this.#arrived.length === 0) queueMicrotask(() => this.#deliver())
    for (const entry of batch.entries) this.#arrived.push(entry)
  }

  /** Tells the members, but for one, what is no entry, as long as the room is small. */
  notice(event: Event, except: Session): void {
    if (this.members.size > limits.noticedRoomPeopleMax) return
    for (const member of this.members) if (member !== except) member.notice(event)
  }

  #newEntries(session: Session, bodies: readonly EntryBody[], at: number): NewEntries {
    return { room: this.id, session: session.id, guest: session.guest, author: session.name, at, bodies }
  }

  #told({ session, guest, author, at, bodies }: NewEntries, first: number): void {
    this.#bus.publish(
      batchOf(
        this.name,
        bodies.map((body, index) => ({ ...body, seq: first + index, at, session, guest, author })),
      ),
    )
  }

  #deliver(): void {
    const batch = batchOf(this.name, this.#arrived)
    this.#arrived = []
    this.#lastSeq = batch.last
    for (const member of this.members) member.feed.deliver(batch)
  }
}
