// Some transcripts and conversations need a hub in a special state or with special settings; this says which of them a given hub can be shown.
import type { ShelfEntry } from './shelf.ts'

/** A transcript or a conversation. */
export type Needing = { readonly needs: readonly string[]; readonly shelf?: readonly ShelfEntry[] }

/** What is known of a hub. */
export type Known = {
  readonly host: string
  readonly isBusy: boolean
  readonly shelfFolder?: string | undefined
  readonly canRestart: boolean
}

const loopback = /^(127\.|::1$|localhost$)/

/** Why something cannot be played on this hub, or undefined when it can. `have` names settings and states that the caller vouches for. */
export function unmetNeed({ needs, shelf = [] }: Needing, known: Known, have: readonly string[]): string | undefined {
  if (shelf.length > 0 && known.shelfFolder === undefined) return "needs: the hub's folder of files (--shelf DIR)"
  const unmet = needs.find(need => !isMet(need, known, have))
  return unmet === undefined ? undefined : `needs: ${unmet}`
}

function isMet(need: string, known: Known, have: readonly string[]): boolean {
  if (have.includes(need)) return true
  if (need === 'quiet hub') return !known.isBusy
  if (need === 'same machine') return loopback.test(known.host)
  if (need === 'not loopback') return !loopback.test(known.host)
  if (need === 'a hub that can be restarted') return known.canRestart
  return false
}

/** The settings among the needs, for whoever starts a hub for it: `max-clients=3` gives `['max-clients', '3']`. */
export function settingsNeeded({ needs }: Needing): [string, string][] {
  return needs.flatMap(need => {
    const [, key, value] = /^([a-z-]+)=(.+)$/.exec(need) ?? []
    return key !== undefined && value !== undefined ? [[key, value] as [string, string]] : []
  })
}

/** True for what must not share its hub with others. */
export function needsOwnHub({ needs, shelf = [] }: Needing): boolean {
  const own = ['empty hub', 'a hub that can be restarted']
  return shelf.length > 0 || settingsNeeded({ needs }).length > 0 || needs.some(need => own.includes(need))
}
