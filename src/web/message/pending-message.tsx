// One's own message on its way: it stands where it will stand, and says so when it waits for the line or was refused.
import { useEffect, useState } from 'react'
import { Button } from '../parts/button.tsx'
import { colourOf, Face } from '../parts/face.tsx'
import { useParty, useRoomHandle } from '../party/party.ts'
import type { PendingItem } from '../timeline/items.ts'
import { useTimes, useWords } from '../words/words.tsx'
import styles from './message.module.css'
import { MessageText } from './message-text.tsx'
import { Quote } from './quote.tsx'

/** What is sent sooner than this was simply said. */
const patienceMs = 1_000

export function PendingMessage({ room, item: { pending, head, quoted } }: { readonly room: number; readonly item: PendingItem }) {
  const words = useWords()
  const times = useTimes()
  const handle = useRoomHandle(room)
  const me = useParty(state => state.me)
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  const { id, text, at, replyTo, state } = pending
  const { sending, queued, notSent, retry, discard } = words.message
  const isRefused = state === 'refused'
  return (
    <div className={`${styles.message} ${late ? styles.waiting : ''}`} data-head={head} data-row="" tabIndex={-1}>
      <div className={styles.gutter}>{head && me !== undefined && <Face guest={me.guest} name={me.name} />}</div>
      <div className={styles.body}>
        {head && me !== undefined && (
          <div className={styles.head}>
            <strong className={styles.author} data-colour={colourOf(me.guest)}>
              {me.name}
            </strong>
            <time dateTime={new Date(at).toISOString()}>{times.clock(at)}</time>
          </div>
        )}
        {replyTo !== undefined && <Quote room={room} seq={replyTo} quoted={quoted} />}
        <div className={styles.text}>
          <MessageText text={text} />
        </div>
        {late && !isRefused && <p className={styles.state}>{state === 'sent' ? sending : queued}</p>}
        {isRefused && (
          <div className={`${styles.state} ${styles.wrong}`}>
            <span>
              {notSent} {pending.sentence}
            </span>
            <Button onClick={() => void handle.retry(id)}>{retry}</Button>
            <Button onClick={() => handle.discard(id)}>{discard}</Button>
          </div>
        )}
      </div>
    </div>
  )
}
