// On the way in, before the hub has answered for the first time.
import { useEffect, useState } from 'react'
import { Button } from '../parts/button.tsx'
import { useParty, usePartyline } from '../party/party.ts'
import { useWords } from '../words/words.tsx'
import { Blank } from './blank.tsx'

/** Whoever is in sooner than this sees nothing of it. */
const patienceMs = 400

export function Arriving() {
  const words = useWords()
  const party = usePartyline()
  const isWaiting = useParty(({ connection }) => connection.at === 'waiting')
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  if (!late) return <main />
  if (!isWaiting) return <Blank title={words.arrive.waiting} />
  return (
    <Blank title={words.arrive.waiting} more={words.arrive.unreachable}>
      <Button look="main" onClick={() => party.reconnectNow()}>
        {words.connection.tryNow}
      </Button>
    </Blank>
  )
}
