// Many transfers, a few at a time: the list is read ahead of them, one that fails does not keep the others, and what failed can be tried again.
import { PartylineError } from '../error.ts'
import { sdkBounds } from '../sdk-bounds.ts'
import type { Batch, BatchProgress, BatchResult, Failed, ManyOptions, StoredFile, Transfer } from './api.ts'
import { type Run, Running } from './running.ts'
import type { Underway } from './underway.ts'

/** One of many. */
export type Item = {
  readonly name: string
  readonly bytes: number | undefined
  /** Begins its transfer, or finds that all of it is there. */
  begin(): Promise<Transfer | { readonly there: StoredFile }>
}

/** Then the list is made shorter. */
const takenItemsMax = 1_000

export class Many implements Batch {
  readonly done: Promise<BatchResult>
  readonly #underway: Underway
  readonly #options: ManyOptions
  readonly #running: Running<BatchResult>
  readonly #going = new Set<Transfer>()
  readonly #stored: StoredFile[] = []
  readonly #failed: (Failed & { readonly item: Item })[] = []
  #skipped = 0
  #movedBytes = 0
  #knownBytes = 0
  #count = 0
  #isCounted = false
  /** The list as far as it is known; those before `next` are taken. */
  #items: Item[] = []
  #next = 0
  #news = Promise.withResolvers<void>()
  #paused = false
  #isCancelled = false

  constructor(underway: Underway, items: AsyncIterable<Item> | Iterable<Item>, options: ManyOptions) {
    this.#underway = underway
    this.#options = options
    this.#running = new Running(
      underway,
      options,
      run => this.#run(run, items),
      () => this.#bytes,
    )
    this.done = this.#running.done
  }

  get progress(): BatchProgress {
    const progress = this.#running.progress
    const files = { done: this.#stored.length, skipped: this.#skipped, failed: this.#failed.length }
    return { ...progress, files: this.#isCounted ? { ...files, total: this.#count } : files }
  }

  onProgress(listener: (progress: BatchProgress) => void): () => void {
    return this.#running.onProgress(() => listener(this.progress))
  }

  async *[Symbol.asyncIterator](): AsyncIterator<BatchProgress> {
    for await (const _ of this.#running) yield this.progress
  }

  pause(): void {
    this.#paused = true
    this.#running.pause()
    for (const transfer of this.#going) transfer.pause()
  }

  resume(): void {
    this.#paused = false
    this.#running.resume()
    for (const transfer of this.#going) transfer.resume()
  }

  async cancel(): Promise<void> {
    this.#isCancelled = true
    this.#running.stop(new PartylineError('cancelled', 'The transfers were cancelled.'))
    await Promise.all([...this.#going].map(transfer => transfer.cancel()))
    await this.done.catch(() => {})
  }

  retryFailed(): Batch {
    const again = this.#failed.splice(0).map(({ item }) => item)
    return new Many(this.#underway, again, this.#options)
  }

  get #bytes(): number {
    let bytes = this.#movedBytes
    for (const transfer of this.#going) bytes += transfer.progress.bytes
    return bytes
  }

  async #run(run: Run, items: AsyncIterable<Item> | Iterable<Item>): Promise<BatchResult> {
    const { parallel = sdkBounds.parallelDefault } = this.#options
    await run.turn()
    const stopped = Promise.withResolvers<void>()
    run.whenStopped(() => {
      stopped.resolve()
      this.#tellAll()
    })
    const workers = Array.from({ length: Math.max(1, parallel) }, () => this.#work(run))
    const list = this.#list(run, items)
    // A list or a look at the shelf that waits for the hub keeps nobody who does not want it any more.
    await Promise.race([Promise.allSettled([list, ...workers]), stopped.promise])
    await Promise.allSettled([...this.#going].map(({ done }) => done))
    await run.turn()
    await list
    return {
      done: this.#stored,
      failed: this.#failed.map(({ name, error }) => ({ name, error })),
      skipped: this.#skipped,
      retryFailed: () => this.retryFailed(),
    }
  }

  /** Reads the list, as far ahead as it may. */
  async #list(run: Run, items: AsyncIterable<Item> | Iterable<Item>): Promise<void> {
    try {
      for await (const item of items) {
        while (this.#items.length - this.#next >= sdkBounds.manifestRowsMax && !this.#running.isStopped) await this.#news.promise
        if (this.#running.isStopped) return
        this.#items.push(item)
        this.#count++
        this.#knownBytes += item.bytes ?? 0
        this.#tellAll()
      }
      run.total(this.#knownBytes)
    } finally {
      this.#isCounted = true
      this.#tellAll()
    }
  }

  async #work(run: Run): Promise<void> {
    for (;;) {
      await run.turn()
      const item = this.#take()
      if (item !== undefined) await this.#move(run, item)
      else if (this.#isCounted) return
      else await this.#news.promise
    }
  }

  #take(): Item | undefined {
    const item = this.#items[this.#next]
    if (item === undefined) return undefined
    this.#next++
    if (this.#next < takenItemsMax) return item
    this.#items = this.#items.slice(this.#next)
    this.#next = 0
    this.#tellAll()
    return item
  }

  async #move(run: Run, item: Item): Promise<void> {
    let transfer: Transfer | undefined
    try {
      const begun = await item.begin()
      if ('there' in begun) {
        this.#skipped++
        this.#isThere(run, item, begun.there)
      } else {
        transfer = begun
        this.#going.add(transfer)
        if (this.#isCancelled) void transfer.cancel()
        else if (this.#paused) transfer.pause()
        const stored = await transfer.done
        this.#isThere(run, item, stored)
      }
    } catch (thrown) {
      if (this.#running.isStopped) throw thrown
      this.#failed.push({ name: item.name, error: thrown instanceof Error ? thrown : new Error(String(thrown)), item })
    } finally {
      if (transfer !== undefined) this.#going.delete(transfer)
    }
  }

  #isThere(run: Run, { bytes }: Item, stored: StoredFile): void {
    this.#stored.push(stored)
    this.#movedBytes += stored.bytes
    // Where nobody knew how many there would be.
    if (bytes === undefined) this.#knownBytes += stored.bytes
    if (this.#isCounted) run.total(this.#knownBytes)
  }

  #tellAll(): void {
    const { resolve } = this.#news
    this.#news = Promise.withResolvers<void>()
    resolve()
  }
}
