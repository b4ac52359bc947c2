// What a batch does: the list is read ahead of its transfers, a few of them go at a time, and one that fails does not keep the others.
import { sdkBounds } from '../sdk-bounds.ts'
import type { Batch, BatchProgress, BatchResult, Failed, ManyOptions, StoredFile, Transfer } from './api.ts'
import type { Item } from './batch.ts'
import type { Run } from './running.ts'

/** Then the list is made shorter. */
const takenItemsMax = 1_000

export class MovingMany {
  readonly #options: ManyOptions
  readonly #life: { readonly isStopped: boolean }
  readonly #begin: (items: readonly Item[]) => Batch
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

  /** `life`: of the batch; `begin` begins another one. */
  constructor(options: ManyOptions, life: { readonly isStopped: boolean }, begin: (items: readonly Item[]) => Batch) {
    this.#options = options
    this.#life = life
    this.#begin = begin
  }

  get files(): BatchProgress['files'] {
    const files = { done: this.#stored.length, skipped: this.#skipped, failed: this.#failed.length }
    return this.#isCounted ? { ...files, total: this.#count } : files
  }

  pause(): void {
    this.#paused = true
    for (const transfer of this.#going) transfer.pause()
  }

  resume(): void {
    this.#paused = false
    for (const transfer of this.#going) transfer.resume()
  }

  cancel(): Promise<unknown> {
    this.#isCancelled = true
    return Promise.all([...this.#going].map(transfer => transfer.cancel()))
  }

  /** Those that failed, once. */
  takeFailed(): readonly Item[] {
    return this.#failed.splice(0).map(({ item }) => item)
  }

  get bytes(): number {
    let bytes = this.#movedBytes
    for (const transfer of this.#going) bytes += transfer.progress.bytes
    return bytes
  }

  async run(run: Run, items: AsyncIterable<Item> | Iterable<Item>): Promise<BatchResult> {
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
      retryFailed: () => this.#begin(this.takeFailed()),
    }
  }

  /** Reads the list, as far ahead as it may. */
  async #list(run: Run, items: AsyncIterable<Item> | Iterable<Item>): Promise<void> {
    try {
      for await (const item of items) {
        while (this.#items.length - this.#next >= sdkBounds.manifestRowsMax && !this.#life.isStopped) await this.#news.promise
        if (this.#life.isStopped) return
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
      if (this.#life.isStopped) throw thrown
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
