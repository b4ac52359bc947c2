// A small choice of feelings, in the order in which people reach for them.
import { Popover } from '@base-ui/react/popover'
import { useRef, useState } from 'react'
import { feelings } from '../emoji/table.ts'
import { IconButton } from '../parts/button.tsx'
import { useWords } from '../words/words.tsx'
import styles from './emoji-choice.module.css'

type EmojiChoiceProps = { readonly onChoose: (emoji: string) => void; readonly onOpenChange: (open: boolean) => void }

export function EmojiChoice({ onChoose, onOpenChange }: EmojiChoiceProps) {
  const words = useWords()
  const place = useRef<HTMLSpanElement>(null)
  const [open, setOpen] = useState(false)
  const change = (next: boolean): void => {
    setOpen(next)
    onOpenChange(next)
  }
  return (
    <span ref={place} className={styles.holder}>
      <Popover.Root modal open={open} onOpenChange={change}>
        <Popover.Trigger render={<IconButton icon="smile" label={words.message.react} size={18} />} />
        <Popover.Portal container={place}>
          <Popover.Positioner positionMethod="fixed" className={styles.place} sideOffset={6} collisionPadding={8}>
            <Popover.Popup className={styles.choice} aria-label={words.message.react}>
              {feelings.map(one => (
                <button
                  key={one}
                  type="button"
                  aria-label={words.message.reactWith(one)}
                  onClick={() => {
                    onChoose(one)
                    change(false)
                  }}
                >
                  {one}
                </button>
              ))}
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </span>
  )
}
