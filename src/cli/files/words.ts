// Why something did not work with a file, as a sentence and as a code for programs.
import { PartylineError } from '../../client/error.ts'
import { codeOf, reasonOf } from '../dial/failures.ts'

export type Why = { readonly code: string; readonly sentence: string }

/** What is of use only to those who type to a hub. */
const forLines = / To say this line, use \/say\.$/

/** What hubs say with other clients in mind. */
const own: Readonly<Record<string, string>> = {
  'no-such-file': 'There is no such file in this room.',
  'bad-file-name': 'No file on a shelf can be called so, since not every system could have it.',
}

function ownSentence({ code, sentence }: PartylineError): string {
  if (code === 'exists' && /rename/.test(sentence)) return 'Another file has this name there.'
  return own[code] ?? sentence.replace(forLines, '')
}

export function whyOf(thrown: unknown): Why {
  if (thrown instanceof PartylineError) return { code: thrown.code, sentence: ownSentence(thrown) }
  const code = codeOf(thrown)
  const path = thrown instanceof Error && 'path' in thrown && typeof thrown.path === 'string' ? `\`${thrown.path}\`: ` : ''
  return { code: code === '' ? 'failed' : code, sentence: `${path}${reasonOf(thrown)}.` }
}

/** `1 file`, `12 files`. */
export const countOf = (count: number, what = 'file'): string => `${count} ${what}${count === 1 ? '' : 's'}`
