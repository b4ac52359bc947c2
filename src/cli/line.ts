// The line to a hub: it stays up. When the connection breaks it comes back, finds out what had arrived, sends the rest, and shows
// what was missed, so that each line is said once and each is read once.
import { setTimeout as pause } from 'node:timers/promises'
import { backOffMs } from '../client/back-off.ts'
import { clientBounds } from '../client/bounds.ts'
import { isLobbyEntry } from '../client/entries.ts'
import { Seen } from '../client/seen.ts'
import { type Address, writeAddress } from './address.ts'
import { catchUp, noticeNewLog, showMissed } from './catch-up.ts'
import type { Face } from './face.ts'
import { Cancelled, Final, Lost } from './failures.ts'
import type { Guest } from './guest.ts'
import { Pump } from './pump.ts'
import { ToDo } from './to-do.ts'
import { type Listener, Wire } from './wire.ts'

export type LineOptions = {
  readonly address: Address
  readonly guest: Guest
  readonly face: Face
  /** How long to try for a new connection before giving up; undefined for as long as it takes. */
  readonly patienceMs: number | undefined
}

const steadyMs = 10_000

export class Line {
  readonly toDo = new ToDo()
  readonly #options: LineOptions
  readonly #seen = new Seen()
  readonly #leaving = new AbortController()
  #wire: Wire | undefined
  #isUp = false
  #hasBeenUp = false
  #isLossTold = false
  /** The lobby's lines are left to a SINCE that is about to be asked. */
  #isHolding = false
  /** Connections begun since the last that was of use, itself counted: the next one comes at once only after none. */
  #tries = 0
  #upAt = 0
  #brokenSince: number | undefined

  constructor(options: LineOptions) {
    this.#options = options
  }

  get isUp(): boolean {
    return this.#isUp
  }

  /** Stops the transfer whose turn it is; answers whether there was one. */
  stopTransfer(): boolean {
    const job = this.toDo.carry
    if (job === undefined) return false
    job.stop.abort(new Cancelled())
    this.#tries = 0
    // Without a connection nobody else would hear of it.
    if (!this.#isUp) {
      this.toDo.done(job)
      this.#options.face.note(job.transfer.stoppedNote())
      void job.transfer[Symbol.asyncDispose]()
    }
    return true
  }

  leave(): void {
    this.#leaving.abort(new Cancelled())
    this.#wire?.leave()
  }

  /** Lives until `leave`, or throws the sentence that ends it. */
  async run(): Promise<void> {
    try {
      while (!this.#leaving.signal.aborted) await this.#talkOnce()
    } finally {
      for (const job of this.toDo.jobs) if (job.kind === 'carry') await job.transfer[Symbol.asyncDispose]()
    }
  }

  async #talkOnce(): Promise<void> {
    try {
      await this.#talk(await this.#connect())
    } catch (error) {
      if (this.#leaving.signal.aborted) return
      if (!(error instanceof Lost || error instanceof Cancelled) || !this.#hasBeenUp) throw error
      this.#broke(error)
    }
  }

  async #connect(): Promise<Wire> {
    if (this.#tries > 0) await pause(backOffMs(this.#tries - 1, Math.random()), undefined, { signal: this.#leaving.signal })
    this.#tries++
    return Wire.open(this.#options.address, this.#leaving.signal)
  }

  #broke(why: Error): void {
    const { address, face, patienceMs } = this.#options
    if (why instanceof Lost && !this.#isLossTold) {
      this.#isLossTold = true
      face.note(`connection lost, trying again ... (${why.message.replace(/\.$/, '')})`)
    }
    const now = performance.now()
    // A connection that comes and goes at once is no connection.
    const wasSteady = this.#upAt > (this.#brokenSince ?? 0) && now - this.#upAt > steadyMs
    if (wasSteady) this.#tries = 1
    if (this.#brokenSince === undefined || wasSteady) this.#brokenSince = now
    if (patienceMs === undefined || now - this.#brokenSince < patienceMs) return
    throw new Final(`${writeAddress(address)} was lost and did not come back (lines not answered: ${this.toDo.length}). ${why.message}`)
  }

  async #talk(wire: Wire): Promise<void> {
    const { guest, face } = this.#options
    this.#wire = wire
    const listening = wire.listen(this.#listener())
    try {
      await this.#enter(wire)
      await new Pump(wire, {
        toDo: this.toDo,
        seen: this.#seen,
        guest,
        face,
        hold: () => {
          this.#isHolding = true
        },
        catchUp: () => this.#catchUp(wire),
        useful: () => {
          this.#tries = 1
          this.#brokenSince = undefined
        },
        leave: () => this.leave(),
      }).run()
    } finally {
      this.#isUp = false
      wire.drop(new Lost('Done.'))
      await listening
      this.toDo.rewind()
    }
  }

  #listener(): Listener {
    const { guest, face } = this.#options
    return {
      unasked: line => {
        const isEntry = isLobbyEntry(line)
        if (isEntry && this.#isHolding) return
        // One's own former connection, as the hub lets go of it.
        if (!this.#isUp && [...guest.names].some(name => line === `* ${name} left`)) return
        if (isEntry) this.#seen.chat(line)
        if (this.toDo.unanswered.length === 0) this.#seen.quiet()
        face.hub(line, line.startsWith('[') ? 'chat' : 'notice')
      },
      closing: line => {
        if (this.#hasBeenUp) face.hub(line, 'refused')
      },
      drained: () => face.drained(),
    }
  }

  async #enter(wire: Wire): Promise<void> {
    const { address, guest, face } = this.#options
    this.#isHolding = this.#hasBeenUp
    const { welcome, seq, refused } = await guest.enter(wire, face)
    if (refused) this.toDo.hasFailed = true
    if (this.#hasBeenUp) {
      if (seq === undefined) await noticeNewLog(wire, this.#seen, face)
      await this.#catchUp(wire)
      if (this.#isLossTold) face.note(`connected again as ${guest.name}`)
    } else {
      await showMissed(wire, this.#seen, face, { welcome, name: guest.name, where: writeAddress(address), seq })
    }
    wire.allowSilence(clientBounds.answerSecondsMax)
    this.#isLossTold = false
    this.#hasBeenUp = true
    this.#isUp = true
    this.#upAt = performance.now()
  }

  async #catchUp(wire: Wire): Promise<void> {
    const { guest, face } = this.#options
    const { unsure } = this.toDo
    const messages = unsure.map(ask => ask.message).filter(message => message !== undefined)
    const whole = (): void => {
      this.#isHolding = false
    }
    this.#isHolding = true
    if (!(await catchUp(wire, { seen: this.#seen, face, names: guest.names, messages, whole }))) {
      this.toDo.giveUpUnknown(unsure.filter(ask => ask.message !== undefined))
    }
    for (const ask of unsure) ask.unsure = false
  }
}
