// What is told once, in a corner of the page and to whoever listens to it: what went wrong and what to do, or that something is done.
import { PartylineError } from '../client/error.ts'
import type { Place } from './place.ts'
import { storeOf } from './store.ts'

/** `to`: where it leads. */
export type Told = { readonly number: number; readonly sentence: string; readonly wrong: boolean; readonly to?: Place }

const toldMax = 3

export const told = storeOf<readonly Told[]>([])
/** The sentence of the page's one live region. */
export const heard = storeOf('')

let number = 0

export function tell(sentence: string, wrong = false, to?: Place): void {
  const next = { number: ++number, sentence, wrong, ...(to !== undefined && { to }) }
  told.set(all => [...all, next].slice(-toldMax))
}

export const dismiss = (which: number): void => told.set(all => all.filter(one => one.number !== which))

/** For the `catch` of what one asked of the hub. Anything but a refusal is a fault of the page. */
export function refused(thrown: unknown): void {
  if (!(thrown instanceof PartylineError)) throw thrown
  if (thrown.code !== 'closed') tell(thrown.sentence, true)
}

/** Long enough to be taken up; what was said does not stay there, since it may be deleted where it stood. */
const heardMs = 5_000
let silence: ReturnType<typeof setTimeout> | undefined

/** Says it to whoever listens. The same sentence twice is two sentences. */
export function announce(sentence: string): void {
  heard.set(before => (before === sentence ? `${sentence}\u00a0` : sentence))
  clearTimeout(silence)
  silence = setTimeout(() => heard.set(() => ''), heardMs)
}
