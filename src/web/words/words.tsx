// The words of the page in the language that was chosen, and times as that language writes them.
import { createContext, type ReactNode, use, useContext } from 'react'
import { settings } from '../settings.ts'
import { catalogueOf } from './catalogue.ts'
import { en, type Words } from './en.ts'
import { timesIn } from './times.ts'

export const wordsOf = catalogueOf<Words>({ en, de: async () => (await import('./de.ts')).de })

const WordsContext = createContext<Words>(en)

export function Speaking({ children }: { readonly children: ReactNode }) {
  const language = settings.use(({ language }) => language)
  const words = use(wordsOf(language))
  document.documentElement.lang = language
  return <WordsContext value={words}>{children}</WordsContext>
}

export const useWords = (): Words => useContext(WordsContext)

export const useTimes = () => timesIn(settings.use(({ language }) => language))
