// The whole page: on the way in, on the line, or put off it for good.
import { Arriving } from './arrive/arriving.tsx'
import { Ended } from './arrive/ended.tsx'
import { Board } from './board.tsx'
import { Corner } from './parts/corner.tsx'
import { useParty } from './party/party.ts'

export function App() {
  const isClosed = useParty(({ connection }) => connection.at === 'closed')
  const isKnown = useParty(({ me }) => me !== undefined)
  return (
    <>
      {isClosed ? <Ended /> : isKnown ? <Board /> : <Arriving />}
      <Corner />
    </>
  )
}
