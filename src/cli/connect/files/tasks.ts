// The transfers of this window: each command that moves files is one task with a number, whose files go a few at a time.
import type { Transfer } from '../../../client/transfers/api.ts'
import { writeBytes } from '../../amounts.ts'
import { type Ended, type Job, moveAll, type Watcher } from '../../files/crew.ts'
import type { KeptUploads } from '../../files/kept-uploads.ts'
import { Pace } from '../../files/pace.ts'
import { countOf, whyOf } from '../../files/words.ts'
import { plainLine } from '../plain.ts'

/** A task as it is shown. */
export type Task = {
  readonly number: number
  readonly up: boolean
  readonly label: string
  readonly files: { readonly over: number; readonly total: number }
  readonly bytes: number
  readonly total: number | undefined
  readonly perSecond: number
  readonly state: 'running' | 'paused' | 'waiting'
}

export type Asked = {
  readonly up: boolean
  /** What it is called in the list: the file, or the folder. */
  readonly label: string
  /** Where it goes: a room, or a place here. */
  readonly where: string
  /** The files; `stop` ends them, so that another run can go on. */
  jobs(stop: AbortSignal): readonly Job[]
}

/** Who is told what has become of them. */
type Teller = { told(sentence: string): void; wrong(sentence: string): void }

const lookEveryMs = 500
const parallel = 4
const failedToldMax = 3

export class Tasks implements AsyncDisposable {
  readonly kept: KeptUploads
  readonly #going = new Map<number, Going>()
  readonly #over: Promise<void>[] = []
  #last = 0
  #teller: Teller | undefined
  #changed: () => void = () => {}
  #timer: NodeJS.Timeout | undefined
  #hasAsked = false

  constructor(kept: KeptUploads) {
    this.kept = kept
  }

  /** `changed` is called while something moves. */
  watch(teller: Teller, changed: () => void): () => void {
    this.#teller = teller
    this.#changed = changed
    return () => {
      this.#teller = undefined
      this.#changed = () => {}
    }
  }

  rows(): readonly Task[] {
    return [...this.#going.values()].map(going => going.row())
  }

  begin(asked: Asked): void {
    const going = new Going(++this.#last, asked)
    this.#going.set(going.number, going)
    this.#hasAsked = false
    this.#over.push(this.#run(going))
    this.#timer ??= setInterval(() => this.#changed(), lookEveryMs)
    this.#changed()
  }

  /** Answers a sentence when there is nothing to do it to. */
  pause(number: number | undefined): string | undefined {
    return this.#each(number, going => going.pause())
  }

  resume(number: number | undefined): string | undefined {
    return this.#each(number, going => going.resume())
  }

  cancel(number: number): string | undefined {
    return this.#each(number, going => going.cancel())
  }

  /** What whoever wants to leave is to be asked first: once. */
  beforeLeaving(): string | undefined {
    const count = this.#going.size
    if (count === 0 || this.#hasAsked) return undefined
    this.#hasAsked = true
    return `${countOf(count, 'transfer')} under way. Leave again to quit: the same command goes on with ${count === 1 ? 'it' : 'them'} next time.`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    for (const going of this.#going.values()) going.stop()
    await Promise.all(this.#over)
  }

  async #run(going: Going): Promise<void> {
    await going.run()
    this.#going.delete(going.number)
    if (this.#going.size === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
    }
    const { sentence, wrong } = going.outcome()
    if (wrong) this.#teller?.wrong(sentence)
    else this.#teller?.told(sentence)
    this.#changed()
  }

  #each(number: number | undefined, act: (going: Going) => void): string | undefined {
    const those = [...this.#going.values()].filter(going => number === undefined || going.number === number)
    for (const going of those) act(going)
    this.#changed()
    return those.length > 0 ? undefined : number === undefined ? 'Nothing is under way.' : `There is no transfer ${number}.`
  }
}

class Going implements Watcher {
  readonly number: number
  readonly #asked: Asked
  readonly #stop = new AbortController()
  readonly #jobs: readonly Job[]
  readonly #transfers = new Map<Job, { readonly transfer: Transfer; before: number | undefined }>()
  readonly #pace = new Pace()
  readonly #failed: { readonly name: string; readonly sentence: string }[] = []
  readonly #total: number | undefined
  #ended: { readonly name: string; readonly was: 'moved' | 'there'; readonly path: string | undefined }[] = []
  #settledBytes = 0
  #movedBytes = 0
  #isPaused = false
  #isCancelled = false

  constructor(number: number, asked: Asked) {
    this.number = number
    this.#asked = asked
    this.#jobs = asked.jobs(this.#stop.signal)
    this.#total = this.#jobs.every(({ bytes }) => bytes !== undefined)
      ? this.#jobs.reduce((sum, { bytes = 0 }) => sum + bytes, 0)
      : undefined
  }

  run(): Promise<void> {
    return moveAll(this.#jobs, parallel, this.#stop.signal, this)
  }

  row(): Task {
    let [bytes, moved] = [this.#settledBytes, this.#movedBytes]
    let isRunning = this.#transfers.size === 0
    for (const going of this.#transfers.values()) {
      const { progress } = going.transfer
      if (progress.state === 'running' && progress.bytes > 0) going.before ??= progress.bytes
      bytes += progress.bytes
      moved += Math.max(0, progress.bytes - (going.before ?? progress.bytes))
      isRunning ||= progress.state === 'running'
    }
    this.#pace.look(moved, performance.now())
    const total = this.#total ?? (this.#jobs.length === 1 ? [...this.#transfers.values()][0]?.transfer.progress.total : undefined)
    return {
      number: this.number,
      up: this.#asked.up,
      label: this.#asked.label,
      files: { over: this.#ended.length + this.#failed.length, total: this.#jobs.length },
      bytes,
      total,
      perSecond: this.#isPaused ? 0 : this.#pace.perSecond,
      state: this.#isPaused ? 'paused' : isRunning ? 'running' : 'waiting',
    }
  }

  pause(): void {
    this.#isPaused = true
    for (const { transfer } of this.#transfers.values()) transfer.pause()
  }

  resume(): void {
    this.#isPaused = false
    for (const { transfer } of this.#transfers.values()) transfer.resume()
  }

  cancel(): void {
    this.#isCancelled = true
    for (const { transfer } of this.#transfers.values()) void transfer.cancel().catch(() => {})
    this.#stop.abort()
  }

  /** What has gone or come stays, for another run. */
  stop(): void {
    this.#stop.abort()
  }

  begun(): void {}

  moving(job: Job, transfer: Transfer, isGoingOn: boolean): void {
    this.#transfers.set(job, { transfer, before: isGoingOn ? undefined : 0 })
    if (this.#isPaused) transfer.pause()
  }

  ended(job: Job, how: Ended): void {
    const before = this.#transfers.get(job)?.before ?? 0
    this.#transfers.delete(job)
    if (how.was === 'failed') {
      const { code, sentence } = whyOf(how.thrown)
      // Ended here: that is told of the whole task.
      if (!['interrupted', 'closed', 'cancelled'].includes(code)) this.#failed.push({ name: job.name, sentence })
      return
    }
    this.#ended.push({ name: how.file.name, was: how.was, path: how.path })
    this.#settledBytes += how.file.bytes
    if (how.was === 'moved') this.#movedBytes += how.file.bytes - before
  }

  /** What has become of it, in one sentence. */
  outcome(): { readonly sentence: string; readonly wrong: boolean } {
    const { label, where, up } = this.#asked
    const name = plainLine(label)
    if (this.#isCancelled) return { sentence: `${name} is cancelled.`, wrong: false }
    if (this.#stop.signal.aborted) return { sentence: `${name} is stopped. The same command goes on with it.`, wrong: false }
    const there = this.#ended.filter(({ was }) => was === 'there').length
    const [only] = this.#ended
    const size = writeBytes(this.#settledBytes)
    if (this.#failed.length > 0) {
      const told = this.#failed.slice(0, failedToldMax).map(failed => `${plainLine(failed.name)}: ${plainLine(failed.sentence)}`)
      const more = this.#failed.length > failedToldMax ? ` And ${this.#failed.length - failedToldMax} more.` : ''
      const head =
        this.#jobs.length === 1 ? '' : `${this.#failed.length} of ${countOf(this.#jobs.length)} failed; the same command tries again. `
      return { sentence: `${head}${told.join(' ')}${more}`, wrong: true }
    }
    if (this.#jobs.length === 1 && only !== undefined) {
      const place = plainLine(only.path ?? where)
      if (only.was === 'there')
        return { sentence: `${plainLine(only.name)} is ${up ? 'in' : 'at'} ${place} already, with the same content.`, wrong: false }
      return {
        sentence: up ? `${plainLine(only.name)} is in ${place} now (${size}).` : `${plainLine(only.name)} is here (${size}): ${place}`,
        wrong: false,
      }
    }
    const before = there === 0 ? '' : `, of which ${there} ${there === 1 ? 'was' : 'were'} there before`
    return { sentence: `${countOf(this.#ended.length)} (${size}) of ${name} are in ${plainLine(where)} now${before}.`, wrong: false }
  }
}
