// One message at a time is the one in hand: under the pointer, or reached by the arrow keys. Only that one shows what can be done with it, and only
// one is a stop of the Tab key.
import { type KeyboardEvent, type RefObject, useCallback, useMemo, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import type { Item } from './items.ts'

export type Held = {
  readonly key: string
  /** It shows what can be done with it. */
  readonly isActive: boolean
  readonly isStop: boolean
  /** It was reached by a key, and takes the focus. */
  readonly takesFocus: boolean
  readonly hover: (key: string) => void
  readonly focus: (key: string) => void
  /** While a menu of it is open it stays in hand. */
  readonly hold: (held: boolean) => void
}

/** `Held` is new each time; what counts of it is what it says. */
export const isHeldAlike = (before: Held, after: Held): boolean =>
  before.isActive === after.isActive && before.isStop === after.isStop && before.takesFocus === after.takesFocus

export function useRoving(items: readonly Item[], list: RefObject<VirtualizerHandle | null>, onLeave: () => void) {
  const [active, setActive] = useState<string>()
  const [stop, setStop] = useState<string>()
  const [wanted, setWanted] = useState<string>()
  const isHeld = useRef(false)
  const hover = useCallback((key: string | undefined): void => {
    if (!isHeld.current) setActive(key)
  }, [])
  const focus = useCallback((key: string): void => {
    setStop(key)
    setWanted(undefined)
    if (!isHeld.current) setActive(key)
  }, [])
  const hold = useCallback((held: boolean): void => {
    isHeld.current = held
  }, [])

  const stopAt = items.findIndex(({ key }) => key === stop)
  const present = stopAt >= 0 ? stopAt : items.length - 1
  const presentKey = items[present]?.key
  const kept = useMemo(() => (present >= 0 ? [present] : []), [present])

  const onKeyDown = (event: KeyboardEvent): void => {
    const { target: at } = event
    if (!(at instanceof HTMLElement) || at.closest('[role=menu],[role=dialog]') !== null) return
    if (event.key !== 'Escape' && !at.hasAttribute('data-row')) return
    const to = target(event.key, present, items.length)
    if (event.key === 'Escape') onLeave()
    else if (to === undefined) return
    else {
      const key = items[to]?.key
      setStop(key)
      setWanted(key)
      setActive(key)
      list.current?.scrollToIndex(to, { align: 'nearest' })
    }
    event.preventDefault()
  }

  const of = (key: string): Held => ({
    key,
    isActive: key === active,
    isStop: key === presentKey,
    takesFocus: key === wanted,
    hover,
    focus,
    hold,
  })
  return { of, hover, onKeyDown, kept }
}

function target(key: string, present: number, length: number): number | undefined {
  switch (key) {
    case 'ArrowUp':
      return Math.max(1, present - 1)
    case 'ArrowDown':
      return Math.min(length - 1, present + 1)
    case 'Home':
      return 1
    case 'End':
      return length - 1
    default:
      return undefined
  }
}
