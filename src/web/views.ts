// The table of contents: what may stand beside a room, and what may stand in its place. To add one is a row here and a file of its own, which is
// loaded when somebody first opens it.

import type { ComponentType, LazyExoticComponent } from 'react'
import type { RoomState } from '../client/state/state.ts'
import { later } from './later.ts'
import type { IconName } from './parts/icon.tsx'
import type { Words } from './words/en.ts'

export type PanelProps = { readonly room: RoomState }
export type ViewProps = {
  readonly rest: readonly string[]
  /** On a phone: opens the rooms. */
  readonly onMenu?: () => void
}

export type PanelEntry = {
  readonly name: string
  readonly icon: IconName
  readonly title: (words: Words) => string
  /** What its button tells besides, such as how many there are. */
  readonly count?: (room: RoomState) => number
  /** It needs more room than a list of names. */
  readonly wide?: boolean
  readonly Panel: LazyExoticComponent<ComponentType<PanelProps>>
}

/** Beside the room, at `?panel=<name>`; in this order their buttons stand in the room's head. */
export const panels: readonly PanelEntry[] = [
  {
    name: 'files',
    icon: 'file',
    title: words => words.files.title,
    wide: true,
    Panel: later(async () => (await import('./files/files-panel.tsx')).FilesPanel),
  },
  {
    name: 'people',
    icon: 'people',
    title: words => words.people.title,
    count: room => room.here,
    Panel: later(async () => (await import('./people/people-panel.tsx')).PeoplePanel),
  },
]

/** In the room's place, at `/<name>`. */
export const views: Readonly<Record<string, LazyExoticComponent<ComponentType<ViewProps>>>> = {
  search: later(async () => (await import('./search/search-view.tsx')).SearchView),
  status: later(async () => (await import('./status/status-view.tsx')).StatusView),
  join: later(async () => (await import('./account/account-views.tsx')).JoinView),
  'sign-in': later(async () => (await import('./account/account-views.tsx')).SignInView),
  settings: later(async () => (await import('./settings/settings-view.tsx')).SettingsView),
}
