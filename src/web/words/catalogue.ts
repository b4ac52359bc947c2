// One catalogue of words, in each language loaded once.
import type { Language } from '../settings.ts'

type Sources<W> = { readonly en: W; readonly de: () => Promise<W> }

/** Where a language cannot be loaded English is better than nothing. */
export function catalogueOf<W>({ en, de }: Sources<W>): (language: Language) => Promise<W> {
  const loaded = new Map<Language, Promise<W>>([['en', marked(Promise.resolve(en), en)]])
  return language => {
    const words = loaded.get(language) ?? de().catch(() => en)
    if (!loaded.has(language)) void words.then(value => marked(words, value))
    loaded.set(language, words)
    return words
  }
}

/** React takes such a promise's value at once. What it has once waited for, for however short a time, it shows 0.3 s later at the soonest. */
const marked = <W>(promise: Promise<W>, value: W): Promise<W> => Object.assign(promise, { status: 'fulfilled', value })
