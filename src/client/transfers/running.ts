// One transfer's life: it runs, rests between tries, is paused, and ends once; and those who look on are told.
import { PartylineError } from '../error.ts'
import { waitMs } from '../reconnecting.ts'
import { sdkBounds } from '../sdk-bounds.ts'
import type { Progress, TransferOptions } from './api.ts'
import { mayPass, told, Unreachable } from './failures.ts'
import { Speed } from './speed.ts'
import type { Member, Underway } from './underway.ts'

/** What the work of a transfer does with its life. */
export type Run = {
  /** Does a step again and again until it is done, is refused for good, or the transfer ends. What the step throws decides. */
  attempt<R>(step: (signal: AbortSignal) => Promise<R>): Promise<R>
  /** Waits while it is paused. Throws when the transfer is over. */
  turn(): Promise<void>
  /** So many bytes have gone or come. */
  at(bytes: number): void
  total(bytes: number | undefined): void
  /** Tells those who look on at once: there is more to know of it than its progress. */
  known(): void
  /** Something moves, though nothing goes or comes. */
  alive(): void
  /** Whatever failed before is made good: the next failure is a first one. */
  advanced(): void
  restarted(): void
  restarts(): number
  /** Calls back when it is ended from outside. */
  whenStopped(callback: () => void): void
}

export class Running<T> implements Run, Member, AsyncIterable<Progress> {
  readonly done: Promise<T>
  readonly #underway: Underway
  readonly #signal: AbortSignal | undefined
  readonly #measure: (() => number) | undefined
  readonly #listeners = new Set<(progress: Progress) => void>()
  readonly #speed: Speed
  #state: Progress['state'] = 'waiting'
  #paused = false
  #error: PartylineError | undefined
  #controller: AbortController | undefined
  /** Those who wait in it: several work for a batch. */
  readonly #resting = new Set<() => void>()
  #onStopped: (() => void) | undefined
  #bytes = 0
  #total: number | undefined
  #restarts = 0
  #tries = 0
  #movedAt: number
  /** The client's connection was lost since the request under way was made; bytes that come yet may have come before. */
  #isSuspect = false
  #shown: Progress | undefined

  /** `measure` counts the bytes, where nobody else tells of them. */
  constructor(underway: Underway, { signal }: TransferOptions, work: (run: Run) => Promise<T>, measure?: () => number) {
    this.#underway = underway
    this.#signal = signal
    this.#measure = measure
    this.#movedAt = underway.clock.now()
    this.#speed = new Speed(this.#movedAt)
    underway.add(this)
    if (signal?.aborted === true) this.#interrupt()
    else signal?.addEventListener('abort', this.#interrupt)
    this.done = this.#work(work)
    this.done.catch(() => {})
  }

  get progress(): Progress {
    const bytes = this.#measure?.() ?? this.#bytes
    const bytesPerSecond = this.#state === 'running' ? this.#speed.perSecond : 0
    const left = this.#total === undefined || bytesPerSecond === 0 ? undefined : Math.max(0, this.#total - bytes) / bytesPerSecond
    return {
      bytes,
      ...(this.#total !== undefined && { total: this.#total }),
      bytesPerSecond,
      ...(left !== undefined && { secondsLeft: left }),
      state: this.#state,
      restarts: this.#restarts,
    }
  }

  /** It was ended from outside, though its work may not have let go yet. */
  get isStopped(): boolean {
    return this.#error !== undefined
  }

  get isOver(): boolean {
    return this.#state === 'done' || this.#state === 'failed' || this.#state === 'cancelled'
  }

  onProgress(listener: (progress: Progress) => void): () => void {
    const own = (progress: Progress) => listener(progress)
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  async *[Symbol.asyncIterator](): AsyncIterableIterator<Progress> {
    let news = Promise.withResolvers<void>()
    const stop = this.onProgress(() => news.resolve())
    try {
      while (!this.isOver) {
        yield this.progress
        await news.promise
        news = Promise.withResolvers<void>()
      }
      yield this.progress
    } finally {
      stop()
    }
  }

  pause(): void {
    if (this.isOver || this.#paused) return
    this.#paused = true
    this.#enter('paused')
    this.#controller?.abort(new Unreachable('It is paused.'))
    this.#goOn()
  }

  resume(): void {
    if (this.isOver || !this.#paused) return
    this.#paused = false
    this.#enter('waiting')
    this.#goOn()
  }

  /** Ends it; resolves when its work has let go, with whether it ended because of this. */
  async end(error: PartylineError): Promise<boolean> {
    this.stop(error)
    await this.done.catch(() => {})
    return this.#state === 'cancelled' && this.#error === error
  }

  stop(error: PartylineError): void {
    if (this.isOver || this.#error !== undefined) return
    this.#error = error
    this.#controller?.abort(error)
    this.#goOn()
    this.#onStopped?.()
  }

  wake(): void {
    if (this.#state === 'waiting') this.#goOn()
    this.#isSuspect = true
    this.#look(this.#underway.clock.now())
  }

  beat(now: number): void {
    if (this.#state === 'running') this.#speed.measure(this.#measure?.() ?? this.#bytes, now)
    this.#look(now)
    this.#tell()
  }

  /** What stands still may hang on a connection that is dead, the more so when the client's own one was. */
  #look(now: number): void {
    const patience = this.#isSuspect ? sdkBounds.transferStillMs : sdkBounds.transferSilentMs
    if (now - this.#movedAt > patience) this.#controller?.abort(new Unreachable('Nothing moved for too long.'))
  }

  async attempt<R>(step: (signal: AbortSignal) => Promise<R>): Promise<R> {
    this.#tries = 0
    for (;;) {
      await this.turn()
      this.#controller = new AbortController()
      this.#isSuspect = false
      this.alive()
      this.#enter('running')
      try {
        return await step(this.#controller.signal)
      } catch (thrown) {
        if (this.#error !== undefined) throw this.#error
        if (this.#paused) continue
        if (!mayPass(thrown, this.#tries)) throw thrown
        this.#controller = undefined
        this.#enter('waiting')
        await this.#rest(waitMs(this.#tries++, this.#underway.random()))
      } finally {
        this.#controller = undefined
      }
    }
  }

  async turn(): Promise<void> {
    while (this.#paused && this.#error === undefined) await this.#rest()
    if (this.#error !== undefined) throw this.#error
    if (this.#measure !== undefined) this.#enter('running')
  }

  at(bytes: number): void {
    this.#bytes = bytes
    this.alive()
  }

  total(bytes: number | undefined): void {
    this.#total = bytes
  }

  known(): void {
    this.#shown = undefined
    this.#tell()
  }

  alive(): void {
    this.#movedAt = this.#underway.clock.now()
  }

  advanced(): void {
    this.#tries = 0
  }

  restarted(): void {
    this.#restarts++
  }

  restarts(): number {
    return this.#restarts
  }

  whenStopped(callback: () => void): void {
    this.#onStopped = callback
  }

  readonly #interrupt = (): void => this.stop(new PartylineError('interrupted', 'The transfer was ended here. It can be gone on with.'))

  async #work(work: (run: Run) => Promise<T>): Promise<T> {
    try {
      const result = await work(this)
      this.#finish('done')
      return result
    } catch (thrown) {
      this.#finish(this.#error === undefined ? 'failed' : 'cancelled')
      throw told(thrown)
    }
  }

  #finish(state: 'done' | 'failed' | 'cancelled'): void {
    this.#underway.delete(this)
    this.#signal?.removeEventListener('abort', this.#interrupt)
    this.#enter(state)
    this.#listeners.clear()
  }

  /** Waits so long, or until something happens. */
  async #rest(milliseconds?: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const cancel = milliseconds === undefined ? undefined : this.#underway.clock.after(milliseconds, resolve)
    this.#resting.add(resolve)
    await promise
    this.#resting.delete(resolve)
    cancel?.()
  }

  #goOn(): void {
    for (const resolve of this.#resting) resolve()
  }

  #enter(state: Progress['state']): void {
    if (this.#state === state) return
    this.#state = state
    if (state === 'running') this.#speed.begin(this.#measure?.() ?? this.#bytes, this.#underway.clock.now())
    this.#tell()
  }

  #tell(): void {
    if (this.#listeners.size === 0) return
    const { progress } = this
    const before = this.#shown
    if (before?.bytes === progress.bytes && before.state === progress.state && before.bytesPerSecond === progress.bytesPerSecond) return
    this.#shown = progress
    for (const listener of [...this.#listeners]) listener(progress)
  }
}
