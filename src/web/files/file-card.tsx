// A file in the timeline, under the name of who left it.
import { memo, Suspense } from 'react'
import type { TimelineRow } from '../../client/state/state.ts'
import type { FileRow } from '../../protocol/files.ts'
import { later } from '../later.ts'
import { Entry } from '../timeline/entry.tsx'
import { type Held, isHeldAlike } from '../timeline/roving.ts'
import { useWords } from '../words/words.tsx'
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
  const { author, guest, at, seq } = row
  const label = words.files.card(row.name, author)
  return (
    <Entry seq={seq} guest={guest} author={author} at={at} label={label} head={head} marked={marked} held={held}>
      {fate?.is === 'gone' ? <Gone name={row.name} /> : <Whole room={room} file={fileOf(row, fate)} />}
    </Entry>
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
export function Reserved({ file }: { readonly file: Pick<FileRow, 'name' | 'bytes'> }) {
  return (
    <div className={styles.card}>
      {hasPicture(file) && <div className={styles.picture} />}
      <div className={styles.line} />
    </div>
  )
}

export function Gone({ name }: { readonly name: string }) {
  const words = useWords()
  return (
    <p className={styles.gone}>
      <span dir="auto">{baseName(name)}</span> {words.files.gone}
    </p>
  )
}

function isSame(before: FileCardProps, after: FileCardProps): boolean {
  return (
    before.row === after.row &&
    before.head === after.head &&
    before.fate?.is === after.fate?.is &&
    (before.fate?.is !== 'renamed' || after.fate?.is !== 'renamed' || before.fate.name === after.fate.name) &&
    before.marked === after.marked &&
    isHeldAlike(before.held, after.held)
  )
}
