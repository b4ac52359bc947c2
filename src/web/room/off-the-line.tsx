// A quiet line above the composer while there is no connection: what becomes of what one sends, and how to try at once.
import { useEffect, useState } from 'react'
import { Button } from '../parts/button.tsx'
import { useParty, usePartyline } from '../party/party.ts'
import { useWords } from '../words/words.tsx'
import styles from './off-the-line.module.css'

/** A blink of the network is nobody's business. */
const patienceMs = 1_000

export function OffTheLine() {
  const words = useWords()
  const party = usePartyline()
  const isLive = useParty(({ connection }) => connection.at === 'live')
  const former = useParty(({ me }) => me?.former)
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (isLive) return setLate(false)
    const timer = setTimeout(() => setLate(true), patienceMs)
    return () => clearTimeout(timer)
  }, [isLive])
  if (isLive && former !== undefined && former.name !== '') return <p className={styles.line}>{words.arrive.formerly(former.name)}</p>
  if (isLive || !late) return null
  return (
    <div className={styles.line} role="status">
      <p>{words.connection.offline}</p>
      <Button onClick={() => party.reconnectNow()}>{words.connection.tryNow}</Button>
    </div>
  )
}
