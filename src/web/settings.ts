// How this person wants the page: theme, language, how calls are told. Kept in the browser.
import { keep, readKept, storeOf } from './store.ts'

export const themes = ['system', 'light', 'dark'] as const
export const languages = ['en', 'de'] as const

type Theme = (typeof themes)[number]
export type Language = (typeof languages)[number]
export type Settings = {
  readonly theme: Theme
  readonly language: Language
  /** Somebody calls: told in the page, by the system, by a tone. */
  readonly inPage: boolean
  readonly system: boolean
  readonly sound: boolean
  /** What was seen last is kept, to be read off the line. */
  readonly lastSeen: boolean
}

const key = 'partyline-settings'

export const settings = storeOf<Settings>(kept(), value => {
  keep(key, value)
  wear(value.theme)
})

function kept(): Settings {
  const { theme, language, inPage, system, sound, lastSeen } = (readKept(key) ?? {}) as Readonly<Record<string, unknown>>
  return {
    theme: themes.find(one => one === theme) ?? 'system',
    language: languages.find(one => one === language) ?? spoken(),
    inPage: inPage !== false,
    system: system === true,
    sound: sound === true,
    lastSeen: lastSeen !== false,
  }
}

/** The first language of the browser's that there is here. */
function spoken(): Language {
  const wanted = window.navigator.languages.map(tag => tag.split('-')[0])
  return wanted.flatMap(tag => languages.find(one => one === tag) ?? [])[0] ?? 'en'
}

/** `public/early.js` does the same before the first paint. */
function wear(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
