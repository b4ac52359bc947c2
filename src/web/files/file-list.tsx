// The rows of a room's files. Of many only those exist that are seen.
import { useRef, useState } from 'react'
import { Virtualizer } from 'virtua'
import type { FileRow } from '../../protocol/files.ts'
import { Icon } from '../parts/icon.tsx'
import { useTimes } from '../words/words.tsx'
import { FileLine } from './file-line.tsx'
import styles from './file-list.module.css'
import { addressOf, iconOf, kindOf } from './kinds.ts'
import { useMeasures } from './measures.ts'
import { baseName } from './names.ts'
import { passes } from './pass.ts'

export function FileList({ room, files }: { readonly room: number; readonly files: readonly FileRow[] }) {
  const scroller = useRef<HTMLDivElement>(null)
  return (
    <div ref={scroller} className={styles.scroller}>
      <Virtualizer as="ul" item="li" data={files} scrollRef={scroller} itemSize={56}>
        {(file: FileRow) => <Row key={file.name} room={room} file={file} />}
      </Virtualizer>
    </div>
  )
}

function Row({ room, file }: { readonly room: number; readonly file: FileRow }) {
  const times = useTimes()
  const measures = useMeasures()
  const { name, bytes, modifiedAt } = file
  const base = baseName(name)
  const folder = name.slice(0, -base.length)
  const path = (
    <>
      {folder !== '' && <span className={styles.folder}>{folder}</span>}
      {base}
    </>
  )
  const facts = (
    <>
      {measures.size(bytes)} · <time dateTime={new Date(modifiedAt).toISOString()}>{times.day(modifiedAt)}</time>
    </>
  )
  return <FileLine room={room} file={file} label={name} sign={<Sign file={file} />} name={path} facts={facts} />
}

/** A picture is its own sign, unless it is too large for one. */
const signBytesMax = 2_000_000

function Sign({ file }: { readonly file: FileRow }) {
  const pass = passes.use(number => number)
  const [failedWith, setFailedWith] = useState<number>()
  const isPicture = kindOf(file.name) === 'image' && file.bytes <= signBytesMax && pass > 0 && failedWith !== pass
  return (
    <span className={styles.sign}>
      {isPicture ? (
        <img key={failedWith} src={addressOf(file)} alt="" loading="lazy" decoding="async" onError={() => setFailedWith(pass)} />
      ) : (
        <Icon name={iconOf(file.name)} />
      )}
    </span>
  )
}
