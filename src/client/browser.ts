// `partyline/client/browser`: what a page keeps in its browser, so that whoever loads it again is the same guest and loses nothing unsent.
import type { Saved, Storage } from './api.ts'

/** `localStorage`, `sessionStorage`, or anything like them. */
export type KeyValue = { getItem(key: string): string | null; setItem(key: string, value: string): void }

/**
 * Keeps all that a client saves under one key. Writing is done when `save` returns, so that a message typed just before the page is closed is kept.
 * What cannot be read counts as nothing: a browser that keeps nothing still has a guest, a new one each time.
 */
export function browserStorage(area: KeyValue, key = 'partyline'): Storage {
  return {
    load: async () => {
      try {
        const value: unknown = JSON.parse(area.getItem(key) ?? 'null')
        return isSaved(value) ? value : undefined
      } catch {
        return undefined
      }
    },
    save: async saved => area.setItem(key, JSON.stringify(saved)),
  }
}

function isSaved(value: unknown): value is Saved {
  if (typeof value !== 'object' || value === null) return false
  const { hub, cursors, outbox } = value as Readonly<Record<string, unknown>>
  return typeof hub === 'string' && typeof cursors === 'object' && cursors !== null && Array.isArray(outbox)
}
