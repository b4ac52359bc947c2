// What the full-text index is filled with and asked for: tokens. Nothing that was typed reaches it but folded letters and digits in quotes.

import { searchLimits } from '../../protocol/limits.ts'
import type { Asked, Term } from './asked.ts'
import type { Atom } from './folding.ts'

/** The filters that the index itself applies: whole numbers and known words only. Without `rooms` in all of them. */
export type Filters = {
  readonly rooms: readonly number[] | undefined
  readonly guest: number | undefined
  readonly kind: 'message' | 'file' | undefined
}

/** A word is a token; a run is its overlapping pairs and its last character alone, so that any part of it is found as a phrase. */
export function textTokens(atoms: readonly Atom[]): string {
  return atoms.map((atom, at) => tokenOf(atom, atoms[at + 1])).join(' ')
}

export const tagTokens = (room: number, guest: number, kind: 'message' | 'file'): string => `r${room} g${guest} ${kind}`

export function matchExpression({ wanted, unwanted }: Asked, { rooms, guest, kind }: Filters): string {
  const tags: string[] = []
  if (rooms !== undefined) tags.push(rooms.map(room => `r${room}`).join(' OR '))
  if (guest !== undefined) tags.push(`g${guest}`)
  if (kind !== undefined) tags.push(kind)
  const all = [...tags.map(tag => `(tags : (${tag}))`), ...wanted.map(textHas)]
  return [`(${all.join(' AND ')})`, ...unwanted.map(textHas)].join(' NOT ')
}

const textHas = (term: Term): string => `(text : (${phraseOf(term)}))`

function phraseOf({ atoms, prefix }: Term): string {
  const tokens = atoms.map((atom, at) => tokenOf(atom, atoms[at + 1]))
  const last = atoms.at(-1)
  // The last pair of a run holds its last character already; a character alone begins a pair, or is the last of a run.
  if (last?.run && last.follows && atoms.length > 1) tokens.pop()
  const goesOn = prefix || (last?.run && !(last.follows && atoms.length > 1))
  return `"${tokens.join(' ')}"${goesOn ? ' *' : ''}`
}

function tokenOf(atom: Atom, next: Atom | undefined): string {
  if (!atom.run) return atom.text.slice(0, searchLimits.wordCharactersMax)
  return next?.follows ? atom.text + next.text : atom.text
}
