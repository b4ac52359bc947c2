// The words of the page in the language that was chosen, and times as that language writes them.
import { createContext, type ReactNode, use, useContext } from 'react'
import { type Language, settings } from '../settings.ts'
import { en, type Words } from './en.ts'
import { timesIn } from './times.ts'

const catalogues: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => en,
  de: async () => (await import('./de.ts')).de,
}

const loaded = new Map<Language, Promise<Words>>()

/** A catalogue is loaded once; where it cannot be loaded English is better than nothing. */
export function wordsOf(language: Language): Promise<Words> {
  const words = loaded.get(language) ?? catalogues[language]().catch(() => en)
  loaded.set(language, words)
  return words
}

const WordsContext = createContext<Words>(en)

export function Speaking({ children }: { readonly children: ReactNode }) {
  const language = settings.use(({ language }) => language)
  const words = use(wordsOf(language))
  document.documentElement.lang = language
  return <WordsContext value={words}>{children}</WordsContext>
}

export const useWords = (): Words => useContext(WordsContext)

export const useTimes = () => timesIn(settings.use(({ language }) => language))
