// The quick switcher: a few letters of a room or a person, and Enter.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import choices from '../parts/choices.module.css'
import { Dialog } from '../parts/dialog.tsx'
import { Face } from '../parts/face.tsx'
import fields from '../parts/field.module.css'
import { Icon } from '../parts/icon.tsx'
import { useBeyond } from '../words/beyond.tsx'
import { useWords } from '../words/words.tsx'
import { type Destination, useDestinations } from './destinations.ts'
import { forgetTyped, typedEarly } from './early.ts'
import { closeOpened } from './open.ts'
import styles from './switcher.module.css'

/** When it is there, and not at each key. */
const takeFocus = (line: HTMLInputElement | null): void => line?.focus()

export function Switcher() {
  const words = useBeyond()
  const [typed, setTyped] = useState(typedEarly)
  const [chosen, setChosen] = useState(0)
  const all = useDestinations(typed, words)
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  useEffect(forgetTyped, [])
  const at = Math.min(chosen, all.length - 1)
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' })
  }, [at])
  const visit = (destination: Destination | undefined): void => {
    if (destination === undefined) return
    closeOpened()
    destination.visit()
  }
  const press = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') setChosen((at + 1) % Math.max(1, all.length))
    else if (event.key === 'ArrowUp') setChosen((at - 1 + all.length) % Math.max(1, all.length))
    else if (event.key === 'Enter') visit(all[at])
    else return
    event.preventDefault()
  }
  const { title, label, hint, list: listName, none, noneMore, keys } = words.switcher
  return (
    <Dialog title={title} onClose={closeOpened}>
      <input
        ref={takeFocus}
        className={fields.field}
        role="combobox"
        aria-label={label}
        aria-expanded={all.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={all.length > 0 ? `${id}-${at}` : undefined}
        value={typed}
        placeholder={hint}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        dir="auto"
        onChange={event => {
          setTyped(event.target.value)
          setChosen(0)
        }}
        onKeyDown={press}
      />
      <div id={`${id}-list`} ref={list} role="listbox" aria-label={listName} className={`${choices.list} ${styles.list}`}>
        {all.map((destination, index) => (
          <Row
            key={destination.key}
            id={`${id}-${index}`}
            destination={destination}
            isChosen={index === at}
            onPoint={() => setChosen(index)}
            onVisit={() => visit(destination)}
          />
        ))}
      </div>
      {all.length === 0 && (
        <p className={choices.quiet}>
          {none} {noneMore}
        </p>
      )}
      <p className={`${choices.quiet} ${styles.keys}`}>{keys}</p>
    </Dialog>
  )
}

type RowProps = {
  readonly id: string
  readonly destination: Destination
  readonly isChosen: boolean
  readonly onPoint: () => void
  readonly onVisit: () => void
}

function Row({ id, destination: { kind, title, unread, guest, icon }, isChosen, onPoint, onVisit }: RowProps) {
  const words = useBeyond().switcher
  const { rooms } = useWords()
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: see above.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      className={`${choices.row} ${choices.line} ${styles.row}`}
      onPointerMove={onPoint}
      onClick={onVisit}
    >
      {guest !== undefined ? (
        <Face guest={guest} name={title} small />
      ) : (
        <span className={styles.mark} aria-hidden="true">
          {icon === undefined ? '#' : <Icon name={icon} size={16} />}
        </span>
      )}
      <span className={styles.title} dir="auto">
        {kind === 'room' || kind === 'joinable' ? title.replace(/^#/, '') : title}
      </span>
      <span className={`${choices.quiet} ${styles.kind}`}>{unread > 0 ? rooms.unread(unread) : words[kind]}</span>
    </div>
  )
}
