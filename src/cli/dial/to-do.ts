// What is typed and not done yet: jobs in their order, and lines that were sent and not answered.
import { clientBounds } from '../../client/lines/bounds.ts'
import { Changes } from './changes.ts'
import { type Ask, type Carry, changesRooms, insteadOf, isForRoom, type Job, titleOf } from './jobs.ts'

export class ToDo {
  readonly jobs: Job[] = []
  readonly unanswered: Ask[] = []
  /** Told whenever something was added or done. */
  readonly changes = new Changes()
  /** No more jobs will come. */
  isLast = false
  /** Whether anything was refused or came to nothing. */
  hasFailed = false

  get isFull(): boolean {
    return this.jobs.length >= clientBounds.waitingLinesMax
  }

  get length(): number {
    return this.jobs.length + this.unanswered.length
  }

  /** The transfer whose turn it is. */
  get carry(): Carry | undefined {
    const job = this.jobs[0]
    return job?.kind === 'carry' ? job : undefined
  }

  add(job: Job): void {
    this.jobs.push(job)
    this.changes.tell()
  }

  end(): void {
    this.isLast = true
    this.changes.tell()
  }

  /** Takes off a job that is done. */
  done(job: Job): void {
    const at = this.jobs.indexOf(job)
    if (at >= 0) this.jobs.splice(at, 1)
    this.changes.tell()
  }

  /** The connection broke: what was not answered comes first again. */
  rewind(): void {
    // The first of them is the one that may have broken it.
    const [first] = this.unanswered
    if (first !== undefined) first.tries++
    for (const ask of this.unanswered) ask.unsure = true
    this.jobs.unshift(...this.unanswered.splice(0))
  }

  /** Lines of which it is not known whether the hub took them. */
  get unsure(): Ask[] {
    return this.jobs.filter(job => job.kind === 'ask').filter(ask => ask.unsure)
  }

  /** Puts another job in the place of one. */
  replace(job: Job, by: Job): void {
    const at = this.jobs.indexOf(job)
    if (at >= 0) this.jobs.splice(at, 1, by)
  }

  /** Whether those arrived nobody knows, and they must not be said twice. */
  giveUpUnknown(asks: readonly Ask[]): void {
    for (const ask of asks) {
      const where = ask.room === undefined || ask.room.isLobby ? '' : ` in ${ask.room.name}`
      const how = ask.bearing.to === 'people' ? 'was sent' : `arrived${where}`
      this.replace(ask, { kind: 'tell', sentence: `It is not known whether this ${how}: ${ask.typed}` })
    }
  }

  /** Names of rooms into which an unanswered line may have brought the user. */
  get roomsMeant(): Set<string> {
    const meant = this.unsure.map(({ bearing }) => (bearing.to === 'rooms' && bearing.verb !== 'leave' ? bearing.name : undefined))
    return new Set(meant.filter(name => name !== undefined))
  }

  /** It is known now what arrived: that is answered in its turn, and the rest is sent again. */
  settle(): void {
    for (const ask of this.unsure) {
      ask.unsure = false
      const { bearing, trace, room } = ask
      if (trace?.stored !== true || bearing.to !== 'room' || bearing.entry === undefined) continue
      const line = bearing.entry.answer(room?.name ?? '')
      this.replace(ask, { kind: 'answered', line, said: ask.expects.reply === 'receipt' ? 'receipt' : 'answer' })
    }
  }

  /**
   * What was typed for a room that cannot be gone back to is for no other: all that stands before the next change of rooms. Answers
   * whether there is one.
   */
  keepBack(room: string): boolean {
    for (const job of [...this.jobs]) {
      if (changesRooms(job)) {
        this.replace(job, meantFor(room, job))
        return true
      }
      if (isForRoom(job) && (job.kind === 'carry' || job.trace?.stored !== true)) this.replace(job, keptBack(room, job))
    }
    return false
  }
}

export const keptBack = (room: string, job: Ask | Carry): Job => ({
  kind: 'tell',
  sentence: `Not ${job.kind === 'ask' ? 'sent' : 'done'}, since it was for ${room}: ${titleOf(job)}`,
})

/** Who leaves without saying what means that room. */
export function meantFor(room: string, ask: Ask): Ask {
  const isBareLeave = ask.bearing.to === 'rooms' && ask.bearing.verb === 'leave' && ask.bearing.name === undefined
  return isBareLeave ? insteadOf(ask, `/leave ${room}`) : ask
}
