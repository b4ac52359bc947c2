// Does what is to be done, one job after the other, over one connection, until that breaks or the user leaves.
import { clientBounds } from '../../client/lines/bounds.ts'
import type { Answer } from '../../client/lines/replies.ts'
import { type Face, ownCommands } from './face.ts'
import { Cancelled, Failed, failureOf } from './failures.ts'
import type { Guest } from './guest.ts'
import { type Ask, type Carry, changesRooms, isForRoom, type Job } from './jobs.ts'
import type { Rooms } from './rooms.ts'
import { keptBack, meantFor, type ToDo } from './to-do.ts'
import { lookAround } from './whereabouts.ts'
import type { Wire } from './wire.ts'

export type PumpParts = {
  readonly toDo: ToDo
  readonly rooms: Rooms
  readonly guest: Guest
  readonly face: Face
  /** A transfer begins that leaves an entry: chat is left to the catching up after it. */
  readonly hold: () => void
  readonly catchUp: (wire: Wire) => Promise<void>
  /** Something was achieved: this connection is worth having. */
  readonly useful: () => void
  readonly leave: () => void
}

export class Pump {
  readonly #parts: PumpParts
  readonly #wire: Wire

  constructor(wire: Wire, parts: PumpParts) {
    this.#wire = wire
    this.#parts = parts
  }

  /** Ends when all is done and no more will come; throws why the connection broke. */
  async run(): Promise<void> {
    const { toDo, rooms, face, leave } = this.#parts
    for (;;) {
      const job = this.#next()
      if (job === undefined && toDo.isLast && toDo.unanswered.length === 0) return leave()
      if (this.#wantsToLook(job)) {
        await this.#unansweredAtMost(0)
        await lookAround(this.#wire, rooms)
        face.moved(rooms.current.name)
      } else if (job === undefined) {
        await toDo.changes.next(this.#wire.gone)
      } else if (job.kind === 'ask' && job.tries < clientBounds.triesMax) {
        await this.#send(job)
      } else {
        // The rest is not for the hub to answer, and takes its turn behind what is.
        await this.#unansweredAtMost(0)
        if (job.kind === 'carry') await this.#carry(job)
        else this.#settleHere(job)
      }
    }
  }

  /** The job whose turn it is; while a script is barred from its room, what it has to say there is said nowhere. */
  #next(): Job | undefined {
    const { toDo, rooms } = this.#parts
    const job = toDo.jobs[0]
    if (job === undefined || rooms.barred === undefined || !(isForRoom(job) || changesRooms(job))) return job
    toDo.replace(job, isForRoom(job) ? keptBack(rooms.barred, job) : meantFor(rooms.barred, job))
    return toDo.jobs[0]
  }

  /** Whether the hub has to be asked where one is first: at once, or where there is time or it becomes hard to know later. */
  #wantsToLook(job: Job | undefined): boolean {
    const { toDo, rooms } = this.#parts
    if (rooms.lost !== undefined) return true
    if (!rooms.isRenamed && !rooms.current.seen.isUncertain) return false
    if (job === undefined) return toDo.unanswered.length === 0
    return changesRooms(job) || rooms.current.seen.wantsQuiet
  }

  async #unansweredAtMost(most: number): Promise<void> {
    const { toDo } = this.#parts
    while (toDo.unanswered.length > most) await toDo.changes.next(this.#wire.gone)
  }

  async #send(ask: Ask): Promise<void> {
    const { toDo, rooms } = this.#parts
    const isAlone = changesRooms(ask)
    await this.#unansweredAtMost(isAlone || rooms.current.seen.wantsQuiet ? 0 : clientBounds.unansweredMax - 1)
    await this.#wire.room()
    this.#wire.gone.throwIfAborted()
    ask.room = rooms.current
    toDo.unanswered.push(ask)
    toDo.done(ask)
    this.#wire.send(ask.line, { expects: ask.expects, answered: answer => this.#answered(ask, answer) })
    // What follows is for the room that this leads to.
    if (isAlone) await this.#unansweredAtMost(0)
  }

  #answered(ask: Ask, answer: Answer): void {
    const { toDo, rooms, guest, face, useful, leave } = this.#parts
    toDo.unanswered.shift()
    useful()
    rooms.answered(ask, answer)
    guest.heard(ask.typed, answer)
    if (answer.answer === 'refused') toDo.hasFailed = true
    if (answer.answer === 'rows')
      for (const line of [`${answer.word} ${answer.rows.length}`, ...answer.rows, 'END']) face.hub(line, 'answer')
    else face.hub(answer.line, answer.answer === 'refused' || answer.answer === 'receipt' ? answer.answer : 'answer')
    if (answer.answer === 'rows' && answer.word === 'HELP' && face.isPerson) face.note(ownCommands)
    face.moved(rooms.current.name)
    if (toDo.unanswered.length === 0) rooms.current.seen.quiet()
    toDo.changes.tell()
    if (ask.expects.reply === 'line' && ask.expects.word === 'Goodbye,' && answer.answer === 'line') leave()
  }

  #settleHere(job: Exclude<Job, Carry>): void {
    const { toDo, face } = this.#parts
    toDo.done(job)
    if (job.kind === 'answered') face.hub(job.line, job.said)
    else {
      toDo.hasFailed = true
      face.wrong(
        job.kind === 'tell' ? job.sentence : `Given up: the connection broke ${job.tries} times before this was answered: ${job.typed}`,
      )
    }
  }

  async #carry(job: Carry): Promise<void> {
    const { face, hold, catchUp, useful } = this.#parts
    const { transfer, stop } = job
    const before = transfer.moved
    const drop = (): void => this.#wire.drop(new Cancelled())
    if (transfer.leavesEntry) hold()
    try {
      stop.signal.throwIfAborted()
      stop.signal.addEventListener('abort', drop)
      await transfer.run(this.#wire, face, stop.signal)
      await this.#finish(job)
    } catch (error) {
      const failure = failureOf(error, transfer.title)
      if (stop.signal.aborted) await this.#finish(job, transfer.stoppedNote())
      else if (failure !== undefined) await this.#finish(job, failure)
      else if (transfer.moved > before) {
        job.stalls = 0
        useful()
      } else if (++job.stalls >= clientBounds.triesMax) {
        await this.#finish(job, new Failed(`Given up: the connection broke ${job.stalls} times without progress of: ${transfer.title}`))
      }
      if (failure === undefined || stop.signal.aborted) throw error
    } finally {
      stop.signal.removeEventListener('abort', drop)
      face.watch()
    }
    useful()
    if (transfer.leavesEntry) await catchUp(this.#wire)
  }

  /** The transfer is over: done, stopped by the user with that note, or failed. */
  async #finish(job: Carry, how?: string | Failed): Promise<void> {
    const { toDo, face } = this.#parts
    toDo.hasFailed ||= how !== undefined
    face.watch()
    if (typeof how === 'string') face.note(how)
    else if (how !== undefined && !how.told) face.wrong(how.message)
    toDo.done(job)
    await job.transfer[Symbol.asyncDispose]()
  }
}
