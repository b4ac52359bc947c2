// A menu that hangs from a button. What makes it one is loaded right after the first view; until then the button is there already, and
// remembers that it was pressed.

import { cloneElement, type ReactElement, Suspense, useState } from 'react'
import { later, useFirstView } from '../later.ts'

type Choice = { readonly value: string; readonly label: string }

export type MenuEntry =
  | { readonly kind: 'do'; readonly label: string; readonly onDo: () => void; readonly wrong?: boolean }
  /** One of several. */
  | {
      readonly kind: 'choose'
      readonly label: string
      readonly value: string
      readonly choices: readonly Choice[]
      readonly onChoose: (value: string) => void
    }
  | { readonly kind: 'line' }

export type MenuProps = {
  /** What opens it: a button. */
  readonly trigger: ReactElement<Record<string, unknown>>
  readonly entries: readonly MenuEntry[]
  readonly side?: 'top' | 'bottom'
  readonly align?: 'start' | 'end'
  readonly onOpenChange?: (open: boolean) => void
  /** What stands around it came late, and its button was pressed before. */
  readonly isWanted?: boolean
}

const Hanging = later(async () => (await import('./hanging-menu.tsx')).HangingMenu)

export function Menu(props: MenuProps) {
  const [wanted, setWanted] = useState(props.isWanted === true)
  const isFirstView = useFirstView()
  const early = cloneElement(props.trigger, { onClick: () => setWanted(true) })
  if (!(isFirstView || wanted)) return early
  return (
    <Suspense fallback={early}>
      <Hanging {...props} isWanted={wanted} />
    </Suspense>
  )
}
