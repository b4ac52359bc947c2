// One's own message on its way: it stands where it will stand, and says so when it waits for the line or was refused.
import { useEffect, useState } from 'react'
import { Button } from '../parts/button.tsx'
import { Face } from '../parts/face.tsx'
import { useParty, useRoomHandle } from '../party/party.ts'
import entry from '../timeline/entry.module.css'
import { Byline } from '../timeline/entry.tsx'
import type { PendingItem } from '../timeline/items.ts'
import { useWords } from '../words/words.tsx'
import styles from './message.module.css'
import { MessageText } from './message-text.tsx'
import { Quote } from './quote.tsx'

/** What is sent sooner than this was simply said. */
const patienceMs = 1_000

export function PendingMessage({ room, item: { pending, head, quoted } }: { readonly room: number; readonly item: PendingItem }) {
  const words = useWords()
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
    <div className={`${entry.entry} ${late ? styles.waiting : ''}`} data-head={head} data-row="" tabIndex={-1}>
      <div className={entry.gutter}>{head && me !== undefined && <Face guest={me.guest} name={me.name} />}</div>
      <div className={entry.body}>
        {head && me !== undefined && <Byline guest={me.guest} author={me.name} at={at} />}
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
