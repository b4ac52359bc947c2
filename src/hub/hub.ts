// The hub: it lets connections in, keeps who is here, hands commands to their verbs, and lets go of everybody in good order.
import type { Mode } from '../protocol/accounts.ts'
import { type LimitValues, limits } from '../protocol/limits.ts'
import type { EndReason, Event, Verb } from '../protocol/messages.ts'
import { guestName } from '../protocol/names.ts'
import { Refusal } from '../protocol/refusals.ts'
import { type Accounts, keysOf } from './accounts.ts'
import { type Allowance, Arrivals } from './arrivals.ts'
import { type Bans, bannedBy } from './bans.ts'
import { Files } from './files/files.ts'
import type { Blobs, Bus, Clock, Connection, GuestRow, Log, Operating, Remembered, Search, Secrets, Store } from './ports.ts'
import { Presence } from './presence.ts'
import { catchesUp, Pace, type Rate } from './rates.ts'
import { Register } from './register.ts'
import type { Room } from './room.ts'
import { Rooms } from './rooms.ts'
import { Session } from './session.ts'
import { Tries } from './tries.ts'

export type HubParts = {
  readonly store: Store
  /** The lobby's folder, and where the bytes of all other shelves lie. */
  readonly blobs: Blobs
  readonly vault: Blobs
  readonly bus: Bus
  readonly search: Search
  readonly secrets: Secrets
  readonly clock: Clock
  readonly log: Log
  /** Read at every use, so that a change counts at once. */
  readonly limits: LimitValues
  /** The text for who arrives, as it stands now; may be empty. */
  readonly welcome: () => string
  /** Who may come in, as it stands now. */
  readonly mode: () => Mode
  readonly accounts: Accounts
  readonly bans: Bans
  readonly rates: boolean
  readonly guestNames: 'counting' | 'lowest-free'
  /** Whether everybody sees from where the others come. */
  readonly showsAddresses: boolean
}

export class Hub {
  /** Names the data: a client never takes one hub's cursors to another. */
  readonly dataId: string
  readonly store: Store
  readonly search: Search
  readonly secrets: Secrets
  readonly clock: Clock
  readonly log: Log
  readonly limits: LimitValues
  readonly accounts: Accounts
  readonly bans: Bans
  readonly presence: Presence
  /** Connections of clients, lines and WebSockets alike; and all connections of the web door, whatever they are for. */
  readonly arrivals: Arrivals
  readonly visits: Arrivals
  readonly rooms: Rooms
  readonly files: Files
  readonly register: Register
  readonly tries: Tries
  /** The web door's port, while it is open, and where a browser finds the page. */
  webPort: number | undefined
  webAddress: string | undefined
  /** What looks after it, once all is open. */
  operator: Operating | undefined
  readonly #welcome: () => string
  readonly #mode: () => Mode
  readonly #rates: boolean
  readonly showsAddresses: boolean
  readonly #guestNames: HubParts['guestNames']
  #nextSession: number
  #nextGuestNumber: number
  #nobodysPassword: Promise<string> | undefined
  #stopping = false

  constructor(parts: HubParts, remembered: Remembered) {
    this.dataId = remembered.dataId
    this.store = parts.store
    this.search = parts.search
    this.secrets = parts.secrets
    this.clock = parts.clock
    this.log = parts.log
    this.limits = parts.limits
    this.#welcome = parts.welcome
    this.#mode = parts.mode
    this.accounts = parts.accounts
    this.bans = parts.bans
    this.presence = new Presence((name, guest) => this.accounts.isKept(name, guest))
    this.#rates = parts.rates
    this.#guestNames = parts.guestNames
    this.showsAddresses = parts.showsAddresses
    const steady = (): number => parts.clock.steady()
    const banOf = (address: string): Refusal | undefined => {
      const ban = this.bans.ofAddress(address)
      return ban && bannedBy(ban)
    }
    this.arrivals = new Arrivals(() => this.#allowance(limits.lingeringConnectionsShare, 1), steady, banOf)
    this.visits = new Arrivals(() => this.#allowance(limits.webConnectionsPerClient, limits.webConnectionsPerClient), steady, banOf)
    this.#nextSession = remembered.nextSession
    this.#nextGuestNumber = remembered.nextGuestNumber
    this.rooms = new Rooms(remembered.lobby, parts.store, parts.bus)
    this.files = new Files(parts, this.rooms.lobby, id => this.rooms.find(id))
    this.register = new Register(parts.store, parts.clock, parts.log, () => this.#nextGuestNumber)
    this.tries = new Tries(() => parts.clock.steady())
    parts.bus.subscribe(batch => parts.search.changed(batch.room))
  }

  get welcome(): string {
    return this.#welcome()
  }

  get mode(): Mode {
    return this.#mode()
  }

  /** Whether a guest may come in, or only somebody registered. */
  letsIn(guest: number): boolean {
    return this.mode === 'open' || this.accounts.of(guest) !== undefined
  }

  /** The number of a guest that comes without a session. */
  takeNumber(): number {
    return this.#nextSession++
  }

  get stopping(): boolean {
    return this.#stopping
  }

  /** Lets a connection in, as a guest that has been here or a new one, or says why not. It is to be greeted then. */
  enter(connection: Connection, as?: { readonly guest?: GuestRow; readonly name?: string }): Session | Refusal {
    if (this.#stopping) return new Refusal('stopping', undefined, { closes: true })
    const refusal = this.presence.mayEnter(connection, this.limits, this.#rates)
    if (refusal !== undefined) return refusal
    const wanted = [as?.guest?.name, as?.name].find(name => name !== undefined && this.presence.isFree(name, as?.guest?.id))
    const name = wanted ?? guestName(this.#takeGuestNumber())
    const pace = new Pace(this.#rate, this.clock.steady())
    const id = this.#nextSession++
    const guest = as?.guest?.id ?? id
    const start = { id, guest, name, connectedAt: this.clock.now(), pace, hasToken: as?.guest !== undefined, signIn: as?.guest?.signIn }
    const session = new Session(start, connection, this.rooms.lobby, this.store)
    this.presence.enter(session)
    this.admit(session)
    return session
  }

  /** Somebody who may be here comes into the lobby. */
  admit(session: Session): void {
    if (!this.letsIn(session.guest) || session.feeds.has(this.rooms.lobby)) return
    session.follow(this.rooms.lobby, this.rooms.lobby.lastSeq)
    this.rooms.moved(this.rooms.lobby)
  }

  /** Tells a session who it is, and the room who has come, once that is written down: a number that was told is never given again. */
  async greet(session: Session): Promise<void> {
    await this.register.open(session)
    if (session.ended) return
    if (!this.letsIn(session.guest)) return session.connection.tell({ event: 'sign-in', mode: this.mode })
    session.connection.tell({ event: 'welcome', name: session.name })
    for (const text of this.welcome.split('\n')) if (text.trim() !== '') session.connection.tell({ event: 'announced', text })
    this.welcomed(session)
  }

  /** The session knows who it is: the others may know it too. */
  welcomed(session: Session): void {
    if (session.ended) return
    session.greeted = true
    for (const room of session.feeds.keys()) this.#noticeComing(session, room)
    for (const act of session.whenGreeted.splice(0)) act()
  }

  /** The session comes into a room; it is given what comes after seq `cursor` once the feed is released. */
  follow(session: Session, room: Room, cursor: number): void {
    if (session.ended || session.feeds.has(room)) return
    session.follow(room, cursor)
    this.rooms.moved(room)
    if (session.greeted) this.#noticeComing(session, room)
  }

  unfollow(session: Session, room: Room): void {
    if (!session.feeds.has(room)) return
    session.unfollow(room)
    this.rooms.moved(room)
    this.#noticeGoing(session, room)
  }

  /** The session is about to be somebody else: it goes out of the rooms of who it was. */
  partWithRooms(session: Session): void {
    for (const room of [...session.feeds.keys()]) {
      if (room === this.rooms.lobby) continue
      this.unfollow(session, room)
      if (!session.hasToken) this.#leaveForGood(session, room)
    }
  }

  /** How many commands of the session may be read in one go. */
  allowance(session: Session): number {
    return this.#rates ? session.pace.allowance(this.#rate, this.clock.steady()) : Number.POSITIVE_INFINITY
  }

  /** Milliseconds that the session has to wait before more of it is read, when it has said so many messages and asked for that. */
  delay(session: Session, said: number, asked?: Verb | 'unreadable'): number {
    if (!this.#rates) return 0
    const isFree = asked === undefined || (asked !== 'unreadable' && catchesUp.has(asked) && session.pace.forgives())
    const cost = isFree ? said : said + 1
    return cost === 0 ? 0 : session.pace.spend(cost, this.#rate, this.clock.steady())
  }

  /** Asked whenever such a wait is over; `backlog` when still more has come than may wait. Whether that has gone on for too long. */
  floods(session: Session, backlog: boolean): boolean {
    return session.pace.floodsFor(backlog, this.clock.steady()) > this.limits['flood-seconds'] * 1_000
  }

  get #rate(): Rate {
    return { perSecond: this.limits['max-lines-per-second'], burstSeconds: this.limits['burst-seconds'] }
  }

  /** Ends a session: its place and its name are free at once. */
  end(session: Session, reason: EndReason): void {
    if (session.ended) return
    session.ended = true
    this.presence.leave(session)
    const rooms = [...session.feeds.keys()]
    // The cursors are written down before they are gone.
    this.register.end(session, reason)
    for (const room of rooms) {
      session.unfollow(room)
      this.rooms.moved(room)
      if (session.greeted) this.#noticeGoing(session, room)
    }
    if (!session.hasToken) for (const room of rooms) this.#leaveForGood(session, room)
  }

  /** Ends a session from our side, with a last word. */
  dismiss(session: Session, reason: EndReason, last?: Event): void {
    session.connection.close(last)
    this.end(session, reason)
  }

  /** Gives a session another name and, unless others have been told, its rooms. Refusal: `name-taken`. */
  rename(session: Session, name: string, { quietly = false } = {}): void {
    const from = session.name
    // A name held by somebody who has left would be held for ever.
    if (session.ended) return
    this.presence.rename(session, name)
    if (from === name) return
    this.register.change(session)
    for (const room of session.feeds.keys()) {
      if (room.people.has(session.guest)) room.people.set(session.guest, name)
      if (!quietly) room.notice({ event: 'renamed', room: room.id, guest: session.guest, from, to: name }, session)
    }
  }

  /** Gives a person another name, on every device. Refusal: `name-taken`. */
  async renamePerson(session: Session, name: string): Promise<void> {
    const account = this.accounts.of(session.guest)
    if (account === undefined) return this.rename(session, name)
    if (!this.presence.isFree(name, session.guest)) throw new Refusal('name-taken')
    if (!(await this.store.renameAccount(account.guest, keysOf({ login: account.login, name })))) throw new Refusal('name-taken')
    this.accounts.put({ ...account, name })
    this.rename(session, name)
    for (const other of this.presence.ofGuest(session.guest)) if (other !== session) this.rename(other, name, { quietly: true })
  }

  /** Who may come in has changed: whom it leaves out is sent away, and who waits at the door is let in. */
  modeChanged(): void {
    const refusal = new Refusal('sign-in-needed', undefined, { closes: true })
    for (const session of [...this.presence.sessions]) {
      if (!this.letsIn(session.guest)) this.dismiss(session, 'refused', { event: 'refused', refusal })
      else if (!session.feeds.has(this.rooms.lobby)) this.#letIn(session)
    }
  }

  /** Somebody who was at the door may come in now. */
  #letIn(session: Session): void {
    this.admit(session)
    session.connection.tell({ event: 'welcome', name: session.name })
    this.welcomed(session)
    session.release()
  }

  /** A hash that no password has, for those who sign in to what is not there. */
  nobodysPassword(): Promise<string> {
    this.#nobodysPassword ??= this.secrets.hashPassword(this.secrets.newToken().token)
    return this.#nobodysPassword
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

  /** So many connections, and new ones, as belong to each client that may be here. */
  #allowance(here: number, coming: number): Allowance {
    const all = here * this.limits['max-clients'] + limits.lingeringConnections
    if (!this.#rates) return { here: all, coming: Number.POSITIVE_INFINITY, all }
    return {
      here: here * this.limits['max-clients-per-address'],
      coming: coming * this.limits['max-new-clients-per-address'],
      all,
    }
  }

  #tellAll(event: Event): void {
    for (const session of this.presence.sessions) if (session.greeted) session.connection.tell(event)
  }

  #noticeComing(session: Session, room: Room): void {
    if (this.#isHereElsewhere(session, room)) return
    room.notice({ event: 'joined', room: room.id, guest: session.guest, name: session.name }, session)
  }

  #noticeGoing(session: Session, room: Room): void {
    if (this.#isHereElsewhere(session, room)) return
    room.notice({ event: 'left', room: room.id, guest: session.guest, name: session.name }, session)
  }

  /** From another device of the same account. */
  #isHereElsewhere(session: Session, room: Room): boolean {
    return this.presence.ofGuest(session.guest).some(other => other !== session && other.greeted && other.feeds.has(room))
  }

  /** A guest that cannot come back is no member any more. */
  #leaveForGood(session: Session, room: Room): void {
    if (room === this.rooms.lobby || room.kind === 'direct') return
    const body = { kind: 'member', change: 'left', member: session.guest, name: session.name } as const
    room
      .append(session, [body], this.clock.now())
      .catch(thrown => this.log.warn({ err: thrown }, 'A guest could not be taken out of a room.'))
  }

  #takeGuestNumber(): number {
    if (this.#guestNames === 'lowest-free') return this.presence.lowestFreeNumber()
    return this.#nextGuestNumber++
  }
}
