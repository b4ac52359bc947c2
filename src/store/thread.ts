// The main thread's side of a database thread. What is asked while one answer is awaited goes together in the next: for the writer
// that is group commit.
import { Worker } from 'node:worker_threads'
import { StoreLost } from '../hub/ports.ts'
import { limits } from '../protocol/limits.ts'
import { Refusal } from '../protocol/refusals.ts'
import type { Answer, Ask, Opened, Operations, ThreadStart } from './operations.ts'

type Waiting = {
  readonly name: string
  readonly values: readonly unknown[]
  readonly resolve: (value: never) => void
  readonly reject: (reason: Error) => void
}

type Values<F> = F extends (db: never, ...values: infer V) => unknown ? V : never
type Value<F> = F extends (...values: never) => infer V ? Awaited<V> : never

/** The database could not be opened; the message is a sentence for the operator. */
export class CannotOpen extends Error {}

export class DatabaseThread<O extends Operations> {
  readonly #worker: Worker
  readonly #onDead: (sentence: string) => void
  /** How many are asked together. */
  readonly #most: number
  #waiting: Waiting[] = []
  #asked: Waiting[] = []
  #scheduled = false
  #dead = false
  #opened = false
  #whenClosed: (() => void) | undefined
  #closed: Promise<void> | undefined
  readonly #lost = Promise.withResolvers<never>()

  /** Starts the thread: it loads what it needs while others do. `onDead` is told, once, when nothing can be stored any more and the hub has to stop. */
  constructor(role: ThreadStart['role'], onDead: (sentence: string) => void) {
    this.#most = role === 'write' ? limits.commitWritesMax : limits.readsTogetherMax
    this.#onDead = onDead
    this.#lost.promise.catch(() => undefined)
    const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js'
    this.#worker = new Worker(new URL(file, import.meta.url), {
      workerData: { role } satisfies ThreadStart,
      // What it makes is soon done with; a large nursery would only be memory that nobody uses.
      resourceLimits: { maxYoungGenerationSizeMb: limits.databaseThreadNurseryMegabytes },
    })
    this.#worker.on('error', thrown => this.#die(`The database thread died: ${thrown instanceof Error ? thrown.message : String(thrown)}.`))
    this.#worker.on('exit', () => {
      if (this.#whenClosed === undefined) this.#die('The database thread ended.')
      else this.#whenClosed()
    })
  }

  /** Opens the database. Throws `CannotOpen`. */
  async open(path: string): Promise<void> {
    const opened = new Promise<Opened>(resolve => this.#worker.once('message', resolve))
    this.#worker.postMessage(path)
    const answer = await Promise.race([opened, this.#lost.promise])
    if (!answer.opened) throw new CannotOpen(answer.sentence)
    this.#opened = true
    this.#worker.on('message', (answers: readonly Answer[]) => this.#settle(answers))
  }

  /** Asks for one operation; the promise settles when it is done, for a write: when it is durable. */
  ask<N extends keyof O & string>(name: N, ...values: Values<O[N]>): Promise<Value<O[N]>> {
    if (this.#dead) return Promise.reject(new StoreLost())
    return new Promise((resolve, reject) => {
      this.#waiting.push({ name, values, resolve: resolve as (value: never) => void, reject })
      this.#schedule()
    })
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    const exited = new Promise<void>(resolve => {
      this.#whenClosed = resolve
    })
    // Closing a lost database in good order would write to a disk that nobody can trust.
    if (this.#dead || !this.#opened) return void (await this.#worker.terminate())
    this.#worker.postMessage('close')
    await exited
  }

  /** Waits for the end of this turn of the event loop, so that what came in together goes out together. */
  #schedule(): void {
    if (this.#scheduled || this.#asked.length > 0) return
    this.#scheduled = true
    setImmediate(() => this.#send())
  }

  #send(): void {
    this.#scheduled = false
    if (this.#waiting.length === 0 || this.#dead) return
    this.#asked = this.#waiting.length > this.#most ? this.#waiting.splice(0, this.#most) : this.#waiting
    if (this.#asked === this.#waiting) this.#waiting = []
    this.#worker.postMessage(this.#asked.map(({ name, values }) => ({ name, values })) satisfies Ask)
  }

  #settle(answers: readonly Answer[]): void {
    const asked = this.#asked
    this.#asked = []
    asked.forEach(({ name, resolve, reject }, index) => {
      const answer = answers[index]
      if (answer !== undefined && 'value' in answer) resolve(answer.value as never)
      else reject(this.#refusalOf(name, answer))
    })
    // First this answer is told to everybody, at the end of this turn; then one turn reads what came in meanwhile, so that it is in the next
    // transaction too. A room of 200 gets a third more through than when the next transaction starts at once with what little there is.
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => setImmediate(() => this.#send()))
  }

  #refusalOf(name: string, answer: Answer | undefined): Error {
    if (answer === undefined || !('failure' in answer)) return new Error(`${name} was not answered.`)
    const cause = new Error(`${name}: ${answer.message}`)
    switch (answer.failure) {
      case 'full':
        return new Refusal('storage-full', undefined, { cause })
      case 'failed':
        return new Refusal('storage-failed', undefined, { cause })
      case 'fatal':
        this.#die(`The database failed in a way that cannot be mended while running: ${answer.message}.`)
        return new StoreLost(answer.message)
      case 'fault':
        return cause
    }
  }

  #die(sentence: string): void {
    if (this.#dead) return
    this.#dead = true
    const left = [...this.#asked, ...this.#waiting]
    this.#asked = []
    this.#waiting = []
    for (const { reject } of left) reject(new StoreLost(sentence))
    this.#lost.reject(new CannotOpen(sentence))
    this.#onDead(sentence)
  }
}
