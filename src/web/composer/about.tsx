// Above what one writes: which message it answers or changes, and the way back.
import type { RoomState } from '../../client/state/state.ts'
import { plainText } from '../message/plain-text.ts'
import { IconButton } from '../parts/button.tsx'
import { useWords } from '../words/words.tsx'
import styles from './about.module.css'
import { type Draft, startAnew } from './drafts.ts'

export function About({ room, draft }: { readonly room: RoomState; readonly draft: Draft }) {
  const words = useWords()
  const { editing, replyTo } = draft
  const answered = replyTo === undefined ? undefined : room.timeline.row(replyTo)
  return (
    <div className={styles.about}>
      <p>
        {editing !== undefined ? words.composer.editing : words.composer.replying(answered?.author ?? '…')}{' '}
        {editing === undefined && answered?.kind === 'message' && <span dir="auto">{plainText(answered.text)}</span>}
      </p>
      <IconButton icon="close" size={16} label={words.composer.stop} onClick={() => startAnew(room.id)} />
    </div>
  )
}
