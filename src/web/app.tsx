// The whole page: on the way in, on the line, or put off it for good.
import { useEffect } from 'react'
import { Arriving } from './arrive/arriving.tsx'
import { Ended } from './arrive/ended.tsx'
import { Board } from './board.tsx'
import { loadTheRest } from './later.ts'
import { Corner } from './parts/corner.tsx'
import { useParty } from './party/party.ts'

/** So long the browser may have other things to do. */
const restAfterMs = 2_000

export function App() {
  const isClosed = useParty(({ connection }) => connection.at === 'closed')
  const isKnown = useParty(({ me }) => me !== undefined)
  useEffect(() => {
    if (!isKnown) return
    // Not every browser tells when it is idle.
    if ('requestIdleCallback' in window) window.requestIdleCallback(loadTheRest, { timeout: restAfterMs })
    else setTimeout(loadTheRest, restAfterMs)
  }, [isKnown])
  return (
    <>
      {isClosed ? <Ended /> : isKnown ? <Board /> : <Arriving />}
      <Corner />
    </>
  )
}
