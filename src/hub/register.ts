// The written record of who is and was here. A record that cannot be written (a full disk) never ends a conversation: it is written later,
// and always before anything else of that session is stored, so that no later session can be given its number.
import { limits } from '../protocol/limits.ts'
import type { EndReason } from '../protocol/messages.ts'
import type { Clock, GuestRow, Log, Store } from './ports.ts'
import type { Session } from './session.ts'

/** The guest as it is now. */
export const guestRow = (session: Session): GuestRow => ({
  id: session.guest,
  name: session.name,
  seq: session.feeds.get(session.lobby)?.cursor ?? session.lobby.lastSeq,
})

type End = { readonly at: number; readonly reason: EndReason }

export class Register {
  readonly #store: Store
  readonly #clock: Clock
  readonly #log: Log
  readonly #nextGuestNumber: () => number
  /** Sessions whose row is written or on its way. */
  readonly #opened = new WeakSet<Session>()
  readonly #unwrittenEnds = new Map<Session, End>()
  #lastEnd: Promise<unknown> = Promise.resolve()

  constructor(store: Store, clock: Clock, log: Log, nextGuestNumber: () => number) {
    this.#store = store
    this.#clock = clock
    this.#log = log
    this.#nextGuestNumber = nextGuestNumber
  }

  /** Writes the session down unless that has been done. Settles when it has been tried. */
  open(session: Session): Promise<unknown> {
    if (this.#opened.has(session)) return Promise.resolve()
    this.#opened.add(session)
    return this.#try(this.#store.openSession(session.row(), this.#nextGuestNumber()), () => this.#opened.delete(session))
  }

  /** Writes down who the session is by now. */
  change(session: Session): void {
    void this.#try(this.#store.changeSession(session.id, { name: session.name, guest: session.guest }))
    this.#rememberGuest(session)
  }

  /** A sign-in was used, from where the session is. */
  used({ signIn, connection }: Session): void {
    if (signIn !== undefined) void this.#try(this.#store.touchSignIn(signIn, connection.address, this.#clock.now()))
  }

  end(session: Session, reason: EndReason): void {
    this.#rememberGuest(session)
    this.#lastEnd = this.#writeEnd(session, { at: this.#clock.now(), reason })
  }

  /** Settles when every end so far has been tried to be written, and so has all that those sessions had stored before. */
  async endsWritten(): Promise<void> {
    await this.#lastEnd
  }

  /** Writes what could not be written before. */
  async catchUp(): Promise<void> {
    const ends = [...this.#unwrittenEnds]
    this.#unwrittenEnds.clear()
    await Promise.all(ends.map(([session, end]) => this.#writeEnd(session, end)))
  }

  /** Writes down who the guest is, if that has not been done: it has a place in a room from now on. */
  async know(session: Session): Promise<void> {
    if (session.known) return
    await this.#store.saveGuest(guestRow(session), null, this.#clock.now())
    session.known = true
  }

  #rememberGuest(session: Session): void {
    if (session.known) void this.#try(this.#store.rememberGuest(guestRow(session), this.#clock.now()))
  }

  #writeEnd(session: Session, end: End): Promise<unknown> {
    void this.open(session)
    return this.#try(this.#store.endSession(session.id, end.at, end.reason), () => {
      if (this.#unwrittenEnds.size < limits.unwrittenEndsMax) this.#unwrittenEnds.set(session, end)
    })
  }

  #try(write: Promise<void>, failed?: () => void): Promise<unknown> {
    return write.catch(thrown => {
      failed?.()
      this.#log.warn({ err: thrown }, 'A session could not be written down yet.')
    })
  }
}
