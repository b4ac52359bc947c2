// The words of what lies beyond the first view. They come with the first part of the page that needs them.
import { use } from 'react'
import { type Language, settings } from '../settings.ts'
import { type BeyondWords, beyondEn } from './beyond-en.ts'
import { wordsOf } from './words.tsx'

const catalogues: Readonly<Record<Language, () => Promise<BeyondWords>>> = {
  en: async () => beyondEn,
  de: async () => (await import('./beyond-de.ts')).beyondDe,
}

const loaded = new Map<Language, Promise<BeyondWords>>()

/** A catalogue is loaded once; where it cannot be loaded English is better than nothing. */
function beyondOf(language: Language): Promise<BeyondWords> {
  const words = loaded.get(language) ?? catalogues[language]().catch(() => beyondEn)
  loaded.set(language, words)
  return words
}

export const useBeyond = (): BeyondWords => use(beyondOf(settings.use(({ language }) => language)))

/** Loads what a language needs, so that nothing goes away while the page changes to it. */
export const learn = (language: Language): Promise<unknown> => Promise.all([wordsOf(language), beyondOf(language)])
