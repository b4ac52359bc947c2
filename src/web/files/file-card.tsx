// A file in the timeline: who left it, what it is, a look at it where that is harmless, and the way to have it.
import { memo, useState } from 'react'
import type { TimelineRow } from '../../client/state/state.ts'
import type { FileRow } from '../../protocol/files.ts'
import frame from '../message/message.module.css'
import { colourOf, Face } from '../parts/face.tsx'
import { Icon } from '../parts/icon.tsx'
import type { Held } from '../timeline/roving.ts'
import { useHeld } from '../timeline/use-held.ts'
import { useTimes, useWords } from '../words/words.tsx'
import type { Fate } from './fates.ts'
import styles from './file-card.module.css'
import { addressOf, baseName, downloadOf, iconOf, kindOf } from './kinds.ts'
import { useMeasures } from './measures.ts'
import { passes } from './pass.ts'
import { view } from './viewing.ts'

/** Larger pictures are not fetched before somebody wants to see them. */
const pictureBytesMax = 8_000_000

export type FileEntry = Extract<TimelineRow, { readonly kind: 'file' }>

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
        {fate?.is === 'gone' ? <Gone name={row.name} /> : <Card room={room} file={fileOf(row, fate)} />}
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

function Card({ room, file }: { readonly room: number; readonly file: FileRow }) {
  const words = useWords()
  const measures = useMeasures()
  const base = baseName(file.name)
  const open = (): void => view(room, file)
  return (
    <div className={styles.card}>
      {kindOf(file.name) === 'image' && file.bytes <= pictureBytesMax && <Picture file={file} onOpen={open} />}
      <div className={styles.row}>
        <button type="button" className={styles.open} title={words.files.open(file.name)} onClick={open}>
          <Icon name={iconOf(file.name)} />
          <span className={styles.about}>
            <span className={styles.name} dir="auto">
              {base}
            </span>
            <span className={styles.size}>{measures.size(file.bytes)}</span>
          </span>
        </button>
        <a
          className={styles.save}
          href={downloadOf(file)}
          download={base}
          title={words.files.download}
          aria-label={words.files.downloadOne(base)}
        >
          <Icon name="save" />
        </a>
      </div>
    </div>
  )
}

/** Its room is reserved, so that nothing moves when it comes. */
function Picture({ file, onOpen }: { readonly file: FileRow; readonly onOpen: () => void }) {
  const pass = passes.use(number => number)
  const [failedWith, setFailedWith] = useState<number>()
  // With a new pass it is tried again.
  if (failedWith === pass) return null
  return (
    // What is said of it is said of the name below, which does the same.
    <button type="button" className={styles.picture} tabIndex={-1} aria-hidden="true" onClick={onOpen}>
      {pass > 0 && (
        <img key={failedWith} src={addressOf(file)} alt="" loading="lazy" decoding="async" onError={() => setFailedWith(pass)} />
      )}
    </button>
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
