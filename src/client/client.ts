// The client: a connection that is kept, what waits to be sent over it, what came over it, and the rooms.
import type { AccountView, SignInRow } from '../protocol/accounts.ts'
import type { RoomRef, SearchAsked } from '../protocol/asking.ts'
import type { HelloReply, HubFrame } from '../protocol/json.ts'
import { limits } from '../protocol/limits.ts'
import type { SessionRow } from '../protocol/messages.ts'
import type { OperatorAnswer } from '../protocol/operator-answers.ts'
import type { Person, RoomListing } from '../protocol/rooms.ts'
import type { Clock, ConnectOptions, Found, Partyline, Room, Saved } from './api.ts'
import { systemClock } from './clock.ts'
import { PartylineError } from './error.ts'
import { Feed } from './feed.ts'
import type { Asked, Told } from './frames.ts'
import { Hearing } from './hearing.ts'
import { makeIds } from './ids.ts'
import { Keeper } from './keeper.ts'
import { Loops } from './loops.ts'
import { Outbox } from './outbox.ts'
import { Reads } from './reads.ts'
import { RoomHandle } from './room.ts'
import { queuedOf, Saving } from './saving.ts'
import { sdkBounds } from './sdk-bounds.ts'
import type { NewAccount } from './signing-in.ts'
import type { State } from './state/state.ts'
import { Store } from './store.ts'
import type { Door } from './transfers/addresses.ts'
import { Underway } from './transfers/underway.ts'
import { webDoor } from './web-door.ts'
import { webSocket } from './web-socket.ts'

export class Client implements Partyline {
  readonly #options: ConnectOptions
  readonly #clock: Clock
  readonly #store: Store
  readonly #feed = new Feed()
  readonly #ids = makeIds()
  readonly #outbox: Outbox
  readonly #loops: Loops
  readonly #keeper: Keeper
  readonly #hearing: Hearing
  readonly #reads: Reads
  readonly #saving: Saving | undefined
  readonly #underway: Underway
  readonly #door: Door
  readonly #rooms = new Map<RoomRef, RoomHandle>()
  readonly #ready = Promise.withResolvers<void>()
  #hub: string | undefined
  /** The port of the web door, as the hub says. */
  #webPort: number | undefined
  #token: string | undefined
  /** The cursors that stood in the last hello. */
  #given: Readonly<Record<string, number>> = {}
  /** One was somebody else before the hub forgot the token. */
  #former: Person | undefined
  #closing: Promise<void> | undefined
  #goodbye: (() => void) | undefined

  constructor(url: URL, options: ConnectOptions) {
    this.#options = options
    this.#token = options.token
    this.#clock = options.clock ?? systemClock
    this.#store = new Store(options.rowsKept ?? sdkBounds.rowsKeptDefault)
    this.#ready.promise.catch(() => {})
    this.#underway = new Underway(this.#clock, options.random ?? Math.random)
    this.#door = { url: () => webDoor(url, this.#webPort), token: () => this.#token, ready: () => this.ready() }
    this.#outbox = new Outbox({
      send: frame => this.#keeper.send(frame),
      sent: ids => this.#store.dispatch({ type: 'sent', ids }),
      refused: ({ id, verb }, { code, sentence }) => {
        if (verb === 'say') this.#store.dispatch({ type: 'refused', id, code, sentence })
      },
      settled: ({ id, verb }, receipt, again) => {
        if (verb === 'say') this.#store.dispatch({ type: 'settled', id, receipt, again })
      },
      changed: () => this.#saving?.now(),
    })
    this.#loops = new Loops({
      find: ref => this.room(ref).state?.id,
      last: room => this.#feed.last(room) ?? 0,
      readLog: (room, after) => this.#ask('log', { verb: 'log', room, after }, false),
      fault: room => this.#keeper.fault(leftOut(room)),
      moved: () => this.#saving?.soon(),
    })
    this.#reads = new Reads(this.#clock, (room, seq) => this.#ask('done', { verb: 'read', room, seq }, false))
    this.#keeper = new Keeper(url, options.transport ?? webSocket, this.#clock, options.random ?? Math.random, {
      hello: () => this.#hello(),
      greeted: reply => this.#greeted(reply),
      frame: frame => this.#heard(frame),
      tokenRefused: () => this.#tokenRefused(),
      lost: () => this.#lost(),
      changed: connection => this.#store.dispatch({ type: 'connection', connection }),
      ended: error => this.#ended(error),
      id: this.#ids,
    })
    this.#hearing = new Hearing(this.#store, this.#feed, this.#loops, this.#outbox, this.#clock, room => this.#keeper.fault(leftOut(room)))
    this.#saving = options.storage === undefined ? undefined : new Saving(options.storage, this.#clock, () => this.#saved())
    void this.#begin()
  }

  get state(): State {
    return this.#store.state
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener)
  }

  ready(): Promise<void> {
    return this.#ready.promise
  }

  room(ref: RoomRef): RoomHandle {
    const known = this.#rooms.get(ref)
    if (known !== undefined) return known
    const room = new RoomHandle(ref, {
      store: this.#store,
      door: this.#door,
      underway: this.#underway,
      now: () => this.#clock.now(),
      id: this.#ids,
      ready: () => this.ready(),
      ask: (event, frame, lasting) => this.#ask(event, frame, lasting),
      tell: frame => this.#keeper.send({ ...frame, id: this.#ids() }),
      read: (id, seq) => this.#reads.move(id, seq),
      events: (where, after) => this.#loops.open(where, after),
    })
    this.#rooms.set(ref, room)
    return room
  }

  async rooms(): Promise<readonly RoomListing[]> {
    const all: RoomListing[] = []
    for (;;) {
      const after = all.at(-1)?.name
      const { rows, more } = await this.#ask('rooms', { verb: 'rooms', ...(after !== undefined && { after }) }, false)
      all.push(...rows)
      if (!more || rows.length === 0) return all
    }
  }

  async create(name: string, kind: 'open' | 'private' = 'open', topic?: string): Promise<Room> {
    const { room } = await this.#ask('room', { verb: 'create', name, kind, ...(topic !== undefined && { topic }) }, false)
    return this.room(room.id)
  }

  async join(ref: RoomRef, { make = false }: { readonly make?: boolean } = {}): Promise<Room> {
    const { room } = await this.#ask('room', { verb: 'join', room: ref, ...(make && { make }) }, false)
    return this.room(room.id)
  }

  async direct(...names: readonly string[]): Promise<Room> {
    const { room } = await this.#ask('room', { verb: 'direct', names: [...names] }, false)
    return this.room(room.id)
  }

  async search(asked: SearchAsked): Promise<Found> {
    const { hits, next } = await this.#ask('found', { verb: 'search', ...asked }, false)
    return next === undefined ? { hits } : { hits, next }
  }

  async status(past: number = limits.statusPastDefault): Promise<readonly SessionRow[]> {
    return (await this.#ask('status', { verb: 'status', past }, false)).rows
  }

  async rename(name: string): Promise<string> {
    return (await this.#ask('named', { verb: 'name', name }, false)).name
  }

  async register(wanted: NewAccount): Promise<AccountView> {
    const { account, token } = await this.#ask('signed-in', { verb: 'register', ...wanted }, false)
    this.#token = token
    this.#store.dispatch({ type: 'account', account })
    this.#saving?.now()
    return account
  }

  async account(): Promise<{ readonly account: AccountView; readonly signIns: readonly SignInRow[] }> {
    const { account, rows } = await this.#ask('account', { verb: 'account' }, false)
    this.#store.dispatch({ type: 'account', account })
    return { account, signIns: rows }
  }

  async changePassword(old: string, next: string): Promise<number> {
    return (await this.#ask('signed-out', { verb: 'password', old, new: next }, false)).count
  }

  async beginTwoSteps(): Promise<{ readonly secret: string; readonly uri: string }> {
    const { secret, uri } = await this.#ask('totp', { verb: 'twosteps', act: 'begin' }, false)
    return { secret, uri }
  }

  async confirmTwoSteps(code: string): Promise<readonly string[]> {
    const { codes } = await this.#ask('recovery-codes', { verb: 'twosteps', act: 'confirm', code }, false)
    await this.account()
    return codes
  }

  async renewRecoveryCodes(password: string): Promise<readonly string[]> {
    return (await this.#ask('recovery-codes', { verb: 'twosteps', act: 'codes', password }, false)).codes
  }

  async endTwoSteps(password: string): Promise<void> {
    await this.#ask('done', { verb: 'twosteps', act: 'end', password }, false)
    await this.account()
  }

  async signOut(which?: string): Promise<number> {
    const { count } = await this.#ask('signed-out', { verb: 'signout', ...(which !== undefined && { which }) }, false)
    if (which !== undefined) return count
    this.#token = undefined
    this.#saving?.now()
    return count
  }

  async administer(line: string): Promise<OperatorAnswer> {
    return (await this.#ask('administered', { verb: 'admin', line }, false)).answer
  }

  async limits(): Promise<Readonly<Record<string, number>>> {
    const { rows } = await this.#ask('limits', { verb: 'limits' }, false)
    const values = Object.fromEntries(rows.map(([key, value]) => [key, Number(value)]))
    this.#store.dispatch({ type: 'limits', limits: values })
    return values
  }

  async forget(): Promise<void> {
    await this.#ask('done', { verb: 'forget' }, false)
    this.#token = undefined
    this.#saving?.now()
  }

  reconnectNow(): void {
    this.#keeper.nudge()
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #begin(): Promise<void> {
    const { signal, storage } = this.#options
    if (signal?.aborted === true) return this.#abort()
    signal?.addEventListener('abort', this.#abort)
    if (storage !== undefined) {
      try {
        this.#restore(await storage.load())
      } catch (error) {
        return this.#keeper.close({
          code: 'storage',
          sentence: `What was saved cannot be read: ${error instanceof Error ? error.message : error}`,
        })
      }
    }
    this.#keeper.open()
  }

  readonly #abort = (): void => this.#keeper.close({ code: 'closed', sentence: 'It was closed here.' })

  #restore(saved: Saved | undefined): void {
    if (saved === undefined) return
    this.#hub = saved.hub
    this.#token = saved.token ?? this.#token
    this.#given = saved.cursors
    this.#loops.restore(saved.cursors)
    this.#outbox.restore(saved.outbox)
    for (const command of saved.outbox) {
      const queued = queuedOf(command)
      if (queued !== undefined) this.#store.dispatch(queued)
    }
  }

  #saved(): Saved | undefined {
    if (this.#hub === undefined) return undefined
    return {
      hub: this.#hub,
      ...(this.#token !== undefined && { token: this.#token }),
      cursors: this.#loops.cursors(),
      outbox: this.#outbox.saved(),
    }
  }

  #hello(): { token?: string; name?: string; cursors?: Record<string, number> } {
    const { me } = this.#store.state
    const first = me === undefined
    const token = this.#token
    const name = first ? this.#options.name : token === undefined ? me.name : undefined
    if (!first) this.#given = this.#feed.cursors()
    if (token === undefined) this.#given = {}
    return {
      ...(token !== undefined && { token }),
      ...(name !== undefined && { name }),
      ...(Object.keys(this.#given).length > 0 && { cursors: this.#given }),
    }
  }

  /** An account does not go on as a guest. */
  #tokenRefused(): boolean {
    this.#token = undefined
    if (this.#options.signedIn === true || this.#store.state.account !== undefined) return false
    const { me } = this.#store.state
    this.#former = me === undefined ? { guest: 0, name: this.#options.name ?? '' } : { guest: me.guest, name: me.name }
    return true
  }

  #greeted(reply: HelloReply): void {
    const anew = this.#hub !== undefined && this.#hub !== reply.hub
    const stranger = this.#former !== undefined
    this.#hub = reply.hub
    this.#token = reply.token ?? this.#token
    this.#webPort = reply.web
    const cursors = this.#feed.begin(reply, anew ? {} : this.#given)
    this.#store.dispatch({ type: 'hello', hello: reply, cursors, former: this.#former })
    this.#former = undefined
    for (const room of this.#rooms.values()) room.pin()
    this.#loops.greeted(new Map(reply.rooms.map(({ id, last }) => [id, last])), anew)
    if (anew) this.#outbox.giveUp(({ frame, tried }) => tried || typeof frame.room === 'number', otherHub)
    else if (stranger) this.#outbox.giveUp(({ tried, lasting }) => tried && lasting, unknownOutcome)
    this.#saving?.now()
    this.#ready.resolve()
    this.#outbox.opened()
    this.#underway.wake()
  }

  #heard(frame: HubFrame): void {
    this.#hearing.hear(frame)
    if (frame.event === 'room') for (const room of this.#rooms.values()) room.pin()
    if (frame.event === 'goodbye') this.#goodbye?.()
  }

  #lost(): void {
    this.#outbox.lost()
    this.#store.dispatch({ type: 'unsent' })
    this.#goodbye?.()
  }

  #ended(error: PartylineError): void {
    // A signal may outlive many clients.
    this.#options.signal?.removeEventListener('abort', this.#abort)
    this.#ready.reject(error)
    this.#hearing.stop()
    this.#reads.stop()
    this.#outbox.close(error)
    this.#underway.stop(error)
    this.#loops.finish(error.code === 'closed' ? undefined : error)
    void this.#saving?.finish()
  }

  async #ask<E extends HubFrame['event']>(event: E, frame: Asked, lasting: boolean): Promise<Told<E>> {
    const { connection } = this.#store.state
    if (connection.at === 'closed') throw new PartylineError(connection.why.code, connection.why.sentence)
    const id = frame.id ?? this.#ids()
    const answer = await this.#outbox.ask({ ...frame, id }, lasting, this.#clock.now())
    if (answer.event !== event) throw new PartylineError('fault', `The hub answered \`${frame.verb}\` with \`${answer.event}\`.`)
    return answer as Told<E>
  }

  async #close(): Promise<void> {
    if (this.#store.state.connection.at !== 'closed') await this.#leave()
    await this.#saving?.finish()
  }

  async #leave(): Promise<void> {
    this.#reads.flush()
    // Where there is no connection nothing is in flight.
    if (this.#outbox.size > 0 && this.#store.state.connection.at !== 'waiting')
      await this.#atMost(sdkBounds.settlingMs, Promise.race([this.#outbox.settled(), this.#disconnected()]))
    if (this.#keeper.live) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#goodbye = resolve
      this.#keeper.send({ id: this.#ids(), verb: 'exit' })
      await this.#atMost(sdkBounds.goodbyeMs, promise)
    }
    this.#keeper.close({ code: 'closed', sentence: 'It was closed here.' })
  }

  async #disconnected(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const stop = this.subscribe(() => {
      if (this.#store.state.connection.at === 'waiting') resolve()
    })
    await promise
    stop()
  }

  /** Waits for a promise, but not for ever. */
  async #atMost(milliseconds: number, promise: Promise<void>): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const cancel = this.#clock.after(milliseconds, resolve)
    await Promise.race([promise, late])
    cancel()
  }
}

const leftOut = (room: number): string => `The hub left out entries of room ${room}.`
const otherHub = new PartylineError('other-hub', 'This address is another hub now, and this was meant for the former one.')
const unknownOutcome = new PartylineError(
  'unknown-outcome',
  'The hub does not know this guest any more, so nobody can tell whether this was stored.',
)
