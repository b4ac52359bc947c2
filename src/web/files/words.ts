// The words of sending and looking at files. They come with the first part of it that is loaded.
import { use } from 'react'
import { settings } from '../settings.ts'
import { catalogueOf } from '../words/catalogue.ts'
import { type FileWords, fileEn } from './words-en.ts'

const wordsOf = catalogueOf<FileWords>({ en: fileEn, de: async () => (await import('./words-de.ts')).fileDe })

export const useFileWords = (): FileWords => use(wordsOf(settings.use(({ language }) => language)))
