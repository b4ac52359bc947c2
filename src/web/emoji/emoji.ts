// The table of emoji, loaded when somebody first types a colon: until then nobody needs it.
import { useEffect } from 'react'
import { storeOf } from '../store.ts'

type Naming = typeof import('./naming.ts')

const naming = storeOf<Naming | undefined>(undefined)

/** Where it cannot be loaded now it is tried again with the next colon. */
async function load(): Promise<Naming | undefined> {
  const loaded = naming.get() ?? (await import('./naming.ts').catch(() => undefined))
  naming.set(() => loaded)
  return loaded
}

/** How emoji are named, as soon as it is here. */
export function useEmoji(text: string): Naming | undefined {
  const wanted = text.includes(':')
  useEffect(() => {
    if (wanted) void load()
  }, [wanted])
  return naming.use(value => value)
}

/** Calls back with the text as it is to be sent: at once, unless it may name an emoji. */
export function forSending(text: string, send: (text: string) => void): void {
  const known = naming.get()
  if (known !== undefined || !/:[\w+-]+:/.test(text)) send(known?.withEmoji(text) ?? text)
  else void load().then(loaded => send(loaded?.withEmoji(text) ?? text))
}
