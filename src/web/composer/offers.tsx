// The names that fit what is being typed, above the line.

import hanging from '../parts/hanging.module.css'
import { useWords } from '../words/words.tsx'
import type { Offered } from './completion.ts'
import styles from './offers.module.css'

type OffersProps = { readonly id: string; readonly offered: Offered; readonly chosen: number; readonly onTake: (name: string) => void }

export function Offers({ id, offered: { mark, names, signs }, chosen, onTake }: OffersProps) {
  const words = useWords()
  return (
    <div id={id} role="listbox" tabIndex={-1} className={`${hanging.box} ${styles.offers}`} aria-label={words.composer[mark]}>
      {names.map((name, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the keyboard stays in the line; which one is chosen is told by `aria-activedescendant`.
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
        <div
          key={name}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === chosen}
          className={`${hanging.choice} ${styles.offer}`}
          onPointerDown={event => event.preventDefault()}
          onClick={() => onTake(name)}
        >
          <span className={signs === undefined ? styles.mark : styles.sign}>{signs?.[index] ?? mark}</span>
          {name}
        </div>
      ))}
    </div>
  )
}
