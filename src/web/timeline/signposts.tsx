// The ways to where one is not: down to the newest message, and up to where one left off.

import { IconButton } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { useTimes, useWords } from '../words/words.tsx'
import styles from './signposts.module.css'

export function Newest({ count, onGo }: { readonly count: number; readonly onGo: () => void }) {
  const words = useWords()
  return (
    <button type="button" className={styles.newest} data-count={count > 0} onClick={onGo}>
      <Icon name="down" size={16} />
      {count > 0 ? words.room.newestCount(count) : words.room.newest}
    </button>
  )
}

export function WhereOneLeftOff({
  count,
  onGo,
  onClose,
}: {
  readonly count: number
  readonly onGo: () => void
  readonly onClose: () => void
}) {
  const words = useWords()
  const times = useTimes()
  return (
    <div className={styles.left}>
      <button type="button" onClick={onGo}>
        <Icon name="up" size={16} />
        {words.room.freshAbove(times.number(count))}
      </button>
      <IconButton icon="close" size={16} label={words.close} onClick={onClose} />
    </div>
  )
}
