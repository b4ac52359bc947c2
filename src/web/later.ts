// Parts of the page that its first view does without. They are loaded when the browser has nothing else to do, so that they are there when they are
// wanted, also off the line; and what could not be loaded is tried again instead of breaking the page.
import { type ComponentType, type LazyExoticComponent, lazy } from 'react'

const againMs = 2_000
const waiting: (() => Promise<unknown>)[] = []
let isTime = false

/** A component of another file. `load` imports it and picks it. */
export function later<P>(load: () => Promise<ComponentType<P>>): LazyExoticComponent<ComponentType<P>> {
  let loading: Promise<{ default: ComponentType<P> }> | undefined
  const once = (): Promise<{ default: ComponentType<P> }> => {
    loading ??= untilThere(load).then(component => ({ default: component }))
    return loading
  }
  if (isTime) void once()
  else waiting.push(once)
  return lazy(once)
}

/** The first view is there: now the rest may come. */
export function loadTheRest(): void {
  isTime = true
  for (const load of waiting.splice(0)) void load()
}

async function untilThere<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load()
    } catch {
      await new Promise(resolve => setTimeout(resolve, againMs))
    }
  }
}
