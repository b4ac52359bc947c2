// Where one is, as the address says it: a room, perhaps at a message of it, with a panel beside it; or another view by its name.
import { useSyncExternalStore } from 'react'
import type { RoomRef } from '../protocol/asking.ts'

export type Place =
  | { readonly view: 'room'; readonly room: RoomRef; readonly at?: number; readonly panel?: string }
  /** Views that are no room: the first part of the path is the name. */
  | { readonly view: 'other'; readonly name: string; readonly rest: readonly string[] }

const lobby = '#lobby'

export function readPlace(path: string, query = ''): Place {
  const parts = path
    .split('/')
    .filter(part => part !== '')
    .map(decoded)
  const [name, room, at] = parts
  const panel = new URLSearchParams(query).get('panel')
  const beside = panel === null ? {} : { panel }
  if (name === undefined) return { view: 'room', room: lobby, ...beside }
  if (name !== 'room') return { view: 'other', name, rest: parts.slice(1) }
  const id = /^~(\d{1,15})$/.exec(room ?? '')?.[1]
  const ref = id !== undefined ? Number(id) : room === undefined ? lobby : `#${room}`
  return { view: 'room', room: ref, ...(/^\d{1,15}$/.test(at ?? '') && { at: Number(at) }), ...beside }
}

/** The path and query that mean this place. */
export function writePlace(place: Place): string {
  if (place.view === 'other') return `/${[place.name, ...place.rest].map(encodeURIComponent).join('/')}`
  const { room, at, panel } = place
  const name = typeof room === 'number' ? `~${room}` : encodeURIComponent(room.replace(/^#/, ''))
  return `/room/${name}${at === undefined ? '' : `/${at}`}${panel === undefined ? '' : `?panel=${encodeURIComponent(panel)}`}`
}

/** How an address names a room: by its name, and a direct one by its number. */
export const refOf = ({ id, name, kind }: { readonly id: number; readonly name: string; readonly kind: string }): RoomRef =>
  kind === 'direct' ? id : name

/** `visit` counts up, so that going again to where one is counts as going there. */
type Visit = { readonly place: Place; readonly visit: number }

const listeners = new Set<() => void>()
const here = (): Place => readPlace(window.location.pathname, window.location.search)
let present: Visit = { place: here(), visit: 0 }

function arrived(): void {
  present = { place: here(), visit: present.visit + 1 }
  for (const listener of [...listeners]) listener()
}

window.addEventListener('popstate', arrived)

/** Goes somewhere; with `replace` the way back does not lead here. */
export function go(place: Place, { replace = false }: { readonly replace?: boolean } = {}): void {
  window.history[replace ? 'replaceState' : 'pushState'](null, '', writePlace(place))
  arrived()
}

export const useVisit = (): Visit =>
  useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => present,
  )

export const usePlace = (): Place => useVisit().place

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
