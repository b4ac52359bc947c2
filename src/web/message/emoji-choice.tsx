// A choice of feelings, in the order in which people reach for them; any other is found by its name.
import { Popover } from '@base-ui/react/popover'
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { findEmoji } from '../emoji/naming.ts'
import { feelings } from '../emoji/table.ts'
import { IconButton } from '../parts/button.tsx'
import fields from '../parts/field.module.css'
import { useBeyond } from '../words/beyond.tsx'
import { useWords } from '../words/words.tsx'
import styles from './emoji-choice.module.css'

type EmojiChoiceProps = {
  /** It came late, and its button was pressed before. */
  readonly isWanted: boolean
  readonly onChoose: (emoji: string) => void
  readonly onOpenChange: (open: boolean) => void
}

export function EmojiChoice({ isWanted, onChoose, onOpenChange }: EmojiChoiceProps) {
  const words = useWords()
  const place = useRef<HTMLSpanElement>(null)
  const line = useRef<HTMLInputElement>(null)
  const [open, setOpen] = useState(false)
  const change = (next: boolean): void => {
    setOpen(next)
    onOpenChange(next)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, on coming.
  useEffect(() => {
    if (isWanted) change(true)
  }, [])
  const choose = (emoji: string): void => {
    onChoose(emoji)
    change(false)
  }
  return (
    <span ref={place} className={styles.holder}>
      <Popover.Root modal open={open} onOpenChange={change}>
        <Popover.Trigger render={<IconButton icon="smile" label={words.message.react} size={18} />} />
        <Popover.Portal container={place}>
          <Popover.Positioner positionMethod="fixed" className={styles.place} sideOffset={6} collisionPadding={8}>
            {/* On a phone its keyboard would lie over the feelings, which mostly are enough. */}
            <Popover.Popup
              className={styles.choice}
              aria-label={words.message.react}
              initialFocus={how => (how === 'touch' ? true : line.current)}
            >
              <Choice line={line} onChoose={choose} />
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </span>
  )
}

type ChoiceProps = { readonly line: RefObject<HTMLInputElement | null>; readonly onChoose: (emoji: string) => void }

/** Made anew each time it opens. */
function Choice({ line, onChoose }: ChoiceProps) {
  const words = useWords()
  const { find, none } = useBeyond().reacting
  const [typed, setTyped] = useState('')
  const wanted = typed.trim().replace(/^:|:$/g, '').replaceAll(' ', '_')
  const shown = wanted === '' ? feelings.map(sign => ({ sign, name: undefined })) : findEmoji(wanted, feelings.length)
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    event.preventDefault()
    const [first] = shown
    if (wanted !== '' && first !== undefined) onChoose(first.sign)
  }
  return (
    <>
      <input
        ref={line}
        className={`${fields.field} ${styles.line}`}
        aria-label={find}
        placeholder={find}
        value={typed}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={event => setTyped(event.target.value)}
        onKeyDown={press}
      />
      <div className={styles.signs}>
        {shown.map(({ sign, name }) => (
          <button key={sign} type="button" aria-label={words.message.reactWith(sign)} title={name} onClick={() => onChoose(sign)}>
            {sign}
          </button>
        ))}
      </div>
      <p className={styles.none} role="status">
        {shown.length === 0 && none}
      </p>
    </>
  )
}
