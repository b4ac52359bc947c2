// The whole page: on the way in, on the line, or put off it for good.
import { useEffect } from 'react'
import { Arriving } from './arrive/arriving.tsx'
import { Ended } from './arrive/ended.tsx'
import { Board } from './board.tsx'
import { showTheRest } from './later.ts'
import { Corner } from './parts/corner.tsx'
import { greeted } from './party/ahead.ts'
import { useParty } from './party/party.ts'
import { usePlace } from './place.ts'

/** So long the first messages may take. */
const restAfterMs = 2_000

export function App() {
  const isClosed = useParty(({ connection }) => connection.at === 'closed')
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
      {isClosed ? <Ended /> : isKnown ? <Board /> : <Arriving />}
      <Corner />
    </>
  )
}
