// Holds the present state, and tells those who asked when it has changed: once for all changes of a microtask.
import type { Action } from './state/actions.ts'
import { initialState, reduce } from './state/reduce.ts'
import type { State } from './state/state.ts'

export class Store {
  readonly #rowsKept: number
  readonly #listeners = new Set<() => void>()
  #state: State = initialState
  #telling = false

  constructor(rowsKept: number) {
    this.#rowsKept = rowsKept
  }

  get state(): State {
    return this.#state
  }

  dispatch(action: Action): void {
    const next = reduce(this.#state, action, this.#rowsKept)
    if (next === this.#state) return
    this.#state = next
    if (this.#telling || this.#listeners.size === 0) return
    this.#telling = true
    queueMicrotask(() => this.#tell())
  }

  subscribe(listener: () => void): () => void {
    // The same function may be given twice, and is then told twice.
    const own = () => listener()
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  #tell(): void {
    this.#telling = false
    for (const listener of [...this.#listeners]) listener()
  }
}
