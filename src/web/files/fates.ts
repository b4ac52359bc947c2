// What became of files after they were told of: gone, or called something else by now. Read from the rows that are here.
import type { TimelineRow } from '../../client/state/state.ts'

export type Fate = { readonly is: 'gone' } | { readonly is: 'renamed'; readonly name: string }

const known = new WeakMap<readonly TimelineRow[], ReadonlyMap<string, Fate>>()

/** By the ids of files. */
export function fatesOf(rows: readonly TimelineRow[]): ReadonlyMap<string, Fate> {
  const before = known.get(rows)
  if (before !== undefined) return before
  const fates = new Map<string, Fate>()
  for (const row of rows) {
    if (row.kind === 'file-gone') fates.set(row.file, { is: 'gone' })
    if (row.kind === 'file-renamed') fates.set(row.file, { is: 'renamed', name: row.to })
  }
  known.set(rows, fates)
  return fates
}
