// Who is here: the sessions of this hub, the names they hold, and the places that are left.
import type { LimitValues } from '../protocol/limits.ts'
import { foldName, guestName, isReservedName, nameKeys } from '../protocol/names.ts'
import { networkOf } from '../protocol/networks.ts'
import { Refusal } from '../protocol/refusals.ts'
import type { Connection } from './ports.ts'
import type { Session } from './session.ts'

export class Presence {
  readonly #sessions = new Map<number, Session>()
  /** An account may be here from several devices; a guest is here once. */
  readonly #byGuest = new Map<number, readonly Session[]>()
  /** By each key of the name they hold. */
  readonly #holders = new Map<string, Session>()
  readonly #perAddress = new Map<string, number>()
  readonly #isKept: (name: string, guest?: number) => boolean

  /** `isKept`: whether a name is that of somebody registered who is not this guest. */
  constructor(isKept: (name: string, guest?: number) => boolean) {
    this.#isKept = isKept
  }

  /** Longest connected first. */
  get sessions(): Iterable<Session> {
    return this.#sessions.values()
  }

  get count(): number {
    return this.#sessions.size
  }

  /** Whether there is a place for one more, or why not. */
  mayEnter(connection: Connection, limit: LimitValues, perAddress: boolean): Refusal | undefined {
    const most = limit['max-clients']
    if (this.count >= most)
      return new Refusal('server-full', `Server full, try later. ${this.count} of ${most} are connected.`, { closes: true })
    const here = this.#perAddress.get(networkOf(connection.address)) ?? 0
    if (!perAddress || connection.loopback || here < limit['max-clients-per-address']) return undefined
    return new Refusal('too-many-from-address', `There are already ${here} connections from your address. Close one, or try later.`, {
      closes: true,
    })
  }

  enter(session: Session): void {
    const network = networkOf(session.connection.address)
    this.#sessions.set(session.id, session)
    this.#add(session)
    this.#holdName(session)
    this.#perAddress.set(network, (this.#perAddress.get(network) ?? 0) + 1)
  }

  leave(session: Session): void {
    const network = networkOf(session.connection.address)
    this.#sessions.delete(session.id)
    this.#remove(session)
    this.#freeName(session)
    const here = (this.#perAddress.get(network) ?? 1) - 1
    if (here > 0) this.#perAddress.set(network, here)
    else this.#perAddress.delete(network)
  }

  /** Whether this guest, or else somebody new, may be called so. */
  isFree(name: string, guest?: number): boolean {
    if (this.#isKept(name, guest)) return false
    return nameKeys(name).every(key => {
      const holder = this.#holders.get(key)
      return holder === undefined || holder.guest === guest
    })
  }

  /** Who is called so, in whatever case. Looking like it is not enough. */
  named(name: string): Session | undefined {
    const [folded] = nameKeys(name)
    const holder = this.#holders.get(folded)
    return holder !== undefined && nameKeys(holder.name)[0] === folded ? holder : undefined
  }

  /** Longest connected first. */
  ofGuest(guest: number): readonly Session[] {
    return this.#byGuest.get(guest) ?? none
  }

  /** The session is this guest from now on. */
  become(session: Session, guest: number): void {
    this.#remove(session)
    this.#freeName(session)
    session.guest = guest
    this.#add(session)
    this.#holdName(session)
  }

  /** Whether the hub itself, or a guest by its number, is called so. The name it was greeted by a session may always take back. */
  isReservedFor(session: Session, name: string): boolean {
    return isReservedName(name) && foldName(name) !== foldName(session.firstName)
  }

  /** Whether somebody new may be called so. */
  mayTake(name: string): boolean {
    return !isReservedName(name) && this.isFree(name)
  }

  /** Gives the session another name. Refusal: `name-taken`. */
  rename(session: Session, name: string): void {
    if (!this.isFree(name, session.guest)) throw new Refusal('name-taken')
    this.#freeName(session)
    session.name = name
    this.#holdName(session)
  }

  /** The lowest guest number that nobody here holds. */
  lowestFreeNumber(): number {
    let number = 1
    while (!this.isFree(guestName(number))) number++
    return number
  }

  #add(session: Session): void {
    this.#byGuest.set(session.guest, [...this.ofGuest(session.guest), session])
  }

  #remove(session: Session): void {
    const left = this.ofGuest(session.guest).filter(other => other !== session)
    if (left.length === 0) this.#byGuest.delete(session.guest)
    else this.#byGuest.set(session.guest, left)
  }

  #holdName(session: Session): void {
    for (const key of nameKeys(session.name)) if (!this.#holders.has(key)) this.#holders.set(key, session)
  }

  /** Another device of the same account holds it on. */
  #freeName(session: Session): void {
    const next = this.ofGuest(session.guest).find(other => other !== session && other.name === session.name)
    for (const key of nameKeys(session.name)) {
      if (this.#holders.get(key) !== session) continue
      if (next === undefined) this.#holders.delete(key)
      else this.#holders.set(key, next)
    }
  }
}

const none: readonly Session[] = []
