// The files of a room: found by name, kind and order, looked at, and fetched.
import { useMemo, useState } from 'react'
import type { RoomState } from '../../client/state/state.ts'
import { Button } from '../parts/button.tsx'
import fields from '../parts/field.module.css'
import type { PanelProps } from '../views.ts'
import { useTimes, useWords } from '../words/words.tsx'
import { FileList } from './file-list.tsx'
import styles from './files-panel.module.css'
import { choose } from './gathering.ts'
import { handOver } from './hand-over.ts'
import { useListing } from './listing.ts'
import { useMeasures } from './measures.ts'
import { everything, type Filter, groups, orders, pickedFrom } from './picking.ts'
import { useFileWords } from './words.ts'

export function FilesPanel({ room }: PanelProps) {
  const times = useTimes()
  const measures = useMeasures()
  const listing = useListing(room)
  const [filter, setFilter] = useState<Filter>(everything)
  const files = useFileWords()
  const rows = listing?.rows
  const picked = useMemo(() => (rows === undefined ? [] : pickedFrom(rows, filter)), [rows, filter])
  if (listing === undefined || rows === undefined) return <p className={styles.quiet}>{files.loading}</p>
  if (rows.length === 0) return <NoFiles room={room} />
  const bytes = measures.size(picked.reduce((sum, one) => sum + one.bytes, 0))
  return (
    <div className={styles.panel}>
      <div className={styles.tools}>
        <input
          type="search"
          className={`${fields.field} ${styles.filter}`}
          aria-label={files.filter}
          placeholder={files.filter}
          value={filter.text}
          onChange={event => setFilter({ ...filter, text: event.target.value })}
        />
        <Choice
          label={files.kind}
          words={files.kinds}
          all={groups}
          value={filter.group}
          onChoose={group => setFilter({ ...filter, group })}
        />
        <Choice
          label={files.sort}
          words={files.sorts}
          all={orders}
          value={filter.order}
          onChoose={order => setFilter({ ...filter, order })}
        />
      </div>
      {picked.length === 0 ? (
        <div className={styles.empty}>
          <p>{files.noneSuch}</p>
          <Button onClick={() => setFilter({ ...filter, text: '', group: 'all' })}>{files.noneSuchDo}</Button>
        </div>
      ) : (
        <>
          <p className={styles.quiet}>{picked.length === 1 ? files.countOne(bytes) : files.count(times.number(picked.length), bytes)}</p>
          <FileList room={room.id} files={picked} />
        </>
      )}
      {listing.more && <p className={styles.quiet}>{files.firstOnly(times.number(rows.length))}</p>}
      <Senders room={room} />
    </div>
  )
}

type ChoiceProps<T extends string> = {
  readonly label: string
  readonly words: Readonly<Record<T, string>>
  readonly all: readonly T[]
  readonly value: T
  readonly onChoose: (value: T) => void
}

function Choice<T extends string>({ label, words, all, value, onChoose }: ChoiceProps<T>) {
  return (
    <select
      className={`${fields.field} ${styles.choice}`}
      aria-label={label}
      value={value}
      onChange={event => onChoose(all.find(one => one === event.target.value) ?? value)}
    >
      {all.map(one => (
        <option key={one} value={one}>
          {words[one]}
        </option>
      ))}
    </select>
  )
}

function NoFiles({ room }: { readonly room: RoomState }) {
  const files = useFileWords()
  return (
    <div className={styles.empty}>
      <h3>{files.empty}</h3>
      <p>{room.archived ? files.emptyArchived : files.emptyMore}</p>
      <Senders room={room} />
    </div>
  )
}

function Senders({ room }: { readonly room: RoomState }) {
  const words = useWords()
  const fileWords = useFileWords()
  if (room.archived) return null
  return (
    <div className={styles.senders}>
      <Button look="main" onClick={() => choose('files', gathering => handOver(room.id, gathering, fileWords))}>
        {words.files.send}
      </Button>
      <Button onClick={() => choose('folder', gathering => handOver(room.id, gathering, fileWords))}>{fileWords.sendFolder}</Button>
    </div>
  )
}
