// How others felt about a message; pressing one joins in, or takes it back.

import type { Reaction } from '../../protocol/rooms.ts'
import { useRoomHandle } from '../party/party.ts'
import { refused } from '../told.ts'
import { useWords } from '../words/words.tsx'
import styles from './reactions.module.css'

export function Reactions({
  room,
  seq,
  reactions,
}: {
  readonly room: number
  readonly seq: number
  readonly reactions: readonly Reaction[]
}) {
  const words = useWords()
  const handle = useRoomHandle(room)
  return (
    <div className={styles.reactions}>
      {reactions.map(({ emoji, count, mine }) => (
        <button
          key={emoji}
          type="button"
          tabIndex={-1}
          className={styles.reaction}
          aria-pressed={mine}
          aria-label={words.message.reaction(emoji, count, mine)}
          onClick={() => void handle.react(seq, emoji, !mine).catch(refused)}
        >
          <span>{emoji}</span> {count}
        </button>
      ))}
    </div>
  )
}
