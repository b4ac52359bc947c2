// The keys that mean the same wherever one is, but for the quick switcher's, which is heard from the first moment on (early.ts).
import { useEffect } from 'react'
import type { RoomState } from '../../client/state/state.ts'
import { usePartyline } from '../party/party.ts'
import { directRooms, findRoom, namedRooms } from '../party/rooms.ts'
import { go, type Place, refOf, usePlace } from '../place.ts'
import { openShortcuts } from './open.ts'

export function useKeys(): void {
  const party = usePartyline()
  const place = usePlace()
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.isComposing) return
      const act = actOf(event)
      // A question that is open is answered first.
      if (act === undefined || document.querySelector('[role=dialog],[role=alertdialog]') !== null) return
      // Before the line one writes in, or a message, takes the same key for its own.
      event.preventDefault()
      event.stopPropagation()
      if (act === 'shortcuts') openShortcuts()
      else if (act === 'search') go({ view: 'other', name: 'search', rest: [] })
      else {
        const rooms = [...namedRooms(party.state), ...directRooms(party.state)]
        const here = place.view === 'room' ? findRoom(party.state, place.room)?.id : undefined
        const to = beside(rooms, here, act)
        if (to !== undefined) go({ view: 'room', room: refOf(to) } satisfies Place)
      }
    }
    window.addEventListener('keydown', press, true)
    return () => window.removeEventListener('keydown', press, true)
  }, [party, place])
}

type Act = 'shortcuts' | 'search' | 'next' | 'previous' | 'unread'

function actOf({ key, ctrlKey, metaKey, altKey, shiftKey, target }: KeyboardEvent): Act | undefined {
  const mod = ctrlKey || metaKey
  if (mod && altKey) return undefined
  const letter = key.toLowerCase()
  if (mod) {
    if (letter === 'f' && shiftKey) return 'search'
    return letter === '/' ? 'shortcuts' : undefined
  }
  const isIn = (what: string): boolean => target instanceof HTMLElement && target.closest(what) !== null
  if (altKey) {
    // There it opens the list.
    if (isIn('select')) return undefined
    if (key === 'ArrowDown') return shiftKey ? 'unread' : 'next'
    return key === 'ArrowUp' && !shiftKey ? 'previous' : undefined
  }
  if (isIn('input,textarea,select,[contenteditable]')) return undefined
  return key === '?' ? 'shortcuts' : key === '/' ? 'search' : undefined
}

function beside(rooms: readonly RoomState[], here: number | undefined, act: 'next' | 'previous' | 'unread'): RoomState | undefined {
  const at = rooms.findIndex(({ id }) => id === here)
  if (act === 'unread') return [...rooms.slice(at + 1), ...rooms.slice(0, Math.max(at, 0))].find(({ unread }) => unread > 0)
  return rooms.at((at + (act === 'next' ? 1 : at < 0 ? 0 : -1)) % rooms.length)
}
