// The whole page: on the way in, on the line, or put off it for good.
import { Suspense, useEffect } from 'react'
import { Arriving } from './arrive/arriving.tsx'
import { Ended } from './arrive/ended.tsx'
import { Board } from './board.tsx'
import { later, showTheRest } from './later.ts'
import { Corner } from './parts/corner.tsx'
import { greeted } from './party/ahead.ts'
import { useParty } from './party/party.ts'
import { usePlace } from './place.ts'

const Gate = later(async () => (await import('./account/gate.tsx')).Gate)

/** So long the first messages may take. */
const restAfterMs = 2_000

const wantsAccount = new Set(['sign-in-needed', 'signed-out'])

export function App() {
  const closedBy = useParty(({ connection }) => (connection.at === 'closed' ? connection.why.code : undefined))
  const isKnown = greeted.use(value => value)
  const isRoom = usePlace().view === 'room'
  useEffect(() => {
    if (!isKnown) return
    if (!isRoom) showTheRest()
    // Also where nothing is to be seen of a room.
    const timer = setTimeout(showTheRest, restAfterMs)
    return () => clearTimeout(timer)
  }, [isKnown, isRoom])
  return (
    <>
      <Suspense fallback={null}>{closedBy !== undefined ? <Off because={closedBy} /> : isKnown ? <Board /> : <Arriving />}</Suspense>
      <Corner />
    </>
  )
}

/** No line, and none to come by itself. */
const Off = ({ because }: { readonly because: string }) => (wantsAccount.has(because) ? <Gate /> : <Ended />)
