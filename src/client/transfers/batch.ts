// Many transfers, as a program has them: one life, one progress, and what failed can be tried again. What a batch does is loaded with the first one.
import { PartylineError } from '../error.ts'
import type { Batch, BatchProgress, BatchResult, ManyOptions, StoredFile, Transfer } from './api.ts'
import { loaded } from './failures.ts'
import type { MovingMany } from './moving-many.ts'
import { type Run, Running } from './running.ts'
import type { Underway } from './underway.ts'

/** One of many. */
export type Item = {
  readonly name: string
  readonly bytes: number | undefined
  /** Begins its transfer, or finds that all of it is there. */
  begin(): Promise<Transfer | { readonly there: StoredFile }>
}

export class Many implements Batch {
  readonly done: Promise<BatchResult>
  readonly #underway: Underway
  readonly #options: ManyOptions
  readonly #running: Running<BatchResult>
  #work: MovingMany | undefined

  constructor(underway: Underway, items: AsyncIterable<Item> | Iterable<Item>, options: ManyOptions) {
    this.#underway = underway
    this.#options = options
    this.#running = new Running(
      underway,
      options,
      run => this.#run(run, items),
      () => this.#work?.bytes ?? 0,
    )
    this.done = this.#running.done
  }

  get progress(): BatchProgress {
    return { ...this.#running.progress, files: this.#work?.files ?? { done: 0, skipped: 0, failed: 0 } }
  }

  onProgress(listener: (progress: BatchProgress) => void): () => void {
    return this.#running.onProgress(() => listener(this.progress))
  }

  async *[Symbol.asyncIterator](): AsyncIterator<BatchProgress> {
    for await (const _ of this.#running) yield this.progress
  }

  pause(): void {
    this.#running.pause()
    this.#work?.pause()
  }

  resume(): void {
    this.#running.resume()
    this.#work?.resume()
  }

  async cancel(): Promise<void> {
    this.#running.stop(new PartylineError('cancelled', 'The transfers were cancelled.'))
    await this.#work?.cancel()
    await this.done.catch(() => {})
  }

  retryFailed(): Batch {
    return this.#again(this.#work?.takeFailed() ?? [])
  }

  async #run(run: Run, items: AsyncIterable<Item> | Iterable<Item>): Promise<BatchResult> {
    const { MovingMany } = await run.attempt(() => loaded(() => import('./moving-many.ts')))
    // Paused or ended while that came.
    await run.turn()
    this.#work = new MovingMany(this.#options, this.#running, again => this.#again(again))
    return this.#work.run(run, items)
  }

  #again(items: readonly Item[]): Batch {
    return new Many(this.#underway, items, this.#options)
  }
}
