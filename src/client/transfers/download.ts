// One download, as a program has it: begun at once, and told of until it ends. What it does is loaded with the first one.
import { PartylineError } from '../error.ts'
import type { FileSink, Progress, StoredFile, Transfer, TransferOptions, Wanted } from './api.ts'
import { loaded, local, told } from './failures.ts'
import { type Run, Running } from './running.ts'
import type { Shelf } from './shelf.ts'

export class Download implements Transfer {
  readonly name: string
  readonly done: Promise<StoredFile>
  readonly url: undefined
  readonly #shelf: Shelf
  readonly #id: string | undefined
  readonly #sink: FileSink
  readonly #running: Running<StoredFile>

  constructor(shelf: Shelf, wanted: Wanted, sink: FileSink, options: TransferOptions) {
    this.#shelf = shelf
    this.#sink = sink
    this.name = typeof wanted === 'string' ? wanted : 'name' in wanted ? wanted.name : wanted.id
    this.#id = typeof wanted === 'string' ? undefined : wanted.id
    this.#running = new Running(shelf.underway, options, run => this.#run(run))
    this.done = this.#running.done
  }

  get progress(): Progress {
    return this.#running.progress
  }

  onProgress(listener: (progress: Progress) => void): () => void {
    return this.#running.onProgress(listener)
  }

  [Symbol.asyncIterator](): AsyncIterator<Progress> {
    return this.#running[Symbol.asyncIterator]()
  }

  pause(): void {
    this.#running.pause()
  }

  resume(): void {
    this.#running.resume()
  }

  async cancel(): Promise<void> {
    await this.#running.end(new PartylineError('cancelled', 'The download was cancelled.'))
  }

  async #run(run: Run): Promise<StoredFile> {
    try {
      const { Downloading } = await run.attempt(() => loaded(() => import('./downloading.ts')))
      await run.turn()
      return await new Downloading(this.#shelf, this.name, this.#id, this.#sink).run(run)
    } catch (thrown) {
      const reason = told(thrown)
      await local(() => this.#sink.abort?.(reason instanceof Error ? reason : new Error(String(reason))))
      throw thrown
    }
  }
}
