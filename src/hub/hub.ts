// The hub: it lets connections in, keeps who is here, hands commands to their verbs, and lets go of everybody in good order.
import type { LimitValues } from '../protocol/limits.ts'
import type { EndReason, Event } from '../protocol/messages.ts'
import { guestName } from '../protocol/names.ts'
import { Refusal } from '../protocol/refusals.ts'
import { Files } from './files.ts'
import type { Blobs, Bus, Clock, Connection, Log, Remembered, Secrets, Store } from './ports.ts'
import { Presence } from './presence.ts'
import { Pace } from './rates.ts'
import { Register } from './register.ts'
import { Room } from './room.ts'
import { Session } from './session.ts'

export type HubParts = {
  readonly store: Store
  readonly blobs: Blobs
  readonly bus: Bus
  readonly secrets: Secrets
  readonly clock: Clock
  readonly log: Log
  /** Read at every use, so that a change counts at once. */
  readonly limits: LimitValues
  readonly rates: boolean
  readonly guestNames: 'counting' | 'lowest-free'
}

export class Hub {
  readonly store: Store
  readonly secrets: Secrets
  readonly clock: Clock
  readonly log: Log
  readonly limits: LimitValues
  readonly presence = new Presence()
  readonly lobby: Room
  readonly files: Files
  readonly register: Register
  readonly #rates: boolean
  readonly #guestNames: HubParts['guestNames']
  #nextSession: number
  #nextGuestNumber: number
  #stopping = false

  constructor(parts: HubParts, remembered: Remembered) {
    this.store = parts.store
    this.secrets = parts.secrets
    this.clock = parts.clock
    this.log = parts.log
    this.limits = parts.limits
    this.#rates = parts.rates
    this.#guestNames = parts.guestNames
    this.#nextSession = remembered.nextSession
    this.#nextGuestNumber = remembered.nextGuestNumber
    this.lobby = new Room(remembered.lobby, parts.store, parts.bus)
    this.files = new Files(parts)
    this.register = new Register(parts.store, parts.clock, parts.log, () => this.#nextGuestNumber)
    parts.bus.subscribe(batch => this.lobby.receive(batch))
  }

  /** Lets a connection in as a guest, or says why not. It is to be greeted then. */
  enter(connection: Connection): Session | Refusal {
    if (this.#stopping) return new Refusal('stopping', undefined, { closes: true })
    const refusal = this.presence.mayEnter(connection, this.limits, this.#rates)
    if (refusal !== undefined) return refusal
    const name = guestName(this.#takeGuestNumber())
    const pace = new Pace(this.limits['max-lines-per-second'], this.clock.steady())
    const session = new Session({ id: this.#nextSession++, name, connectedAt: this.clock.now(), pace }, connection, this.lobby, this.store)
    this.presence.enter(session)
    this.lobby.members.add(session)
    return session
  }

  /** Tells a session who it is, and the room who has come, once that is written down: a number that was told is never given again. */
  async greet(session: Session): Promise<void> {
    await this.register.open(session)
    if (session.ended) return
    session.greeted = true
    session.connection.tell({ event: 'welcome', name: session.name })
    this.lobby.notice({ event: 'joined', name: session.name }, session)
  }

  /** Stores what a session says, all of it or nothing. Refusals: `storage-full`, `storage-failed`. */
  say(session: Session, texts: readonly string[]): Promise<void> {
    void this.register.open(session)
    return session.room.say(session, texts, this.clock.now())
  }

  /** Milliseconds that the session has to wait before its next lines are read. */
  delay(session: Session, lines: number): number {
    return this.#rates ? session.pace.spend(lines, this.limits['max-lines-per-second'], this.clock.steady()) : 0
  }

  /** Ends a session: its place and its name are free at once. */
  end(session: Session, reason: EndReason): void {
    if (session.ended) return
    session.ended = true
    session.feed.end()
    this.presence.leave(session)
    session.room.members.delete(session)
    if (session.greeted) session.room.notice({ event: 'left', name: session.name }, session)
    this.register.end(session, reason)
  }

  /** Ends a session from our side, with a last word. */
  dismiss(session: Session, reason: EndReason, last?: Event): void {
    session.connection.close(last)
    this.end(session, reason)
  }

  /** Gives a session another name and tells the room. Refusal: `name-taken`. */
  rename(session: Session, name: string): void {
    const from = session.name
    // A name held by somebody who has left would be held for ever.
    if (session.ended) return
    this.presence.rename(session, name)
    if (from === name) return
    this.register.change(session)
    session.room.notice({ event: 'renamed', from, to: name }, session)
  }

  announce(text: string): void {
    this.#tellAll({ event: 'announced', text })
  }

  /** Tells everybody that the hub stops, waits for transfers in flight until `deadline` settles, and closes. */
  async drain(deadline: Promise<unknown>): Promise<void> {
    this.#stopping = true
    this.#tellAll({ event: 'stopping' })
    await Promise.race([this.files.idle(), deadline])
    // Twice around through the store: what was said before has its receipt by then.
    for (let turn = 0; turn < 2; turn++) await this.store.beat(this.clock.now()).catch(() => undefined)
    for (const session of [...this.presence.sessions]) this.dismiss(session, 'hub-stopped')
    await this.register.endsWritten()
    await this.register.catchUp()
  }

  #tellAll(event: Event): void {
    for (const session of this.presence.sessions) if (session.greeted) session.connection.tell(event)
  }

  #takeGuestNumber(): number {
    if (this.#guestNames === 'lowest-free') return this.presence.lowestFreeNumber()
    return this.#nextGuestNumber++
  }
}
