// The words of accounts. They come with the first part of it that is loaded.
import { use } from 'react'
import { settings } from '../settings.ts'
import { catalogueOf } from '../words/catalogue.ts'
import { type AccountWords, accountEn } from './words-en.ts'

const wordsOf = catalogueOf<AccountWords>({ en: accountEn, de: async () => (await import('./words-de.ts')).accountDe })

export const useAccountWords = (): AccountWords => use(wordsOf(settings.use(({ language }) => language)))
