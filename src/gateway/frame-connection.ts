// One connection that speaks frames: each command is answered once under its id, and what the rooms bring goes out between the answers.

import { type Greeting, introduce } from '../hub/hello.ts'
import type { Hub } from '../hub/hub.ts'
import { type Connection, StoreLost } from '../hub/ports.ts'
import type { Room } from '../hub/room.ts'
import { say } from '../hub/saying.ts'
import type { Session } from '../hub/session.ts'
import { register, signIn, viewOfAccount } from '../hub/signing-in.ts'
import { perform } from '../hub/verbs/index.ts'
import type { EntryBatch } from '../protocol/entries.ts'
import { frameVersion, type Hello, type ReadFrame, writeFrame, writeHello, writeReceipt } from '../protocol/json.ts'
import { limitKeys, limits } from '../protocol/limits.ts'
import type { Command, CommandOf, Door, EndReason, Event } from '../protocol/messages.ts'
import { Refusal, type RefusalCode } from '../protocol/refusals.ts'
import { FrameAgenda, type OwnSaid } from './frame-agenda.ts'
import type { FrameWire } from './frame-wire.ts'
import { entriesBytes, frameBytes } from './frames-encoded.ts'
import { refusalOf } from './refusing.ts'

/** What may be left out when a reader has too much before it. */
const passing: ReadonlySet<Event['event']> = new Set(['joined', 'left', 'renamed', 'present', 'typing', 'shelf'])
/** Codes of a WebSocket's end. https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const closing = { normal: 1000, goingAway: 1001, unsupported: 1003, policy: 1008, internal: 1011, tryLater: 1013 } as const
const tryLater: ReadonlySet<RefusalCode> = new Set(['server-full', 'too-many-from-address', 'flooding'])

export type Caller = { readonly door: Door; readonly address: string; readonly port: number; readonly loopback: boolean }

export type Known = {
  /** Who has spoken lines so far. */
  readonly session?: Session
  /** The token that came with the HTTP request, for a `hello` that has none. */
  readonly bearer?: string | undefined
  readonly onIntroduced?: () => void
}

export class FrameConnection implements Connection {
  readonly door: Door
  readonly address: string
  readonly port: number
  readonly loopback: boolean
  readonly #wire: FrameWire
  readonly #hub: Hub
  #bearer: string | undefined
  readonly #onIntroduced: (() => void) | undefined
  readonly #agenda: FrameAgenda
  #session: Session | undefined
  #introduced = false
  /** What was to be told before the answer to `hello`. */
  #untold: Event[] = []
  #closing = false
  #lastHeard = performance.now()
  #lastPing = performance.now()

  constructor(wire: FrameWire, hub: Hub, caller: Caller, known: Known = {}) {
    this.#wire = wire
    this.#hub = hub
    this.door = caller.door
    this.address = caller.address
    this.port = caller.port
    this.loopback = caller.loopback
    this.#session = known.session
    this.#bearer = known.bearer
    this.#onIntroduced = known.onIntroduced
    this.#agenda = new FrameAgenda(hub, {
      session: () => (this.#introduced ? this.#session : undefined),
      mayAnswer: () => !wire.outbox.full,
      carryOut: read => this.#carryOut(read).catch(thrown => this.#fail(read.id, thrown)),
      say: (session, room, said) => this.#say(session, room, said),
      done: () => void this.#finish(),
      pause: on => wire.pause(on),
      floods: () => this.#answer(undefined, new Refusal('flooding', undefined, { closes: true })),
    })
    wire.outbox.onDrained = () => {
      this.#session?.unblock()
      this.#agenda.goOn()
    }
  }

  /** Whether it has said `hello` and was let in. */
  get introduced(): boolean {
    return this.#introduced
  }

  received(chunk: Uint8Array): void {
    this.#lastHeard = performance.now()
    if (!this.#closing) this.#wire.read(chunk, this)
  }

  /** The next frame. Those that come together are acted upon together. */
  hear(json: string): void {
    this.#lastHeard = performance.now()
    if (!this.#closing) this.#agenda.add(json)
  }

  refuse(refusal: Refusal): void {
    this.#agenda.refuse(refusal)
  }

  /** Something was heard that is no frame, such as a pong. */
  heard(): void {
    this.#lastHeard = performance.now()
  }

  /** The client has sent its FIN: what came before is still answered. */
  inputEnded(): void {
    this.#wire.readLast(this)
    this.#agenda.end()
  }

  /** The connection is gone. */
  gone(reason: EndReason): void {
    this.#closing = true
    this.#agenda.close()
    this.#wire.outbox.abort()
    if (this.#session !== undefined) this.#hub.end(this.#session, reason)
  }

  deliver(batch: EntryBatch): boolean {
    if (this.#closing || !this.#introduced || this.#wire.outbox.full) return false
    this.#wire.outbox.push(entriesBytes(this.#wire.syntax, batch))
    return true
  }

  tell(event: Event): void {
    if (passing.has(event.event)) {
      if (this.#introduced && !this.#wire.outbox.full) this.#write(event)
    } else if (this.#introduced) this.#write(event)
    else if (this.#untold.length < limits.postponedEventsMax) this.#untold.push(event)
  }

  gap(room: number, from: number, to: number): void {
    this.#write({ event: 'gap', room, from, to })
  }

  close(last?: Event): void {
    this.#leave(last === undefined ? closing.goingAway : codeOf(last), last)
  }

  checkProgress(now: number): void {
    if (this.stalledFor(now) > this.#hub.limits['slow-seconds'] * 1_000) return void this.#cut('too-slow')
    if (this.#wire.syntax === 'line') return
    const idle = this.#hub.limits['idle-seconds'] * 1_000
    // Whom we do not read we do not hear.
    if (this.#agenda.paused) this.#lastHeard = now
    if (now - this.#lastHeard > idle) return void this.#cut('timeout')
    if (now - Math.max(this.#lastHeard, this.#lastPing) < idle / 3 || this.#wire.outbox.full) return
    this.#lastPing = now
    this.#wire.ping()
  }

  stalledFor(now: number): number {
    return this.#wire.outbox.stalledFor(now)
  }

  readerTookSome(now: number): void {
    this.#lastHeard = now
    this.#wire.outbox.progressed(now)
  }

  peerDied(): void {
    this.#cut('timeout')
  }

  /** What came is no text. */
  unreadable(): void {
    if (this.#session !== undefined) this.#hub.end(this.#session, 'refused')
    this.#leave(closing.unsupported)
  }

  /** It has said no `hello` for too long. */
  giveUp(): void {
    this.#answer(undefined, new Refusal('timeout', undefined, { closes: true }))
  }

  async #carryOut(read: ReadFrame): Promise<void> {
    if ('refusal' in read)
      throw this.#introduced
        ? read.refusal
        : new Refusal('hello-first', `${read.refusal.sentence} The first frame is \`hello\`. The connection closes.`, { closes: true })
    if ('hello' in read) return this.#greet(read.hello)
    const session = this.#session
    const { command } = read
    if (!this.#introduced && (command.verb === 'login' || command.verb === 'register')) return this.#signIn(read.id, command)
    if (!this.#introduced || session === undefined) throw new Refusal('hello-first', undefined, { closes: true })
    await this.#ask(session, read.id, command)
  }

  /** Before `hello` somebody may ask for the token that goes into it. */
  async #signIn(id: string, command: CommandOf<'login'> | CommandOf<'register'>): Promise<void> {
    const work = command.verb === 'login' ? signIn(this.#hub, this, command) : register(this.#hub, this, command)
    const { signIn: _, ...told } = await work
    this.#write({ event: 'signed-in', ...told }, id)
  }

  async #greet({ id, version, ...hello }: Hello): Promise<void> {
    if (version !== frameVersion) throw new Refusal('bad-version', undefined, { closes: true })
    if (this.#introduced) throw new Refusal('bad-command', 'You have said hello already.')
    const token = hello.token ?? this.#bearer
    // If it is refused, the next hello goes without it.
    this.#bearer = undefined
    const greeting: Greeting = { token, name: hello.name, cursors: hello.cursors ?? {} }
    const { session, rooms, token: made, tokenExpiresAt, begin } = await introduce(this.#hub, this.#session ?? this, greeting)
    this.#session = session
    // It may have gone meanwhile.
    if (this.#closing) return this.#hub.end(session, 'closed')
    const { id: number, guest, name } = session
    const account = this.#hub.accounts.of(guest)
    const told = {
      version: frameVersion,
      hub: this.#hub.dataId,
      session: number,
      guest,
      name,
      tokenExpiresAt,
      mode: this.#hub.mode,
      ...(account !== undefined && { account: viewOfAccount(account) }),
      rooms,
      limits: this.#limits(),
      ...(this.#hub.webPort !== undefined && { web: this.#hub.webPort }),
      ...(this.#hub.welcome !== '' && { welcome: this.#hub.welcome }),
    }
    this.#push(writeHello(made === undefined ? told : { ...told, token: made }, id))
    this.#introduced = true
    this.#onIntroduced?.()
    for (const event of this.#untold.splice(0)) this.#write(event)
    begin()
  }

  #limits(): Record<string, number> {
    return Object.fromEntries(limitKeys.map(key => [key, this.#hub.limits[key]]))
  }

  async #ask(session: Session, id: string, command: Command): Promise<void> {
    const outcome = await perform(this.#hub, session, command)
    switch (outcome.kind) {
      case 'reply':
        this.#write(outcome.event, id)
        return outcome.after?.()
      case 'leave':
        this.#write(outcome.event, id)
        this.#hub.end(session, 'exit')
        return this.#leave(closing.normal)
      case 'log':
      case 'download':
      case 'upload':
      case 'frames':
        throw new Refusal('not-here')
      default:
        outcome satisfies never
    }
  }

  async #say(session: Session, room: Room, said: readonly OwnSaid[]): Promise<void> {
    const at = this.#hub.clock.now()
    try {
      const { first, outcomes } = await say(this.#hub, session, room, said, at)
      const special = new Map(outcomes.map(outcome => [outcome.index, outcome]))
      let seq = first
      for (const [index, { id }] of said.entries()) {
        const outcome = special.get(index)
        if (outcome !== undefined && 'refused' in outcome) {
          this.#answer(id, new Refusal(outcome.refused))
          continue
        }
        const again = outcome !== undefined && 'again' in outcome
        const place = again ? { seq: outcome.again, at: outcome.at } : { seq: seq++, at }
        this.#push(writeReceipt(id, { room: room.id, ...place, again }))
      }
    } catch (thrown) {
      for (const { id } of said) this.#fail(id, thrown)
    }
  }

  #fail(id: string | undefined, thrown: unknown): void {
    // Nobody knows whether it was stored: there is no honest answer.
    if (thrown instanceof StoreLost) return void this.#wire.destroy()
    this.#answer(id, refusalOf(thrown, this.#hub.log, this.#session?.id))
  }

  #answer(id: string | undefined, refusal: Refusal): void {
    this.#write({ event: 'refused', refusal }, id)
    if (!refusal.closes) return
    if (this.#session !== undefined) this.#hub.end(this.#session, 'refused')
    this.#leave(codeOf({ event: 'refused', refusal }))
  }

  /** The client has sent its FIN, and has all its answers. */
  async #finish(): Promise<void> {
    if (this.#introduced) await this.#session?.whenLive()
    if (this.#closing) return
    if (this.#session !== undefined) this.#hub.end(this.#session, 'closed')
    this.#leave(closing.normal)
  }

  #leave(code: number, last?: Event): void {
    if (this.#closing) return
    if (last !== undefined) this.#write(last)
    this.#closing = true
    this.#agenda.close()
    // Reading on lets the last words arrive: closing with unread input would reset the connection.
    this.#wire.pause(false)
    this.#wire.end(code)
    setTimeout(() => this.#wire.destroy(), limits.lingerSecondsMax * 1_000).unref()
  }

  #cut(reason: 'too-slow' | 'timeout'): void {
    if (this.#session !== undefined) this.#hub.end(this.#session, reason)
    this.#closing = true
    this.#agenda.close()
    this.#wire.destroy()
  }

  #write(event: Event, re?: string): void {
    this.#push(writeFrame(event, re))
  }

  #push(json: string): void {
    if (!this.#closing) this.#wire.outbox.push(frameBytes(this.#wire.syntax, json))
  }
}

function codeOf(last: Event): number {
  if (last.event === 'stopping') return closing.goingAway
  if (last.event !== 'refused') return closing.normal
  if (last.refusal.code === 'internal') return closing.internal
  return tryLater.has(last.refusal.code) ? closing.tryLater : closing.policy
}
