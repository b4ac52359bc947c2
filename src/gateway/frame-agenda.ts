// What a connection has asked for in frames: in which order it is done, how much of it at once, and when to stop reading.
import { inRoom } from '../hub/finding.ts'
import type { Hub } from '../hub/hub.ts'
import type { Room } from '../hub/room.ts'
import { fits, type Said } from '../hub/saying.ts'
import type { Session } from '../hub/session.ts'
import type { ReadFrame } from '../protocol/json.ts'
import { limits } from '../protocol/limits.ts'
import type { Verb } from '../protocol/messages.ts'

/** Questions, which may be answered in any order. Everything else waits for what came before it, and what comes after it waits. */
const questions: ReadonlySet<Verb> = new Set([
  'typing',
  'read',
  'page',
  'search',
  'members',
  'who',
  'rooms',
  'ping',
  'status',
  'limits',
  'list',
])

/** A message with the id under which it is answered. */
export type OwnSaid = Said & { readonly id: string }

export type AgendaParts = {
  /** Once the connection has said hello; then questions and messages may go together. */
  readonly session: () => Session | undefined
  /** Whether there is room for more answers. */
  readonly mayAnswer: () => boolean
  readonly carryOut: (read: ReadFrame) => Promise<void>
  readonly say: (session: Session, room: Room, said: readonly OwnSaid[]) => Promise<void>
  /** Nothing more will come, and nothing is left to do. */
  readonly done: () => void
  readonly pause: (on: boolean) => void
}

export class FrameAgenda {
  readonly #hub: Hub
  readonly #parts: AgendaParts
  #waiting: ReadFrame[] = []
  #waitingCharacters = 0
  /** Commands under way, and whether one of them lets nothing else be done. */
  #asked = 0
  #alone = false
  #slowed = false
  #scheduled = false
  #paused = false
  #closed = false
  #ended = false

  constructor(hub: Hub, parts: AgendaParts) {
    this.#hub = hub
    this.#parts = parts
  }

  /** Whether reading has stopped until something is done. */
  get paused(): boolean {
    return this.#paused
  }

  /** Those that come together are acted upon together. */
  add(read: ReadFrame, characters: number): void {
    if (this.#closed) return
    this.#waiting.push(read)
    this.#waitingCharacters += characters
    this.#brake()
    if (this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(() => {
      this.#scheduled = false
      this.goOn()
    })
  }

  /** Nothing more will come; what came is still done. */
  end(): void {
    this.#ended = true
    this.goOn()
  }

  /** Nothing more is done. */
  close(): void {
    this.#closed = true
    this.#waiting = []
    this.#brake()
  }

  goOn(): void {
    while (!this.#closed && !this.#alone && !this.#slowed && this.#asked < limits.askedTogetherMax && this.#parts.mayAnswer()) {
      const [read] = this.#waiting
      if (read === undefined) break
      const session = this.#parts.session()
      const next = session === undefined ? undefined : this.#nextSaid(session)
      if (session !== undefined && next !== undefined)
        this.#under(next.said.length, false, session, this.#parts.say(session, next.room, next.said))
      else if (session !== undefined && 'command' in read && questions.has(read.command.verb)) this.#begin(read, session, false)
      else if (this.#asked > 0) break
      else this.#begin(read, session, true)
    }
    this.#brake()
    if (this.#ended && !this.#closed && this.#waiting.length === 0 && this.#asked === 0) this.#parts.done()
  }

  #begin(read: ReadFrame, session: Session | undefined, alone: boolean): void {
    this.#waiting.shift()
    this.#under(1, alone, session, this.#parts.carryOut(read))
  }

  #under(count: number, alone: boolean, session: Session | undefined, work: Promise<void>): void {
    this.#asked += count
    this.#alone = alone
    if (session !== undefined) this.#slowDown(this.#hub.delay(session, count))
    void work.finally(() => {
      this.#asked -= count
      if (alone) this.#alone = false
      if (this.#waiting.length === 0) this.#waitingCharacters = 0
      this.goOn()
    })
  }

  /** Messages for one room that stand together are stored together; nothing if the next frame is no message that can be said just so. */
  #nextSaid(session: Session): { room: Room; said: readonly OwnSaid[] } | undefined {
    const said: OwnSaid[] = []
    let room: Room | undefined
    for (const read of this.#waiting) {
      if (said.length >= limits.askedTogetherMax || !('command' in read) || read.command.verb !== 'say') break
      const found = inRoom(session, read.command.room ?? session.room.id)
      if (
        found === undefined ||
        found.archived ||
        (room ?? found) !== found ||
        !fits(read.command.text, this.#hub.limits['max-line-bytes'])
      )
        break
      room = found
      said.push({ ...read.command, id: read.id })
    }
    if (room === undefined) return undefined
    this.#waiting.splice(0, said.length)
    return { room, said }
  }

  /** A flood is delayed, never refused: nothing more is done until the time is up. */
  #slowDown(milliseconds: number): void {
    if (milliseconds === 0) return
    this.#slowed = true
    setTimeout(() => {
      this.#slowed = false
      this.goOn()
    }, milliseconds).unref()
  }

  /** Stops reading while enough waits to be acted upon, so that TCP itself slows the sender down. */
  #brake(): void {
    const pause = !this.#closed && (this.#waiting.length > limits.askedTogetherMax || this.#waitingCharacters > limits.inboxBytesMax)
    if (pause === this.#paused) return
    this.#paused = pause
    this.#parts.pause(pause)
  }
}
