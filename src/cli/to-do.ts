// What is typed and not done yet: jobs in their order, and lines that were sent and not answered.
import { clientBounds } from '../client/bounds.ts'
import { Changes } from './changes.ts'
import type { Ask, Carry, Job } from './jobs.ts'

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

  /** Whether those messages arrived nobody knows, and they must not be said twice. */
  giveUpUnknown(asks: readonly Ask[]): void {
    for (const ask of asks) {
      const at = this.jobs.indexOf(ask)
      if (at >= 0) this.jobs.splice(at, 1, { kind: 'tell', sentence: `It is not known whether this arrived: ${ask.typed}` })
    }
  }
}
