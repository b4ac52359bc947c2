// The language in which people search: words, `pre*`, `"an exact phrase"`, `-word`. Whatever else is typed is text; nothing is an error.
import { searchLimits } from '../../protocol/limits.ts'
import { type Atom, atomsOf } from './folding.ts'

/** One thing to look for: atoms that stand together, of which the last may go on (`prefix`). Never empty. */
export type Term = { readonly atoms: readonly Atom[]; readonly prefix: boolean }
export type Asked = { readonly wanted: readonly Term[]; readonly unwanted: readonly Term[] }

const pieces = /(-?)"([^"]+)"|(-?)(\S+)/g

export function readAsked(text: string): Asked {
  const wanted: Term[] = []
  const unwanted: Term[] = []
  for (const [, minusPhrase, phrase, minusWord, word = ''] of text.slice(0, searchLimits.askCharactersMax).matchAll(pieces)) {
    const term = phrase === undefined ? wordTerm(word) : { atoms: atomsOf(phrase), prefix: false }
    if (term.atoms.length === 0) continue
    const terms = minusPhrase || minusWord ? unwanted : wanted
    if (!terms.some(other => isSame(other, term))) terms.push(term)
    if (wanted.length + unwanted.length === searchLimits.askTermsMax) break
  }
  return { wanted, unwanted }
}

/** What is typed without a space is one term, whatever it is: `don't` looks for `don` and `t` side by side. */
function wordTerm(word: string): Term {
  const atoms = atomsOf(word)
  const last = atoms.at(-1)
  // A run is found anywhere in a longer one as it is.
  return { atoms, prefix: last !== undefined && !last.run && word.slice(last.end) === '*' }
}

const isSame = (one: Term, other: Term): boolean =>
  one.prefix === other.prefix &&
  one.atoms.length === other.atoms.length &&
  one.atoms.every(({ text, follows }, at) => text === other.atoms[at]?.text && follows === other.atoms[at]?.follows)
