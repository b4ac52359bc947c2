// A view in a room's place: its head, with the way to the rooms on a phone, and what it shows.
import { type ReactNode, useEffect, useRef } from 'react'
import { useWords } from '../words/words.tsx'
import { IconButton } from './button.tsx'
import styles from './view.module.css'

export type ViewFrameProps = { readonly title: string; readonly onMenu?: (() => void) | undefined; readonly children: ReactNode }

export function ViewFrame({ title, onMenu, children }: ViewFrameProps) {
  const words = useWords()
  const main = useRef<HTMLElement>(null)
  // Whoever comes here by keys or listens is at its beginning, unless the view knows a better place.
  useEffect(() => main.current?.focus(), [])
  return (
    <main ref={main} className={styles.view} id="messages" tabIndex={-1}>
      <header className={styles.head}>
        {onMenu !== undefined && (
          <span className={styles.menu}>
            <IconButton icon="menu" label={words.menu} onClick={onMenu} />
          </span>
        )}
        <h1>{title}</h1>
      </header>
      <div className={styles.body}>
        <div className={styles.column}>{children}</div>
      </div>
    </main>
  )
}
