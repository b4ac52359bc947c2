// The places that are no rooms: search, and who is on the line.
import type { MouseEvent } from 'react'
import { Icon, type IconName } from '../parts/icon.tsx'
import { go, type Place, usePlace, writePlace } from '../place.ts'
import { useWords } from '../words/words.tsx'
import styles from './places.module.css'

const places: readonly { readonly name: 'search' | 'status'; readonly icon: IconName; readonly keys?: string }[] = [
  { name: 'search', icon: 'search', keys: 'Control+Shift+F' },
  { name: 'status', icon: 'pulse' },
]

export function Places() {
  const words = useWords()
  const here = usePlace()
  return (
    <ul>
      {places.map(({ name, icon, keys }) => {
        const place: Place = { view: 'other', name, rest: [] }
        const follow = (event: MouseEvent): void => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
          event.preventDefault()
          go(place)
        }
        const isHere = here.view === 'other' && here.name === name
        return (
          <li key={name}>
            <a
              href={writePlace(place)}
              className={styles.place}
              aria-keyshortcuts={keys}
              aria-current={isHere ? 'page' : undefined}
              onClick={follow}
            >
              <Icon name={icon} size={16} />
              {words.places[name]}
            </a>
          </li>
        )
      })}
    </ul>
  )
}
