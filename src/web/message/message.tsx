// One message: who, when, what; what it answers, how others felt about it, and, when it is in hand, what can be done with it.

import { memo, Suspense } from 'react'
import type { TimelineRow } from '../../client/state/state.ts'
import { Reserved } from '../files/file-card.tsx'
import { later } from '../later.ts'
import { Entry } from '../timeline/entry.tsx'
import { type Held, isHeldAlike } from '../timeline/roving.ts'
import { useTimes, useWords } from '../words/words.tsx'
import styles from './message.module.css'
import { MessageText } from './message-text.tsx'
import { Quote } from './quote.tsx'
import { Reactions } from './reactions.tsx'

const Attached = later(async () => (await import('../files/attached.tsx')).Attached)
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
  const { author, guest, at, deleted, edited, text, files, reactions, replyTo, seq } = row
  const tools = held.isActive && deleted === undefined && (
    <Suspense fallback={null}>
      <Tools room={room} row={row} mine={mine} onHold={held.hold} />
    </Suspense>
  )
  const label = `${author}, ${times.clock(at)}`
  return (
    <Entry seq={seq} guest={guest} author={author} at={at} label={label} head={head} marked={marked} held={held} tools={tools}>
      {replyTo !== undefined && <Quote room={room} seq={replyTo} quoted={quoted} />}
      {deleted === undefined ? (
        <div className={styles.text}>
          <MessageText text={text} />
          {edited !== undefined && <span className={styles.edited}>{words.message.edited}</span>}
        </div>
      ) : (
        <p className={styles.deleted}>{words.message.deleted}</p>
      )}
      {files !== undefined && deleted === undefined && (
        <Suspense fallback={[...new Set(files)].map(name => <Reserved key={name} file={{ name, bytes: 0 }} />)}>
          <Attached room={room} names={files} />
        </Suspense>
      )}
      {reactions !== undefined && reactions.length > 0 && deleted === undefined && (
        <Reactions room={room} seq={seq} reactions={reactions} />
      )}
    </Entry>
  )
}, isSame)

function isSame(before: MessageProps, after: MessageProps): boolean {
  return (
    before.row === after.row &&
    before.head === after.head &&
    before.quoted === after.quoted &&
    before.marked === after.marked &&
    isHeldAlike(before.held, after.held)
  )
}
