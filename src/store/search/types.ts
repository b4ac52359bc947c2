// What searching offers to the hub: the question, a page of the answer, and the index that answers.

/** Which entries are looked for. `rooms` are those the asker may read; the caller has checked that. Times are milliseconds since 1970, UTC. */
export type SearchAsk = {
  /** As typed: words, `pre*`, `"an exact phrase"`, `-word`. */
  readonly text: string
  readonly rooms: readonly number[]
  readonly guest?: number
  readonly kind?: 'message' | 'file'
  /** At this time or later. */
  readonly since?: number
  /** Before this time. */
  readonly until?: number
  /** from `next` of the page before */
  readonly page?: string
  /** How many hits at most; `searchLimits.hitsMax` is the bound. */
  readonly most: number
}

/** An entry that was found. Highlights are spans [start, end) in UTF-16 code units of the text, or of the file's name: in order, apart. */
export type SearchFound = { readonly room: number; readonly seq: number; readonly highlights: readonly (readonly [number, number])[] }

/**
 * Hits, newest first. With `next` there may be more. When much was proposed that is no hit (any more), the page may be short, even empty,
 * and still have a `next`.
 */
export type SearchPage = { readonly hits: readonly SearchFound[]; readonly next?: string }

export interface SearchIndex {
  /** Refusals: `storage-failed` when there is no searching any more, `server-full` when too many wait for an answer. */
  find(ask: SearchAsk): Promise<SearchPage>
  /** a room's log has grown */
  changed(room: number): void
  /** settles when all that was in the log when it was asked is indexed */
  caughtUp(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}
