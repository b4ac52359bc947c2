// What a row of the timeline does to be taken in hand.
import { useEffect, useRef } from 'react'
import type { Held } from './roving.ts'

export function useHeld<E extends HTMLElement>({ key, isStop, takesFocus, hover, focus }: Held) {
  const ref = useRef<E>(null)
  useEffect(() => {
    if (takesFocus) ref.current?.focus({ preventScroll: true })
  }, [takesFocus])
  return {
    attributes: {
      ref,
      'data-row': '',
      tabIndex: isStop ? 0 : -1,
      onPointerEnter: () => hover(key),
      onFocus: () => focus(key),
    },
  }
}
