// The words of sending and looking at files. They come with the first part of it that is loaded.
import { use } from 'react'
import { type Language, settings } from '../settings.ts'
import { type FileWords, fileEn } from './words-en.ts'

const catalogues: Readonly<Record<Language, () => Promise<FileWords>>> = {
  en: async () => fileEn,
  de: async () => (await import('./words-de.ts')).fileDe,
}

const loaded = new Map<Language, Promise<FileWords>>()

/** A catalogue is loaded once; where it cannot be loaded English is better than nothing. */
function wordsOf(language: Language): Promise<FileWords> {
  const words = loaded.get(language) ?? catalogues[language]().catch(() => fileEn)
  loaded.set(language, words)
  return words
}

export const useFileWords = (): FileWords => use(wordsOf(settings.use(({ language }) => language)))
