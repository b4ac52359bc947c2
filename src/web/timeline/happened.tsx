// What happened in a room besides talk, as a sentence.
import { memo } from 'react'
import type { TimelineRow } from '../../client/state/state.ts'
import type { Words } from '../words/en.ts'
import { useTimes, useWords } from '../words/words.tsx'
import styles from './happened.module.css'
import type { Held } from './roving.ts'
import { useHeld } from './use-held.ts'

export const Happened = memo(
  function Happened({ row, held }: { readonly row: TimelineRow; readonly held: Held }) {
    const words = useWords()
    const times = useTimes()
    const { attributes } = useHeld<HTMLDivElement>(held)
    return (
      <div {...attributes} className={styles.happened}>
        <span dir="auto">{sentenceOf(row, words)}</span> <time dateTime={new Date(row.at).toISOString()}>{times.clock(row.at)}</time>
      </div>
    )
  },
  (before, after) =>
    before.row === after.row &&
    before.held.isActive === after.held.isActive &&
    before.held.isStop === after.held.isStop &&
    before.held.takesFocus === after.held.takesFocus,
)

function sentenceOf(row: TimelineRow, { happened }: Words): string {
  const { author } = row
  switch (row.kind) {
    case 'topic':
      return row.text === '' ? happened.topicGone(author) : happened.topic(author, row.text)
    case 'rename':
      return happened.renamed(author, row.name)
    case 'archive':
      return row.on ? happened.archived(author) : happened.opened(author)
    case 'member':
      return row.change === 'invited' ? happened.invited(author, row.name) : happened[row.change](row.name)
    case 'file':
      return happened.file(author, row.name)
    case 'file-gone':
      return row.why === 'expired' ? happened.fileExpired(row.name) : happened.fileGone(author, row.name)
    case 'file-renamed':
      return happened.fileRenamed(author, row.name, row.to)
    default:
      return ''
  }
}
