// What a file is, a look at it where that is harmless, and the way to have it.
import { useState } from 'react'
import type { FileRow } from '../../protocol/files.ts'
import { Icon } from '../parts/icon.tsx'
import styles from './file-card.module.css'
import { FileLine } from './file-line.tsx'
import { addressOf, iconOf } from './kinds.ts'
import { useMeasures } from './measures.ts'
import { baseName, hasPicture } from './names.ts'
import { passes } from './pass.ts'
import { view } from './viewing.ts'

export type CardProps = { readonly room: number; readonly file: FileRow }

export function Card({ room, file }: CardProps) {
  const measures = useMeasures()
  const base = baseName(file.name)
  const sign = (
    <span className={styles.sign}>
      <Icon name={iconOf(file.name)} />
    </span>
  )
  return (
    <div className={styles.card}>
      {hasPicture(file) && <Picture file={file} onOpen={() => view(room, file)} />}
      <div className={styles.line}>
        <FileLine room={room} file={file} label={base} sign={sign} name={base} facts={measures.size(file.bytes)} />
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
