// Parts of the page that its first view does without. They are loaded when the browser has nothing else to do, so that they are there when they are
// wanted, also off the line; and what could not be loaded is tried again instead of breaking the page.
import { type ComponentType, type LazyExoticComponent, lazy } from 'react'
import { storeOf } from './store.ts'

const againMs = 2_000
/** So long the browser may have other things to do. */
const restAfterMs = 2_000
const firstView = storeOf(false)
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

/** The first view is there: what waited for that is drawn, and everything else is loaded when the browser has nothing else to do. */
export function showTheRest(): void {
  if (firstView.get()) return
  firstView.set(() => true)
  // Not every browser tells when it is idle.
  if ('requestIdleCallback' in window) window.requestIdleCallback(loadTheRest, { timeout: restAfterMs })
  else setTimeout(loadTheRest, restAfterMs)
}

/** Whether the first view is there; what it does without would only hold it up. */
export const useFirstView = (): boolean => firstView.use(value => value)

function loadTheRest(): void {
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
