// A file as one line: what shows what it is, its name and what is to be said of it open it; beside that is the way to have it.
import type { ReactNode } from 'react'
import type { FileRow } from '../../protocol/files.ts'
import { Icon } from '../parts/icon.tsx'
import { useWords } from '../words/words.tsx'
import styles from './file-line.module.css'
import { downloadOf } from './kinds.ts'
import { baseName } from './names.ts'
import { view } from './viewing.ts'

type FileLineProps = {
  readonly room: number
  readonly file: FileRow
  /** What it is called where several of the same last name may stand. */
  readonly label: string
  readonly sign: ReactNode
  readonly name: ReactNode
  readonly facts: ReactNode
}

export function FileLine({ room, file, label, sign, name, facts }: FileLineProps) {
  const { files } = useWords()
  return (
    <div className={styles.line}>
      <button type="button" className={styles.open} title={files.open(file.name)} onClick={() => view(room, file)}>
        {sign}
        <span className={styles.about}>
          <span className={styles.name} dir="auto">
            {name}
          </span>
          <span className={styles.facts}>{facts}</span>
        </span>
      </button>
      <a
        className={styles.save}
        href={downloadOf(file)}
        download={baseName(file.name)}
        title={files.download}
        aria-label={files.downloadOne(label)}
      >
        <Icon name="save" />
      </a>
    </div>
  )
}
