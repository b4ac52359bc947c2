// What a connection has asked for in frames: in which order it is done, how much of it at once, and when to stop reading.
import { inRoom } from '../hub/finding.ts'
import type { Hub } from '../hub/hub.ts'
import type { Room } from '../hub/room.ts'
import { fits, type Said } from '../hub/saying.ts'
import type { Session } from '../hub/session.ts'
import { type ReadFrame, readFrame } from '../protocol/json.ts'
import { limits } from '../protocol/limits.ts'
import type { Verb } from '../protocol/messages.ts'
import type { Refusal } from '../protocol/refusals.ts'
import { Slowing } from './slowing.ts'

/** Questions, which may be answered in any order. Everything else waits for what came before it, and what comes after it waits. */
const questions: ReadonlySet<Verb> = new Set([
  'typing',
  'read',
  'page',
  'search',
  'log',
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

/** A frame as it came, read when its turn comes. */
type Waiting = { readonly json: string; read: ReadFrame | undefined }

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
  /** Far more has come than may be said, for too long. */
  readonly floods: () => void
}

export class FrameAgenda {
  readonly #hub: Hub
  readonly #parts: AgendaParts
  #waiting: Waiting[] = []
  #waitingCharacters = 0
  /** Commands under way, and whether one of them lets nothing else be done. */
  #asked = 0
  /** What was done in this turn of the event loop. */
  #acted = 0
  #alone = false
  readonly #slowing: Slowing
  #scheduled = false
  #paused = false
  #closed = false
  #ended = false

  constructor(hub: Hub, parts: AgendaParts) {
    this.#hub = hub
    this.#parts = parts
    this.#slowing = new Slowing(hub, { backlog: () => this.#paused, goOn: () => this.goOn(), flooding: parts.floods })
  }

  /** Whether reading has stopped until something is done. */
  get paused(): boolean {
    return this.#paused
  }

  /** Those that come together are acted upon together. */
  add(json: string): void {
    this.#add({ json, read: undefined })
  }

  /** What was no frame at all. */
  refuse(refusal: Refusal): void {
    this.#add({ json: '', read: { id: undefined, refusal } })
  }

  #add(waiting: Waiting): void {
    if (this.#closed) return
    this.#waiting.push(waiting)
    this.#waitingCharacters += waiting.json.length
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
    while (this.#mayAct()) {
      const read = this.#readAt(0)
      if (read === undefined) break
      this.#rest()
      const session = this.#parts.session()
      const next = session === undefined ? undefined : this.#nextSaid(session)
      if (session !== undefined && next !== undefined) {
        this.#slowing.after(session, next.said.length)
        this.#under(next.said.length, false, this.#parts.say(session, next.room, next.said))
      } else if (session !== undefined && 'command' in read && questions.has(read.command.verb)) this.#begin(read, session, false)
      else if (this.#asked > 0) break
      else this.#begin(read, session, true)
    }
    this.#brake()
    if (this.#ended && !this.#closed && this.#waiting.length === 0 && this.#asked === 0) this.#parts.done()
  }

  #mayAct(): boolean {
    if (this.#closed || this.#alone || this.#slowing.on || this.#acted >= limits.turnFramesMax) return false
    return this.#asked < limits.askedTogetherMax && this.#parts.mayAnswer()
  }

  /** Lets the other connections have their turn when it has had its share of this one. */
  #rest(): void {
    if (this.#acted++ > 0) return
    setImmediate(() => {
      const waits = this.#acted >= limits.turnFramesMax
      this.#acted = 0
      if (waits) this.goOn()
    })
  }

  #readAt(index: number): ReadFrame | undefined {
    const waiting = this.#waiting[index]
    if (waiting === undefined) return undefined
    waiting.read ??= readFrame(waiting.json)
    return waiting.read
  }

  #begin(read: ReadFrame, session: Session | undefined, alone: boolean): void {
    this.#waiting.shift()
    if (session !== undefined) this.#slowing.after(session, 0, 'command' in read ? read.command.verb : 'unreadable')
    this.#under(1, alone, this.#parts.carryOut(read))
  }

  #under(count: number, alone: boolean, work: Promise<void>): void {
    this.#asked += count
    this.#alone = alone
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
    const most = Math.min(limits.askedTogetherMax, this.#hub.allowance(session))
    while (said.length < most) {
      const read = this.#readAt(said.length)
      if (read === undefined || !('command' in read) || read.command.verb !== 'say') break
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

  /** Stops reading while enough waits to be acted upon, so that TCP itself slows the sender down. */
  #brake(): void {
    const pause = !this.#closed && (this.#waiting.length > limits.askedTogetherMax || this.#waitingCharacters > limits.inboxBytesMax)
    if (pause === this.#paused) return
    this.#paused = pause
    this.#parts.pause(pause)
  }
}
