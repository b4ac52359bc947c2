// Where a text holds what was asked for. The full-text index only proposes entries: this decides, on the text as it is now.

import { searchLimits } from '../../protocol/limits.ts'
import type { Asked, Term } from './asked.ts'
import { type Atom, atomsOf } from './folding.ts'

type Span = readonly [start: number, end: number]

/** The places of what was asked, in order and apart; undefined when the text is no hit. */
export function highlightsOf(text: string, { wanted, unwanted }: Asked): readonly Span[] | undefined {
  if (wanted.length === 0) return undefined
  const atoms = atomsOf(text)
  if (unwanted.some(term => placesOf(term, atoms, 1).length > 0)) return undefined
  const all: Span[] = []
  for (const term of wanted) {
    const places = placesOf(term, atoms, searchLimits.highlightsMax)
    if (places.length === 0) return undefined
    all.push(...places)
  }
  return apart(all).slice(0, searchLimits.highlightsMax)
}

function placesOf({ atoms: asked, prefix }: Term, atoms: readonly Atom[], most: number): Span[] {
  const places: Span[] = []
  for (let at = 0; at + asked.length <= atoms.length && places.length < most; at++) {
    const first = atoms[at]
    const last = atoms[at + asked.length - 1]
    if (first !== undefined && last !== undefined && standsAt(at)) places.push([first.start, last.end])
  }
  return places

  function standsAt(at: number): boolean {
    return asked.every((wanted, index) => {
      const atom = atoms[at + index]
      if (atom === undefined || (index > 0 && atom.follows !== wanted.follows)) return false
      return prefix && index === asked.length - 1 ? !atom.run && atom.text.startsWith(wanted.text) : atom.text === wanted.text
    })
  }
}

/** Of spans that overlap the first stays, and of those that begin together the longest. */
function apart(spans: Span[]): Span[] {
  let end = 0
  return spans
    .sort((one, other) => one[0] - other[0] || other[1] - one[1])
    .filter(([from, to]) => {
      if (from < end) return false
      end = to
      return true
    })
}
