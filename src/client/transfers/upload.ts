// One upload, as a program has it: begun at once, and told of until it ends. What it does is loaded with the first one.
import { PartylineError } from '../error.ts'
import { addressOf, namePart, uploadPathOf } from './addresses.ts'
import type { FileSource, Progress, StoredFile, Transfer, UploadOptions } from './api.ts'
import { loaded } from './failures.ts'
import { type Run, Running } from './running.ts'
import type { Shelf } from './shelf.ts'
import type { Uploading } from './uploading.ts'

export class Upload implements Transfer {
  readonly name: string
  readonly done: Promise<StoredFile>
  readonly #shelf: Shelf
  readonly #source: FileSource
  readonly #options: UploadOptions
  readonly #running: Running<StoredFile>
  /** The path of the upload that it goes on with. */
  readonly #former: string | undefined
  #work: Uploading | undefined

  constructor(shelf: Shelf, source: FileSource, options: UploadOptions) {
    this.#shelf = shelf
    this.#source = source
    this.#options = options
    this.name = source.name
    this.#former = uploadPathOf(options.resumeUrl ?? '')
    this.#running = new Running(shelf.underway, options, run => this.#run(run))
    this.done = this.#running.done
  }

  get progress(): Progress {
    return this.#running.progress
  }

  get url(): string | undefined {
    const path = this.#work === undefined ? this.#former : this.#work.path
    return path === undefined ? undefined : addressOf(this.#shelf.door, path).href
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
    if (!(await this.#running.end(new PartylineError('cancelled', 'The upload was cancelled.')))) return
    // One that never began is nothing to the hub.
    if (this.#work !== undefined || this.#former !== undefined) await (await this.#load()).endAtHub()
  }

  async #run(run: Run): Promise<StoredFile> {
    namePart(this.name)
    run.total(this.#source.bytes)
    const work = await run.attempt(() => this.#load())
    return work.run(run)
  }

  async #load(): Promise<Uploading> {
    const { Uploading } = await loaded(() => import('./uploading.ts'))
    this.#work ??= new Uploading(this.#shelf, this.#source, this.#options, this.#former)
    return this.#work
  }
}
