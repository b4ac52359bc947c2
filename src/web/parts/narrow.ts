// Whether there is room for one column only, as on a phone.
import { useSyncExternalStore } from 'react'

const narrow = window.matchMedia('(max-width: 45rem)')

export const useNarrow = (): boolean =>
  useSyncExternalStore(
    listener => {
      narrow.addEventListener('change', listener)
      return () => narrow.removeEventListener('change', listener)
    },
    () => narrow.matches,
  )
