// The words of what lies beyond the first view. They come with the first part of the page that needs them.
import { use } from 'react'
import { type Language, settings } from '../settings.ts'
import { type BeyondWords, beyondEn } from './beyond-en.ts'
import { catalogueOf } from './catalogue.ts'
import { wordsOf } from './words.tsx'

const beyondOf = catalogueOf<BeyondWords>({ en: beyondEn, de: async () => (await import('./beyond-de.ts')).beyondDe })

export const useBeyond = (): BeyondWords => use(beyondOf(settings.use(({ language }) => language)))

/** Loads what a language needs, so that nothing goes away while the page changes to it. */
export const learn = (language: Language): Promise<unknown> => Promise.all([wordsOf(language), beyondOf(language)])
