// Opened off the line: what one saw last, to be read, until the hub can be reached.
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { MessageText } from '../message/message-text.tsx'
import { Button } from '../parts/button.tsx'
import { Face } from '../parts/face.tsx'
import { usePartyline } from '../party/party.ts'
import { settings } from '../settings.ts'
import { useBeyond } from '../words/beyond.tsx'
import { spansIn } from '../words/spans.ts'
import { useWords } from '../words/words.tsx'
import { getSeen } from './box.ts'
import type { LastSeen, SeenRoom, SeenRow } from './last-seen.ts'
import styles from './off-line-view.module.css'

export function OffLineView({ instead }: { readonly instead: ReactNode }) {
  const [seen, setSeen] = useState<LastSeen | null>()
  useEffect(() => {
    void getSeen().then(found => setSeen(found ?? null))
  }, [])
  if (seen === undefined) return <main />
  return seen === null || seen.rooms.length === 0 ? instead : <Seen seen={seen} />
}

function Seen({ seen }: { readonly seen: LastSeen }) {
  const words = useBeyond().lastSeen
  const { connection } = useWords()
  const party = usePartyline()
  const spans = spansIn(settings.use(({ language }) => language))
  const [chosen, setChosen] = useState(seen.rooms[0]?.id)
  const room = seen.rooms.find(({ id }) => id === chosen) ?? seen.rooms[0]
  return (
    <div className={styles.seen}>
      <header className={styles.head}>
        <h1>{words.title}</h1>
        <p>{words.about(spans.when(seen.at))}</p>
        <Button look="main" onClick={() => party.reconnectNow()}>
          {connection.tryNow}
        </Button>
      </header>
      <nav className={styles.rooms} aria-label={words.rooms}>
        {seen.rooms.map(({ id, title }) => (
          <button key={id} type="button" dir="auto" aria-current={id === room?.id} onClick={() => setChosen(id)}>
            {title}
          </button>
        ))}
      </nav>
      {room !== undefined && <Room key={room.id} room={room} />}
    </div>
  )
}

function Room({ room }: { readonly room: SeenRoom }) {
  const words = useBeyond().lastSeen
  const place = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    place.current?.scrollTo(0, place.current.scrollHeight)
  }, [])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be scrolled by keys, too.
    <main ref={place} className={styles.room} tabIndex={0} aria-label={words.messages(room.title)}>
      {room.topic !== '' && (
        <p className={styles.topic} dir="auto">
          {room.topic}
        </p>
      )}
      {room.rows.length === 0 && <p className={styles.topic}>{words.empty}</p>}
      {room.rows.map(row => (
        <Row key={row.seq} row={row} />
      ))}
    </main>
  )
}

function Row({ row }: { readonly row: SeenRow }) {
  const words = useBeyond().lastSeen
  const spans = spansIn(settings.use(({ language }) => language))
  return (
    <article className={styles.row}>
      <Face guest={row.guest} name={row.author} small />
      <p className={styles.who}>
        <strong dir="auto">{row.author}</strong> <time dateTime={new Date(row.at).toISOString()}>{spans.when(row.at)}</time>
      </p>
      <div className={styles.text}>{row.kind === 'message' ? <MessageText text={row.text} /> : words.files(row.name)}</div>
    </article>
  )
}
