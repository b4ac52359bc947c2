// The main thread's side of searching: questions go to the search thread and are matched with their answers. Nothing here waits for it.
import { Worker } from 'node:worker_threads'
import { searchLimits } from '../../protocol/limits.ts'
import { Refusal } from '../../protocol/refusals.ts'
import type { FromSearch, SearchStart, ToSearch } from './messages.ts'
import type { SearchAsk, SearchIndex, SearchPage } from './types.ts'

type Waiting = { readonly resolve: (value: never) => void; readonly reject: (reason: Error) => void }

const lost = 'Searching does not work at the moment. All else does; tell the operator.'

/**
 * Begins to open `search.sqlite` in the data folder, beside the main database, which must be there already. Does not wait for it.
 * `onFault` is told what an operator should know; when the search thread has died, once, and no more.
 */
export async function openSearch(folder: string, onFault: (sentence: string, thrown: unknown) => void): Promise<SearchIndex> {
  return new Search(folder, onFault)
}

class Search implements SearchIndex {
  readonly #worker: Worker
  readonly #onFault: (sentence: string, thrown: unknown) => void
  readonly #exited: Promise<void>
  readonly #waiting = new Map<number, Waiting>()
  readonly #changed = new Set<number>()
  #timer: NodeJS.Timeout | undefined
  #lastId = 0
  #state: 'open' | 'closing' | 'dead' = 'open'

  constructor(folder: string, onFault: (sentence: string, thrown: unknown) => void) {
    this.#onFault = onFault
    const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js'
    this.#worker = new Worker(new URL(file, import.meta.url), {
      workerData: { folder } satisfies SearchStart,
      // What it makes is soon done with; a large nursery would only be memory that nobody uses.
      resourceLimits: { maxYoungGenerationSizeMb: searchLimits.nurseryMegabytes },
    })
    this.#worker.on('message', (message: FromSearch) => this.#receive(message))
    this.#worker.on('error', thrown => this.#die(thrown))
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#exited = promise
    this.#worker.on('exit', () => {
      this.#die(new Error('The search thread ended.'))
      resolve()
    })
  }

  find(ask: SearchAsk): Promise<SearchPage> {
    if (ask.rooms.length > searchLimits.askRoomsMax)
      return Promise.reject(new RangeError(`${ask.rooms.length} rooms cannot be searched at once.`))
    const text = ask.text.slice(0, searchLimits.askCharactersMax)
    return this.#ask(id => ({ kind: 'find', id, ask: { ...ask, text } }))
  }

  changed(room: number): void {
    this.#changed.add(room)
    this.#timer ??= setTimeout(() => this.#tellChanged(), searchLimits.changedMilliseconds)
  }

  caughtUp(): Promise<void> {
    return this.#ask(id => ({ kind: 'catch-up', id }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#state === 'open') {
      this.#state = 'closing'
      this.#send({ kind: 'close' })
    }
    await this.#exited
  }

  #ask<T>(question: (id: number) => ToSearch): Promise<T> {
    if (this.#state === 'dead') return Promise.reject(new Refusal('storage-failed', lost))
    if (this.#state === 'closing') return Promise.reject(new Refusal('stopping'))
    if (this.#waiting.size >= searchLimits.findsWaitingMax)
      return Promise.reject(new Refusal('server-full', 'Too many searches are waiting. Search again in a moment.'))
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId
      this.#waiting.set(id, { resolve, reject })
      this.#send(question(id))
    })
  }

  #tellChanged(): void {
    this.#timer = undefined
    if (this.#state === 'open') this.#send({ kind: 'changed', rooms: [...this.#changed] })
    this.#changed.clear()
  }

  #send(message: ToSearch): void {
    this.#worker.postMessage(message)
  }

  #receive(message: FromSearch): void {
    switch (message.kind) {
      case 'found':
        this.#take(message.id)?.resolve(message.page as never)
        break
      case 'caught-up':
        this.#take(message.id)?.resolve(undefined as never)
        break
      case 'failed':
        this.#take(message.id)?.reject(new Refusal('storage-failed', lost, { cause: new Error(message.message) }))
        break
      case 'fault':
        this.#onFault(message.sentence, new Error(message.message))
        break
      default:
        message satisfies never
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    return waiting
  }

  /** Also the ordinary end, after which nobody is left without an answer either. */
  #die(thrown: unknown): void {
    if (this.#state === 'dead') return
    const expected = this.#state === 'closing'
    this.#state = 'dead'
    for (const { reject } of this.#waiting.values())
      reject(expected ? new Refusal('stopping') : new Refusal('storage-failed', lost, { cause: thrown }))
    this.#waiting.clear()
    if (!expected) this.#onFault('The search thread died: there is no searching until the hub is started again.', thrown)
  }
}
