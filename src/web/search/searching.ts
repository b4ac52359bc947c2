// What is being looked for, and what was found so far. It outlives the view, so that whoever comes back from a hit finds the others.
import type { Found, Partyline } from '../../client/api.ts'
import { PartylineError } from '../../client/error.ts'
import { limits } from '../../protocol/limits.ts'
import { storeOf } from '../store.ts'

export type Hit = Found['hits'][number]

export const times = ['ever', 'day', 'week', 'month', 'year'] as const
const days = { day: 1, week: 7, month: 30, year: 365 } as const

export type Asked = {
  readonly text: string
  readonly room: number | undefined
  readonly guest: number | undefined
  readonly time: (typeof times)[number]
  readonly files: boolean
}

type Searching = {
  readonly asked: Asked
  readonly state: 'idle' | 'asking' | 'done'
  readonly hits: readonly Hit[]
  /** There are older ones. */
  readonly next?: string
  readonly wrong?: string
}

const nothing: Asked = { text: '', room: undefined, guest: undefined, time: 'ever', files: false }

/** So long after a key the next one may follow. */
const typingMs = 180
/** One page; a screen shows about ten. */
const pageRows = 20

export const searching = storeOf<Searching>({ asked: nothing, state: 'idle', hits: [] })

export const keyOf = ({ room, entry }: Hit): string => `${room}/${entry.seq}`
export const isFiltered = ({ room, guest, time, files }: Asked): boolean =>
  room !== undefined || guest !== undefined || time !== 'ever' || files

let turn = 0
let typing: ReturnType<typeof setTimeout> | undefined

/** Looks for something else; while one types not before the next key is late. */
export function ask(party: Partyline, change: Partial<Asked>, { soon = false } = {}): void {
  const asked = { ...searching.get().asked, ...change }
  const mine = ++turn
  clearTimeout(typing)
  const isEmpty = asked.text.trim() === ''
  // What was found before stays until there is something else, so that nothing jumps.
  searching.set(({ hits }) => ({ asked, state: isEmpty ? 'idle' : 'asking', hits: isEmpty ? [] : hits }))
  if (isEmpty) return
  const begin = (): void => void page(party, mine, [])
  if (soon) typing = setTimeout(begin, typingMs)
  else begin()
}

/** Looks where all filters let everything through. */
export const askEverywhere = (party: Partyline): void => {
  const { text } = searching.get().asked
  searching.set(before => ({ ...before, asked: { ...nothing, text } }))
  ask(party, {})
}

export function askMore(party: Partyline): void {
  const { state, next, hits } = searching.get()
  if (state !== 'done' || next === undefined) return
  searching.set(before => ({ ...before, state: 'asking' }))
  void page(party, ++turn, hits, next)
}

/** Again what was refused. */
export const askAgain = (party: Partyline): void => ask(party, {})

async function page(party: Partyline, mine: number, before: readonly Hit[], from?: string): Promise<void> {
  const { asked } = searching.get()
  try {
    const found = await party.search({
      text: termsOf(asked.text),
      rows: pageRows,
      ...(asked.room !== undefined && { room: asked.room }),
      ...(asked.guest !== undefined && { guest: asked.guest }),
      ...(asked.files && { kind: 'file' as const }),
      ...(asked.time !== 'ever' && { since: Date.now() - days[asked.time] * 86_400_000 }),
      ...(from !== undefined && { page: from }),
    })
    if (mine !== turn) return
    const hits = [...before, ...found.hits]
    searching.set(() => ({
      asked,
      state: 'done',
      hits,
      ...(found.next !== undefined && { next: found.next }),
    }))
    // A hub that was busy says how to go on before it has found anything.
    if (hits.length === 0) askMore(party)
  } catch (thrown) {
    if (!(thrown instanceof PartylineError)) throw thrown
    if (mine === turn) searching.set(() => ({ asked, state: 'done', hits: before, wrong: thrown.sentence }))
  }
}

/** Whoever is still typing a word means all that begin so; a space after it, or a quotation mark, ends it. */
function termsOf(text: string): string {
  const isWhole = /(?:[\s"*]|(?:^|\s)-\S*)$/.test(text) || (text.split('"').length - 1) % 2 === 1
  return `${text.slice(0, limits.searchCharactersMax - 1)}${isWhole ? '' : '*'}`
}
