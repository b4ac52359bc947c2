// Below what one writes: who else is writing; and else, how the keys work. It is always there, so that nothing jumps.
import type { RoomState } from '../../client/state/state.ts'
import { useNarrow } from '../parts/narrow.ts'
import { useWords } from '../words/words.tsx'
import styles from './typing-line.module.css'

export function TypingLine({ room: { typing } }: { readonly room: RoomState }) {
  const words = useWords()
  const isNarrow = useNarrow()
  const names = typing.map(({ name }) => name)
  if (names.length === 0) return <p className={styles.line}>{isNarrow ? '' : words.composer.keys}</p>
  return (
    <p className={styles.line} data-typing="true">
      <svg
        aria-hidden="true"
        className={styles.wire}
        viewBox="0 0 28 12"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
      >
        <path d="M1 6c3 0 3-4 6.500-4s3.500 8 6.500 8 3.500-8 6.500-8S24 6 27 6" />
      </svg>
      {words.composer.typing(names)}
    </p>
  )
}
