// A file in the timeline, under the name of who left it.
import { memo, Suspense } from 'react'
import type { TimelineRow } from '../../client/state/state.ts'
import type { FileRow } from '../../protocol/files.ts'
import { later } from '../later.ts'
import frame from '../message/message.module.css'
import { colourOf, Face } from '../parts/face.tsx'
import type { Held } from '../timeline/roving.ts'
import { useHeld } from '../timeline/use-held.ts'
import { useTimes, useWords } from '../words/words.tsx'
import type { CardProps } from './card.tsx'
import type { Fate } from './fates.ts'
import styles from './file-card.module.css'
import { baseName, hasPicture } from './names.ts'

const Card = later(async () => (await import('./card.tsx')).Card)

type FileEntry = Extract<TimelineRow, { readonly kind: 'file' }>

export type FileCardProps = {
  readonly room: number
  readonly row: FileEntry
  readonly head: boolean
  readonly fate: Fate | undefined
  readonly marked: boolean
  readonly held: Held
}

export const FileCard = memo(function FileCard({ room, row, head, fate, marked, held }: FileCardProps) {
  const words = useWords()
  const times = useTimes()
  const { attributes } = useHeld<HTMLElement>(held)
  const { author, guest, at } = row
  const time = (
    <time dateTime={new Date(at).toISOString()} title={times.full(at)}>
      {times.clock(at)}
    </time>
  )
  return (
    <article
      {...attributes}
      aria-label={words.files.card(row.name, author)}
      className={frame.message}
      data-head={head}
      data-active={held.isActive}
      data-marked={marked}
      data-seq={row.seq}
    >
      <div className={frame.gutter}>{head ? <Face guest={guest} name={author} /> : time}</div>
      <div className={frame.body}>
        {head && (
          <div className={frame.head}>
            <strong className={frame.author} data-colour={colourOf(guest)} dir="auto">
              {author}
            </strong>
            {time}
          </div>
        )}
        {fate?.is === 'gone' ? <Gone name={row.name} /> : <Whole room={room} file={fileOf(row, fate)} />}
      </div>
    </article>
  )
}, isSame)

const fileOf = ({ name, bytes, sha256, file, author, guest, at }: FileEntry, fate: Fate | undefined): FileRow => ({
  name: fate?.is === 'renamed' ? fate.name : name,
  bytes,
  sha256,
  modifiedAt: at,
  author,
  guest,
  ...(file !== undefined && { id: file }),
})

function Whole({ room, file }: CardProps) {
  return (
    <Suspense fallback={<Reserved file={file} />}>
      <Card room={room} file={file} />
    </Suspense>
  )
}

/** As high as what comes into it, so that nothing moves. */
function Reserved({ file }: { readonly file: FileRow }) {
  return (
    <div className={styles.card}>
      {hasPicture(file) && <div className={styles.picture} />}
      <div className={styles.row} />
    </div>
  )
}

function Gone({ name }: { readonly name: string }) {
  const words = useWords()
  return (
    <p className={styles.gone}>
      <span dir="auto">{baseName(name)}</span> {words.files.gone}
    </p>
  )
}

/** `held` is new each time; what counts of it is what it says. */
function isSame(before: FileCardProps, after: FileCardProps): boolean {
  return (
    before.row === after.row &&
    before.head === after.head &&
    before.fate?.is === after.fate?.is &&
    (before.fate?.is !== 'renamed' || after.fate?.is !== 'renamed' || before.fate.name === after.fate.name) &&
    before.marked === after.marked &&
    before.held.isActive === after.held.isActive &&
    before.held.isStop === after.held.isStop &&
    before.held.takesFocus === after.held.takesFocus
  )
}
