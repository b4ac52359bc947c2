// Commands that are not settled, in the order in which they were given: sent when there is a connection, and again, under the same ids, on the
// next one, until the hub answers. So what makes an entry is stored exactly once ([R15]), and the order of a room is kept ([F4]).
import type { HubFrame } from '../protocol/json.ts'
import type { Receipt, SavedCommand } from './api.ts'
import { PartylineError } from './error.ts'
import { sdkBounds } from './sdk-bounds.ts'

type Frame = SavedCommand['frame']

/** What becomes of commands. */
export type OutboxEvents = {
  send(frame: Frame): void
  /** These went out on the present connection. */
  sent(ids: readonly string[]): void
  refused(frame: Frame, error: PartylineError): void
  /** An entry-making command was stored. `again`: it had been stored before. */
  settled(frame: Frame, receipt: Receipt, again: boolean): void
  /** What would be saved has changed. */
  changed(): void
}

type Item = {
  readonly frame: Frame
  /** It makes an entry: it outlives this program if there is a storage. */
  readonly lasting: boolean
  readonly at: number
  /** It was sent at some time, so nobody knows whether it was stored. */
  tried: boolean
  resolve(answer: HubFrame): void
  reject(error: PartylineError): void
}

export class Outbox {
  readonly #events: OutboxEvents
  #unsent: Item[] = []
  readonly #sent = new Map<string, Item>()
  #open = false
  /** Commands answered on the present connection. */
  #answered = 0
  #idle: (() => void)[] = []

  constructor(events: OutboxEvents) {
    this.#events = events
  }

  get size(): number {
    return this.#unsent.length + this.#sent.size
  }

  /** Puts a command at the end. Resolves with the hub's answer; rejects when it is refused, or given up. */
  ask(frame: Frame, lasting: boolean, at: number): Promise<HubFrame> {
    if (this.size >= sdkBounds.unsettledMax) {
      const full = new PartylineError('outbox-full', `${this.size} commands wait for the hub already. Wait until some are settled.`)
      this.#events.refused(frame, full)
      return Promise.reject(full)
    }
    const { promise, resolve, reject } = Promise.withResolvers<HubFrame>()
    this.#unsent.push({ frame, lasting, at, tried: false, resolve, reject })
    if (lasting) this.#events.changed()
    this.#flush()
    return promise
  }

  /** Puts commands of an earlier run of the program before all others. Nobody waits for them. */
  restore(saved: readonly SavedCommand[]): void {
    const items = saved.map(({ frame, at, sent }): Item => ({ frame, lasting: true, at, tried: sent, resolve: () => {}, reject: () => {} }))
    this.#unsent = [...items, ...this.#unsent]
  }

  saved(): readonly SavedCommand[] {
    return this.#all().flatMap(({ frame, at, tried, lasting }) => (lasting ? [{ frame, at, sent: tried }] : []))
  }

  /** There is a connection: everything goes out in order. */
  opened(): void {
    this.#open = true
    this.#answered = 0
    this.#flush()
  }

  /** The connection is gone: what was sent and not answered is sent again, before what was not. */
  lost(): void {
    this.#open = false
    this.#unsent = this.#all()
    this.#sent.clear()
  }

  answered(id: string, answer: HubFrame): void {
    const item = this.#sent.get(id)
    if (item === undefined) return
    // A hub that stops closes soon; it is asked again when it is back.
    if (answer.event === 'refused' && answer.code === 'stopping') return
    this.#sent.delete(id)
    if (answer.event === 'refused') this.#refuse(item, new PartylineError(answer.code, answer.sentence))
    else {
      if (answer.event === 'receipt') this.#events.settled(item.frame, receiptOf(answer), answer.again)
      item.resolve(answer)
    }
    this.#settled(item)
  }

  /** One's own entry came before its receipt. */
  stored(id: string, receipt: Receipt): void {
    const item = this.#sent.get(id)
    if (item?.lasting !== true) return
    this.#sent.delete(id)
    this.#events.settled(item.frame, receipt, true)
    item.resolve({ event: 'receipt', ...receipt, again: false })
    this.#settled(item)
  }

  /** Gives up those commands. */
  giveUp(which: (command: { frame: Frame; tried: boolean; lasting: boolean }) => boolean, error: PartylineError): void {
    const given = this.#all().filter(which)
    this.#unsent = this.#unsent.filter(item => !given.includes(item))
    for (const item of given) {
      this.#sent.delete(item.frame.id)
      this.#refuse(item, error)
      this.#settled(item)
    }
  }

  /** Everybody who waits is told; what lasts stays in the storage. */
  close(error: PartylineError): void {
    this.#open = false
    for (const item of this.#all()) item.reject(error)
  }

  /** Resolves when nothing is unsettled. */
  async settled(): Promise<void> {
    if (this.size > 0) await new Promise<void>(resolve => this.#idle.push(resolve))
  }

  #all(): Item[] {
    return [...this.#sent.values(), ...this.#unsent]
  }

  #flush(): void {
    if (!this.#open || this.#unsent.length === 0) return
    // A connection is trusted with more the more it has brought back: one that breaks at once must still settle something.
    const free = Math.min(sdkBounds.unansweredMax, sdkBounds.unansweredFirst + 2 * this.#answered) - this.#sent.size
    if (free <= 0) return
    const going = this.#unsent.splice(0, free)
    for (const item of going) {
      this.#sent.set(item.frame.id, item)
      item.tried = true
      this.#events.send(item.frame)
    }
    this.#events.sent(going.map(({ frame }) => frame.id))
  }

  #refuse(item: Item, error: PartylineError): void {
    this.#events.refused(item.frame, error)
    item.reject(error)
  }

  #settled(item: Item): void {
    this.#answered++
    if (item.lasting) this.#events.changed()
    this.#flush()
    if (this.size > 0) return
    for (const resolve of this.#idle.splice(0)) resolve()
  }
}

const receiptOf = ({ room, seq, at }: Receipt): Receipt => ({ room, seq, at })
