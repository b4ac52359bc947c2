// Keeps one connection to a hub: opens it, greets, notices when it is dead, waits a little longer after each failure, and opens it again;
// until it is closed here, or the hub says something that no other try would mend.
import type { Hello, HelloReply, HubFrame } from '../protocol/json.ts'
import type { Clock } from './api.ts'
import { PartylineError } from './error.ts'
import { readHubFrame } from './frames.ts'
import { Heartbeat } from './heartbeat.ts'
import { helloMayPass, isFinal, waitMs } from './reconnecting.ts'
import { sdkBounds } from './sdk-bounds.ts'
import type { ConnectionState, Why } from './state/state.ts'
import type { Link, Transport } from './transport.ts'

/** Who uses the connection. */
export type KeeperEvents = {
  hello(): Omit<Hello, 'id' | 'verb' | 'version'>
  greeted(reply: HelloReply): void
  /** A frame that came after the hello. */
  frame(frame: HubFrame): void
  /** The hub does not know the token. Answers whether one goes on without it. */
  tokenRefused(): boolean
  /** The connection on which one was greeted is gone. */
  lost(): void
  changed(connection: ConnectionState): void
  /** For good. */
  ended(error: PartylineError): void
  id(): string
}

type Phase =
  | { readonly at: 'idle' }
  | { readonly at: 'opening'; readonly link: Link; readonly cancel: () => void; helloId: string | undefined }
  | { readonly at: 'live'; readonly link: Link; readonly since: number; readonly heartbeat: Heartbeat }
  | { readonly at: 'waiting'; readonly cancel: () => void }
  | { readonly at: 'closed' }

const helloVersion = 1

export class Keeper {
  readonly #url: URL
  readonly #transport: Transport
  readonly #clock: Clock
  readonly #random: () => number
  readonly #events: KeeperEvents
  #phase: Phase = { at: 'idle' }
  #tries = 0
  /** Why the hub will close or has closed, in its own words. */
  #said: Why | undefined
  #cameBack = false

  constructor(url: URL, transport: Transport, clock: Clock, random: () => number, events: KeeperEvents) {
    this.#url = url
    this.#transport = transport
    this.#clock = clock
    this.#random = random
    this.#events = events
  }

  get live(): boolean {
    return this.#phase.at === 'live'
  }

  open(): void {
    if (this.#phase.at === 'closed') return
    this.#said = undefined
    this.#events.changed({ at: 'connecting' })
    // What an earlier link still tells is nobody's business any more.
    let over = false
    const mine = (handle: () => void) => () => {
      if (!over) handle()
    }
    const gone = (code: string, sentence: string) =>
      mine(() => {
        over = true
        this.#gone(code, sentence)
      })()
    const link = this.#transport(this.#url, {
      opened: mine(() => this.#greet()),
      frame: json => mine(() => this.#heard(json))(),
      closed: sentence => gone('cut', sentence),
    })
    const cancel = this.#clock.after(sdkBounds.openingMs, () => {
      this.#drop('silent', `The hub did not greet within ${sdkBounds.openingMs / 1_000} s.`)
    })
    this.#phase = { at: 'opening', link, cancel, helloId: undefined }
    this.#abandon = () => {
      over = true
      link.close()
    }
  }

  /** Leaves the present link to itself. */
  #abandon: () => void = () => {}

  send(frame: { readonly id: string; readonly verb: string }): void {
    if (this.#phase.at === 'live') this.#phase.link.send(JSON.stringify(frame))
  }

  /** Tries at once instead of waiting; a connection that seems to live is asked whether it does. */
  nudge(): void {
    if (this.#phase.at === 'live') this.#phase.heartbeat.askNow()
    if (this.#phase.at !== 'waiting') return
    this.#phase.cancel()
    this.#tries = 0
    this.open()
  }

  /** The connection cannot be trusted any more: opens another one, and resumes. */
  fault(sentence: string): void {
    this.#drop('fault', sentence)
  }

  close(why: Why): void {
    if (this.#phase.at === 'closed') return
    this.#leave()
    this.#abandon()
    this.#phase = { at: 'closed' }
    this.#events.changed({ at: 'closed', why })
    this.#events.ended(new PartylineError(why.code, why.sentence))
  }

  #greet(): void {
    if (this.#phase.at !== 'opening') return
    const id = this.#events.id()
    this.#phase.helloId = id
    this.#phase.link.send(JSON.stringify({ id, verb: 'hello', version: helloVersion, ...this.#events.hello() }))
  }

  #heard(json: string): void {
    const frame = readHubFrame(json)
    if (frame === undefined) this.#drop('fault', 'The hub sent something that is no frame.')
    else if (this.#phase.at === 'live') {
      this.#phase.heartbeat.heard()
      if (frame.re === undefined) this.#note(frame)
      this.#events.frame(frame)
    } else if (this.#phase.at === 'opening') this.#answered(frame, this.#phase)
  }

  #answered(frame: HubFrame, phase: Phase & { at: 'opening' }): void {
    if (frame.event === 'refused') this.#helloRefused(frame)
    else if (frame.event !== 'hello' || frame.re !== phase.helloId) this.#note(frame)
    else this.#greeted(frame, phase)
  }

  #greeted(reply: HelloReply, phase: Phase & { at: 'opening' }): void {
    phase.cancel()
    const heartbeat = new Heartbeat(
      this.#clock,
      () => this.send({ id: this.#events.id(), verb: 'ping' }),
      () => this.#drop('silent', `The hub has answered nothing for ${sdkBounds.silentMs / 1_000} s.`),
    )
    this.#phase = { at: 'live', link: phase.link, since: this.#clock.now(), heartbeat }
    this.#events.greeted(reply)
  }

  #helloRefused({ code, sentence, closes }: HubFrame & { event: 'refused' }): void {
    if (code === 'bad-token') {
      if (!this.#events.tokenRefused()) this.close({ code: 'signed-out', sentence: 'This device is signed out. Sign in again.' })
      else if (!closes) this.#greet()
      else this.#drop(code, sentence)
    } else if (helloMayPass(code)) this.#drop(code, sentence)
    else this.close({ code, sentence })
  }

  /** What the hub says of itself before it closes. */
  #note(frame: HubFrame): void {
    if (frame.event === 'stopping') this.#said = { code: 'stopping', sentence: 'The hub is stopping.' }
    if (frame.event !== 'refused' || frame.re !== undefined) return
    this.#said = { code: frame.code, sentence: frame.sentence }
    if (frame.code === 'resumed-elsewhere' && this.#isTakenOverSoon()) this.#drop(frame.code, frame.sentence)
    else if (isFinal(frame.code)) this.close(this.#said)
  }

  /** A program that died and was started again may be followed by what its former life had sent. Once: another program would take it back. */
  #isTakenOverSoon(): boolean {
    const since = this.#phase.at === 'live' ? this.#phase.since : this.#clock.now()
    const soon = !this.#cameBack && this.#clock.now() - since < sdkBounds.takenOverSoonMs
    this.#cameBack = true
    return soon
  }

  #drop(code: string, sentence: string): void {
    this.#abandon()
    this.#gone(code, sentence)
  }

  #gone(code: string, sentence: string): void {
    if (this.#phase.at !== 'opening' && this.#phase.at !== 'live') return
    const opened = this.#phase.at === 'live' || this.#phase.helloId !== undefined
    if (this.#phase.at === 'live' && this.#clock.now() - this.#phase.since >= sdkBounds.stableMs) {
      this.#tries = 0
      this.#cameBack = false
    }
    this.#leave()
    const milliseconds = waitMs(this.#tries++, this.#random())
    const cancel = this.#clock.after(milliseconds, () => this.open())
    this.#phase = { at: 'waiting', cancel }
    const why = this.#said ?? { code: code === 'cut' && !opened ? 'unreachable' : code, sentence }
    this.#events.changed({ at: 'waiting', until: this.#clock.now() + milliseconds, why })
  }

  /** Stops what belongs to the present phase. */
  #leave(): void {
    const phase = this.#phase
    if (phase.at === 'opening' || phase.at === 'waiting') phase.cancel()
    if (phase.at !== 'live') return
    phase.heartbeat.stop()
    this.#events.lost()
  }
}
