// The menu itself: where it hangs, and its kinds of rows.
import { Menu as Base } from '@base-ui/react/menu'
import { useRef } from 'react'
import hanging from './hanging.module.css'
import { Icon } from './icon.tsx'
import styles from './menu.module.css'
import type { MenuEntry, MenuProps } from './menu.tsx'

type HangingMenuProps = Omit<MenuProps, 'isWanted'> & {
  /** It was pressed before it was there. */
  readonly isWanted: boolean
}

export function HangingMenu({ trigger, entries, side = 'bottom', align = 'end', onOpenChange, isWanted }: HangingMenuProps) {
  // Drawn beside its button, and not at the end of the page: so it belongs to the same landmark.
  const place = useRef<HTMLSpanElement>(null)
  return (
    <span ref={place} className={styles.holder}>
      <Base.Root defaultOpen={isWanted} {...(onOpenChange !== undefined && { onOpenChange: open => onOpenChange(open) })}>
        <Base.Trigger render={trigger} />
        <Base.Portal container={place}>
          <Base.Positioner positionMethod="fixed" className={styles.place} side={side} align={align} sideOffset={6} collisionPadding={4}>
            <Base.Popup className={`${hanging.box} ${styles.menu}`}>
              {entries.map((entry, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing else.
                <Row key={index} entry={entry} />
              ))}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </span>
  )
}

function Row({ entry }: { readonly entry: MenuEntry }) {
  switch (entry.kind) {
    case 'do':
      return (
        <Base.Item className={`${hanging.choice} ${styles.item} ${entry.wrong === true ? styles.wrong : ''}`} onClick={entry.onDo}>
          {entry.label}
        </Base.Item>
      )
    case 'choose':
      return (
        <Base.Group>
          <Base.GroupLabel className={styles.label}>{entry.label}</Base.GroupLabel>
          <Base.RadioGroup value={entry.value} onValueChange={value => entry.onChoose(String(value))}>
            {entry.choices.map(({ value, label }) => (
              <Base.RadioItem key={value} value={value} className={`${hanging.choice} ${styles.item}`}>
                {label}
                <Base.RadioItemIndicator className={styles.check}>
                  <Icon name="check" size={16} />
                </Base.RadioItemIndicator>
              </Base.RadioItem>
            ))}
          </Base.RadioGroup>
        </Base.Group>
      )
    case 'line':
      return <Base.Separator className={styles.line} />
    default:
      return entry satisfies never
  }
}
