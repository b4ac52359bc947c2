// What a command that moves files tells while it does, and at its end: bars on a terminal, lines or JSON elsewhere.
import type { WriteStream } from 'node:tty'
import type { Transfer } from '../../client/transfers/api.ts'
import { writeBytes, writeSpan } from '../amounts.ts'
import { plainLine } from '../connect/plain.ts'
import type { Output } from '../script/output.ts'
import { barLine, type Style, styleOf, sumLine } from './bars.ts'
import { Board } from './board.ts'
import type { Ended, Job, Watcher } from './crew.ts'
import { Pace } from './pace.ts'
import { countOf, whyOf } from './words.ts'

export type Telling = {
  /** `put` or `got`. */
  readonly done: 'put' | 'got'
  readonly output: Output
  readonly json: boolean
  readonly quiet: boolean
  /** What helps against a failure, by its code. */
  readonly hints?: Readonly<Record<string, string>>
  /** The bytes themselves go to the output. */
  readonly isPiped?: boolean
}

type Going = { readonly job: Job; readonly pace: Pace; transfer: Transfer | undefined; before: number | undefined }

const failedShownMax = 50

export class Report implements Watcher, Disposable {
  readonly #telling: Telling
  readonly #jobs: readonly Job[]
  readonly #board: Board | undefined
  readonly #style: Style
  readonly #going = new Set<Going>()
  readonly #pace = new Pace()
  readonly #began = performance.now()
  readonly #failed: { readonly name: string; readonly sentence: string }[] = []
  #total: number | undefined
  #moved = 0
  #there = 0
  /** Bytes of files that are over with, and those of them that went or came in this run. */
  #settledBytes = 0
  #movedBytes = 0

  constructor(jobs: readonly Job[], telling: Telling) {
    this.#jobs = jobs
    this.#telling = telling
    this.#style = styleOf(process.env)
    this.#total = jobs.every(({ bytes }) => bytes !== undefined) ? jobs.reduce((sum, { bytes = 0 }) => sum + bytes, 0) : undefined
    const isTerminal = process.stderr.isTTY && process.env.TERM !== 'dumb'
    if (isTerminal && !telling.quiet) this.#board = new Board(process.stderr as WriteStream, (columns, rows) => this.#lines(columns, rows))
  }

  /** Not moved at all, and why. */
  refused(name: string, sentence: string): void {
    this.#failed.push({ name, sentence })
  }

  begun(job: Job): void {
    this.#going.add({ job, pace: new Pace(), transfer: undefined, before: undefined })
  }

  moving(job: Job, transfer: Transfer, isGoingOn: boolean): void {
    const going = this.#of(job)
    if (going === undefined) return
    going.transfer = transfer
    going.before = isGoingOn ? undefined : 0
  }

  async ended(job: Job, how: Ended): Promise<void> {
    const going = this.#of(job)
    if (going !== undefined) this.#going.delete(going)
    if (how.was === 'failed') return this.#hasFailed(job, how.thrown)
    const { file } = how
    if (how.was === 'there') this.#there++
    else {
      this.#moved++
      this.#movedBytes += file.bytes - (going?.before ?? 0)
    }
    this.#settledBytes += file.bytes
    const state = how.was === 'there' ? 'same' : this.#telling.done
    const { isPiped, quiet, json, output } = this.#telling
    const isWanted = json || (!quiet && !(this.#board !== undefined && process.stdout.isTTY))
    if (!isPiped && isWanted) {
      const told = { file: state, name: file.name, bytes: file.bytes, sha256: file.sha256, ...(file.id !== '' && { id: file.id }) }
      await output.write(`${state} ${file.bytes} ${file.sha256} ${file.name}`, {
        ...told,
        ...(how.path !== undefined && { path: how.path }),
      })
    }
  }

  /** The last words; answers the exit code. */
  end(stopped: boolean): number {
    this.#board?.[Symbol.dispose]()
    const { quiet, done } = this.#telling
    const [moved, there, failed] = [this.#moved, this.#there, this.#failed.length]
    const asked = this.#jobs.length + this.#refusedCount
    for (const { name, sentence } of this.#failed.slice(0, failedShownMax)) this.#say(`${plainLine(name)}: ${plainLine(sentence)}`)
    if (failed > failedShownMax) this.#say(`... and ${failed - failedShownMax} more.`)
    if (stopped)
      this.#say(
        `Stopped: ${moved + there} of ${countOf(asked)} ${moved + there === 1 ? 'is' : 'are'} there. Run the same command again to go on.`,
      )
    else if (failed > 0)
      this.#say(`${failed} of ${asked} failed; run the same command again to try ${failed === 1 ? 'that' : 'those'} again.`)
    else if (this.#board !== undefined && !quiet) this.#summary(done, moved, there)
    return failed > 0 || stopped ? 1 : 0
  }

  [Symbol.dispose](): void {
    this.#board?.[Symbol.dispose]()
  }

  get #refusedCount(): number {
    return this.#failed.length - this.#failedJobs
  }

  #failedJobs = 0

  #summary(done: 'put' | 'got', moved: number, there: number): void {
    const span = writeSpan((performance.now() - this.#began) / 1_000)
    const parts = [
      ...(moved > 0 || there === 0 ? [`${countOf(moved)} ${done}, ${writeBytes(this.#movedBytes)} in ${span}`] : []),
      ...(there > 0 ? [`${countOf(there)} ${there === 1 ? 'was' : 'were'} there already with the same content`] : []),
    ]
    process.stderr.write(`${parts.join('; ')}.\n`)
  }

  async #hasFailed({ name, bytes = 0 }: Job, thrown: unknown): Promise<void> {
    const { code, sentence: said } = whyOf(thrown)
    const hint = this.#telling.hints?.[code]
    const sentence = hint === undefined ? said : `${said} ${hint}`
    // Ended here: that is told of all of them together.
    if (code === 'interrupted' || code === 'closed') return
    this.#failedJobs++
    if (this.#total !== undefined) this.#total -= bytes
    this.#failed.push({ name, sentence })
    if (this.#telling.json && !this.#telling.isPiped) await this.#telling.output.result({ file: 'failed', name, code, sentence })
  }

  #say(sentence: string): void {
    process.stderr.write(`partyline: ${sentence}\n`)
  }

  #of(job: Job): Going | undefined {
    for (const going of this.#going) if (going.job === job) return going
    return undefined
  }

  #lines(columns: number, rows: number): string[] {
    const at = performance.now()
    let [bytes, moved] = [this.#settledBytes, this.#movedBytes]
    const bars = [...this.#going].map(going => {
      const { job, transfer, pace } = going
      const progress = transfer?.progress
      const done = progress?.bytes ?? 0
      // What an earlier run has moved shows at once, and is no speed.
      if (progress?.state === 'running' && done > 0) going.before ??= done
      bytes += done
      moved += Math.max(0, done - (going.before ?? done))
      if (progress?.state === 'running' && going.before !== undefined) pace.look(done, at)
      const total = progress?.total ?? job.bytes
      const note = transfer === undefined ? 'checking' : progress?.state === 'waiting' ? 'waiting' : done === total ? 'ending' : undefined
      return { name: job.name, bytes: done, total, perSecond: pace.perSecond, note }
    })
    this.#pace.look(moved, at)
    const isSumShown = this.#jobs.length > 1 || columns < 60
    const most = Math.max(0, rows - (isSumShown ? 1 : 0))
    const lines = bars.slice(0, most).map(bar => barLine(bar, columns, this.#style))
    if (!isSumShown) return lines
    const files = this.#moved + this.#there
    const sum = {
      files,
      filesTotal: this.#jobs.length,
      failed: this.#failedJobs,
      bytes,
      total: this.#total,
      perSecond: this.#pace.perSecond,
    }
    return [...lines, sumLine(sum, columns)]
  }
}
