// On the way in, before the hub has answered for the first time.
import { Suspense, useEffect, useState } from 'react'
import { later } from '../later.ts'
import { Button } from '../parts/button.tsx'
import { useParty, usePartyline } from '../party/party.ts'
import { useWords } from '../words/words.tsx'
import { Blank } from './blank.tsx'

const OffLineView = later(async () => (await import('../last-seen/off-line-view.tsx')).OffLineView)

/** Whoever is in sooner than this sees nothing of it. */
const patienceMs = 400

export function Arriving() {
  const words = useWords()
  const party = usePartyline()
  const isWaiting = useParty(({ connection }) => connection.at === 'waiting')
  const [late, setLate] = useState(false)
  /** A try has failed. From then on nothing changes with each further one. */
  const [missed, setMissed] = useState(false)
  if (isWaiting && !missed) setMissed(true)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  if (!late) return <main />
  if (!missed) return <Blank title={words.arrive.waiting} />
  const unreachable = (
    <Blank title={words.arrive.waiting} more={words.arrive.unreachable}>
      <Button look="main" onClick={() => party.reconnectNow()}>
        {words.connection.tryNow}
      </Button>
    </Blank>
  )
  return (
    <Suspense fallback={unreachable}>
      <OffLineView instead={unreachable} />
    </Suspense>
  )
}
