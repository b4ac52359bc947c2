// What every row of the timeline has that somebody has left there: whose it is, since when, and the place for what it says.
import type { ReactNode } from 'react'
import { colourOf, Face } from '../parts/face.tsx'
import { useTimes } from '../words/words.tsx'
import styles from './entry.module.css'
import type { Held } from './roving.ts'
import { useHeld } from './use-held.ts'

type EntryProps = {
  readonly seq: number
  readonly guest: number
  readonly author: string
  readonly at: number
  /** What it is called for those who do not see it. */
  readonly label: string
  /** The author is told above it. */
  readonly head: boolean
  /** One has just been brought here. */
  readonly marked: boolean
  readonly held: Held
  /** What can be done with it. */
  readonly tools?: ReactNode
  readonly children: ReactNode
}

export function Entry({ seq, guest, author, at, label, head, marked, held, tools, children }: EntryProps) {
  const { attributes } = useHeld<HTMLElement>(held)
  return (
    <article
      {...attributes}
      aria-label={label}
      className={styles.entry}
      data-head={head}
      data-active={held.isActive}
      data-marked={marked}
      data-seq={seq}
    >
      <div className={styles.gutter}>{head ? <Face guest={guest} name={author} /> : <Time at={at} />}</div>
      <div className={styles.body}>
        {head && <Byline guest={guest} author={author} at={at} />}
        {children}
      </div>
      {tools}
    </article>
  )
}

export function Byline({ guest, author, at }: { readonly guest: number; readonly author: string; readonly at: number }) {
  return (
    <div className={styles.head}>
      <strong className={styles.author} data-colour={colourOf(guest)} dir="auto">
        {author}
      </strong>
      <Time at={at} />
    </div>
  )
}

function Time({ at }: { readonly at: number }) {
  const times = useTimes()
  return (
    <time dateTime={new Date(at).toISOString()} title={times.full(at)}>
      {times.clock(at)}
    </time>
  )
}
