// Keeps what is seen while one is on the line, where the page itself can be opened off the line.
import { useEffect } from 'react'
import { usePartyline } from '../party/party.ts'
import { settings } from '../settings.ts'
import { dropSeen, getSeen, putSeen } from './box.ts'
import { joined, type LastSeen, lastSeenOf } from './last-seen.ts'

/** So often at most. */
const everyMs = 3_000

export function useKeeping(): void {
  const party = usePartyline()
  const wanted = settings.use(({ lastSeen }) => lastSeen)
  useEffect(() => {
    if (!window.isSecureContext) return
    if (!wanted) {
      void dropSeen()
      return
    }
    let before: LastSeen | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let ended = false
    const keep = async (): Promise<void> => {
      clearTimeout(timer)
      timer = undefined
      before ??= await getSeen()
      const now = lastSeenOf(party.state, Date.now())
      if (now === undefined || ended) return
      before = joined(now, before)
      await putSeen(before)
    }
    const soon = (): void => {
      timer ??= setTimeout(() => void keep(), everyMs)
    }
    // A page that is put away may not come back.
    const atOnce = (): void => {
      if (document.visibilityState === 'hidden') void keep()
    }
    soon()
    const stop = party.subscribe(soon)
    document.addEventListener('visibilitychange', atOnce)
    return () => {
      ended = true
      clearTimeout(timer)
      stop()
      document.removeEventListener('visibilitychange', atOnce)
    }
  }, [party, wanted])
}
