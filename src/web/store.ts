// A small value that several parts of the page draw: what it is, how it changes, and a hook to read it.
import { useSyncExternalStore } from 'react'

export type Store<T> = {
  get(): T
  set(change: (value: T) => T): void
  /** A part of it; `select` gives what stands in the value. */
  use<S>(select: (value: T) => S): S
}

export function storeOf<T>(first: T, changed?: (value: T) => void): Store<T> {
  let value = first
  const listeners = new Set<() => void>()
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    get: () => value,
    set: change => {
      const next = change(value)
      if (next === value) return
      value = next
      changed?.(value)
      for (const listener of [...listeners]) listener()
    },
    use: select => useSyncExternalStore(subscribe, () => select(value)),
  }
}

/** What was kept in the browser under this key, if it is there and the browser keeps things. */
export function readKept(key: string): unknown {
  try {
    return JSON.parse(window.localStorage.getItem(key) ?? 'null')
  } catch {
    return null
  }
}

export function keep(key: string, value: unknown): void {
  try {
    window.localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // A browser that keeps nothing has it until the page is closed.
  }
}
