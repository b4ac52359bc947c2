// What the main thread and the search thread say to each other.
import type { SearchAsk, SearchPage } from './types.ts'

export type ToSearch =
  | { readonly kind: 'changed'; readonly rooms: readonly number[] }
  | { readonly kind: 'find'; readonly id: number; readonly ask: SearchAsk }
  | { readonly kind: 'catch-up'; readonly id: number }
  | { readonly kind: 'close' }

export type FromSearch =
  | { readonly kind: 'found'; readonly id: number; readonly page: SearchPage }
  | { readonly kind: 'caught-up'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  /** Something went wrong that the thread lives on after. */
  | { readonly kind: 'fault'; readonly sentence: string; readonly message: string }

export type SearchStart = { readonly folder: string }
