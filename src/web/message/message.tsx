// One message: who, when, what; what it answers, how others felt about it, and, when it is in hand, what can be done with it.

import { memo, Suspense } from 'react'
import type { TimelineRow } from '../../client/state/state.ts'
import { later } from '../later.ts'
import { colourOf, Face } from '../parts/face.tsx'
import type { Held } from '../timeline/roving.ts'
import { useHeld } from '../timeline/use-held.ts'
import { useTimes, useWords } from '../words/words.tsx'
import styles from './message.module.css'
import { MessageText } from './message-text.tsx'
import { Quote } from './quote.tsx'
import { Reactions } from './reactions.tsx'

const Tools = later(async () => (await import('./tools.tsx')).Tools)

export type MessageRow = Extract<TimelineRow, { readonly kind: 'message' }>

export type MessageProps = {
  readonly room: number
  readonly row: MessageRow
  /** The author is told above it. */
  readonly head: boolean
  readonly quoted: TimelineRow | undefined
  readonly mine: boolean
  /** One has just been brought here. */
  readonly marked: boolean
  readonly held: Held
}

export const Message = memo(function Message({ room, row, head, quoted, mine, marked, held }: MessageProps) {
  const words = useWords()
  const times = useTimes()
  const { attributes } = useHeld<HTMLElement>(held)
  const { author, guest, at, deleted, edited, text, reactions, replyTo } = row
  const time = (
    <time dateTime={new Date(at).toISOString()} title={times.full(at)}>
      {times.clock(at)}
    </time>
  )
  return (
    <article
      {...attributes}
      aria-label={`${author}, ${times.clock(at)}`}
      className={styles.message}
      data-head={head}
      data-active={held.isActive}
      data-marked={marked}
      data-seq={row.seq}
    >
      <div className={styles.gutter}>{head ? <Face guest={guest} name={author} /> : time}</div>
      <div className={styles.body}>
        {head && (
          <div className={styles.head}>
            <strong className={styles.author} data-colour={colourOf(guest)} dir="auto">
              {author}
            </strong>
            {time}
          </div>
        )}
        {replyTo !== undefined && <Quote room={room} seq={replyTo} quoted={quoted} />}
        {deleted === undefined ? (
          <div className={styles.text}>
            <MessageText text={text} />
            {edited !== undefined && <span className={styles.edited}>{words.message.edited}</span>}
          </div>
        ) : (
          <p className={styles.deleted}>{words.message.deleted}</p>
        )}
        {reactions !== undefined && reactions.length > 0 && deleted === undefined && (
          <Reactions room={room} seq={row.seq} reactions={reactions} />
        )}
      </div>
      {held.isActive && deleted === undefined && (
        <Suspense fallback={null}>
          <Tools room={room} row={row} mine={mine} onHold={held.hold} />
        </Suspense>
      )}
    </article>
  )
}, isSame)

/** `held` is new each time; what counts of it is what it says. */
function isSame(before: MessageProps, after: MessageProps): boolean {
  return (
    before.row === after.row &&
    before.head === after.head &&
    before.quoted === after.quoted &&
    before.marked === after.marked &&
    before.held.isActive === after.held.isActive &&
    before.held.isStop === after.held.isStop &&
    before.held.takesFocus === after.held.takesFocus
  )
}
