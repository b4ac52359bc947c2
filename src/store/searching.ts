// Searching as the hub asks for it: the index finds places, the log has the entries.
import type { Search, Store } from '../hub/ports.ts'
import type { SearchIndex } from './search/types.ts'

export function searching(index: SearchIndex, store: Store): Search {
  return {
    find: async ({ rows: _, ...asked }) => {
      const { hits, next } = await index.find(asked)
      const entries = new Map((await store.entriesAt(hits)).map(({ room, entry }) => [`${room} ${entry.seq}`, entry]))
      const found = hits.flatMap(({ room, seq, highlights }) => {
        // It may have been removed or changed meanwhile.
        const entry = entries.get(`${room} ${seq}`)
        return entry === undefined ? [] : [{ room, entry, highlights }]
      })
      return next === undefined ? { hits: found } : { hits: found, next }
    },
    changed: room => index.changed(room),
  }
}
