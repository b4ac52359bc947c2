// The line to a hub: it stays up. When the connection breaks it comes back, finds out what had arrived, sends the rest, and shows
// what was missed, so that each line is said once and each is read once.
import { setTimeout as pause } from 'node:timers/promises'
import { backOffMs } from '../../client/lines/back-off.ts'
import { clientBounds } from '../../client/lines/bounds.ts'
import { readChat } from '../../client/lines/entries.ts'
import { type Address, writeAddress } from './address.ts'
import { noticeNewLog, showMissed } from './catch-up.ts'
import { type ComingBack, catchUpIn, comeBack } from './come-back.ts'
import type { Face } from './face.ts'
import { Cancelled, Final, Lost } from './failures.ts'
import type { Guest } from './guest.ts'
import { Pump } from './pump.ts'
import { Rooms } from './rooms.ts'
import { ToDo } from './to-do.ts'
import { goTo, learnRooms, memberRooms } from './whereabouts.ts'
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
  readonly rooms = new Rooms()
  readonly #options: LineOptions
  readonly #leaving = new AbortController()
  #wire: Wire | undefined
  #isUp = false
  #hasBeenUp = false
  #isLossTold = false
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
        rooms: this.rooms,
        guest,
        face,
        hold: () => {
          this.rooms.current.isHeld = true
        },
        catchUp: () => this.#catchUpHere(wire),
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
        // One's own former connection, as the hub lets go of it.
        if (!this.#isUp && [...guest.names].some(name => line === `* ${name} left`)) return
        const chat = readChat(line)
        if (chat !== undefined && !this.rooms.heard(chat.room, chat.said, this.toDo.unanswered.length === 0)) return
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
    if (this.#hasBeenUp) this.rooms.hold()
    const { welcome, seq, refused } = await guest.enter(wire, face)
    if (refused) this.toDo.hasFailed = true
    if (this.#hasBeenUp) {
      if (seq === undefined) await noticeNewLog(wire, this.rooms.lobby.seen, face)
      await comeBack(wire, { ...this.#comingBack(), isNew: seq === undefined })
      const { current } = this.rooms
      if (this.#isLossTold) face.note(`connected again as ${guest.name}${current.isLobby ? '' : `, in ${current.name}`}`)
    } else {
      await showMissed(wire, this.rooms.lobby.seen, face, { welcome, name: guest.name, where: writeAddress(address), seq })
      if (seq !== undefined) await this.#findRooms(wire)
    }
    face.moved(this.rooms.current.name)
    wire.allowSilence(clientBounds.answerSecondsMax)
    this.#isLossTold = false
    this.#hasBeenUp = true
    this.#isUp = true
    this.#upAt = performance.now()
  }

  #comingBack(): Omit<ComingBack, 'isNew'> {
    const { guest, face } = this.#options
    return { rooms: this.rooms, toDo: this.toDo, face, names: guest.names }
  }

  /** A guest that was here before is in its rooms already; the lobby is its current one. */
  async #findRooms(wire: Wire): Promise<void> {
    const { rooms } = this
    const names = [...((await memberRooms(wire, rooms)) ?? [])]
    await learnRooms(wire, rooms, names)
    if (!(await goTo(wire, rooms, rooms.lobby))) throw new Final('The hub does not let this guest into the lobby.')
    rooms.isRenamed = false
    if (names.length > 0 && this.#options.face.isPerson)
      this.#options.face.note(`you are in ${names.join(', ')}, too; /join ${names[0]} goes there`)
  }

  /** An upload is told of in the lobby, wherever the user is. */
  async #catchUpHere(wire: Wire): Promise<void> {
    const { rooms } = this
    await catchUpIn(wire, rooms.current, { ...this.#comingBack(), isNew: false })
    if (!(await goTo(wire, rooms, rooms.current))) throw new Final(`The hub does not let this guest back into ${rooms.current.name}.`)
  }
}
