// What was found, newest first. Where the list ends the next ones are asked for as soon as one comes near.
import { type MouseEvent, type Ref, useEffect, useRef } from 'react'
import { Button } from '../parts/button.tsx'
import { Face } from '../parts/face.tsx'
import { useParty, usePartyline } from '../party/party.ts'
import { titleOf } from '../party/rooms.ts'
import { go, type Place, refOf, writePlace } from '../place.ts'
import { settings } from '../settings.ts'
import { useBeyond } from '../words/beyond.tsx'
import { spansIn } from '../words/spans.ts'
import { useTimes } from '../words/words.tsx'
import { piecesOf } from './excerpt.ts'
import styles from './hits.module.css'
import { askMore, type Hit, keyOf, searching } from './searching.ts'

export function Hits({ ref }: { readonly ref: Ref<HTMLUListElement> }) {
  const words = useBeyond().search
  const { hits, state } = searching.use(value => value)
  if (hits.length === 0) return null
  return (
    <>
      <ul ref={ref} className={styles.hits} aria-label={words.results} aria-busy={state === 'asking'}>
        {hits.map(hit => (
          <Found key={keyOf(hit)} hit={hit} />
        ))}
      </ul>
      <Further />
    </>
  )
}

function Found({ hit }: { readonly hit: Hit }) {
  const words = useBeyond().search
  const times = useTimes()
  const spans = spansIn(settings.use(({ language }) => language))
  const room = useParty(state => state.rooms.get(hit.room))
  const me = useParty(state => state.me?.guest)
  const { entry, highlights } = hit
  const text = entry.kind === 'message' ? entry.text : entry.kind === 'file' ? entry.name : ''
  const place: Place = { view: 'room', room: room === undefined ? hit.room : refOf(room), at: entry.seq }
  const follow = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    // The way back leads to this hit.
    window.history.replaceState({ hit: keyOf(hit) }, '')
    go(place)
  }
  return (
    <li>
      <a href={writePlace(place)} className={styles.hit} data-key={keyOf(hit)} onClick={follow}>
        <Face guest={entry.guest} name={entry.author} small />
        <span className={styles.head}>
          <strong dir="auto">{entry.author}</strong>
          <span className={styles.room} dir="auto">
            {room === undefined ? hit.name : titleOf(room, me)}
          </span>
          <time dateTime={new Date(entry.at).toISOString()} title={times.full(entry.at)}>
            {spans.when(entry.at)}
          </time>
        </span>
        <span className={styles.text} dir="auto">
          {entry.kind === 'file' && <span className={styles.file}>{words.file} </span>}
          {piecesOf(text, highlights).map((piece, index) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a text never move.
            piece.hit ? <mark key={index}>{piece.text}</mark> : piece.text,
          )}
        </span>
      </a>
    </li>
  )
}

/** The end of the list: there is more, or that is all. */
function Further() {
  const words = useBeyond().search
  const party = usePartyline()
  const { next, state, hits, wrong } = searching.use(value => value)
  const end = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at anew after each page, since one may still be near.
  useEffect(() => {
    const { current } = end
    if (current === null || next === undefined || state !== 'done') return
    const near = new IntersectionObserver(
      seen => {
        // A busy page is told of leaving and coming back at once; the last is how it is now.
        if (seen.at(-1)?.isIntersecting === true) askMore(party)
      },
      { rootMargin: '600px' },
    )
    near.observe(current)
    return () => near.disconnect()
  }, [party, next, state, hits])
  if (wrong !== undefined) return null
  return (
    <div ref={end} className={styles.end}>
      {state === 'asking' ? (
        <p>{words.searching}</p>
      ) : next === undefined ? (
        <p>{words.end}</p>
      ) : (
        <Button onClick={() => askMore(party)}>{words.more}</Button>
      )}
    </div>
  )
}
