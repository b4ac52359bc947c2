// What the keyboard has opened in front of the page: one thing at a time.
import { storeOf } from '../store.ts'

export const opened = storeOf<'switcher' | 'shortcuts' | undefined>(undefined)

export const openSwitcher = (): void => opened.set(() => 'switcher')
export const openShortcuts = (): void => opened.set(() => 'shortcuts')
export const closeOpened = (): void => opened.set(() => undefined)
