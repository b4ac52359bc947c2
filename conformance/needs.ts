// Some transcripts need a hub in a special state or with special settings; this says which of them a given hub can be shown.
import type { Target } from './play.ts'
import type { Transcript } from './transcript.ts'

const loopback = /^(127\.|::1$|localhost$)/

/** Why a transcript cannot be played on this hub, or undefined when it can. `have` names settings and states that the caller vouches for. */
export function unmetNeed(transcript: Transcript, target: Target, have: readonly string[]): string | undefined {
  if (transcript.shelf.length > 0 && target.shelfFolder === undefined) return "needs: the hub's folder of files (--shelf DIR)"
  const unmet = transcript.needs.find(need => !isMet(need, target, have))
  return unmet === undefined ? undefined : `needs: ${unmet}`
}

function isMet(need: string, target: Target, have: readonly string[]): boolean {
  if (have.includes(need)) return true
  if (need === 'quiet hub') return !target.isBusy
  if (need === 'same machine') return loopback.test(target.host)
  if (need === 'not loopback') return !loopback.test(target.host)
  if (need === 'a hub that can be restarted') return target.hub !== undefined
  return false
}

/** The settings among the needs, for whoever starts a hub for this transcript: `max-clients=3` gives `['max-clients', '3']`. */
export function settingsNeeded(transcript: Transcript): [string, string][] {
  return transcript.needs.flatMap(need => {
    const [, key, value] = /^([a-z-]+)=(.+)$/.exec(need) ?? []
    return key !== undefined && value !== undefined ? [[key, value] as [string, string]] : []
  })
}

/** True for a transcript that must not share its hub with others. */
export function needsOwnHub(transcript: Transcript): boolean {
  const own = ['empty hub', 'a hub that can be restarted']
  return transcript.shelf.length > 0 || settingsNeeded(transcript).length > 0 || transcript.needs.some(need => own.includes(need))
}
