// How many columns a terminal gives to a text: wide characters and emoji take two, combining marks none.
import stringWidth from 'string-width'

export type Grapheme = { readonly text: string; readonly columns: number }

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const plainAscii = /^[\u0020-\u007e]*$/

export function columnsOf(text: string): number {
  return plainAscii.test(text) ? text.length : stringWidth(text)
}

/** What a reader takes for one character each. */
export function graphemesOf(text: string): Grapheme[] {
  if (plainAscii.test(text)) return [...text].map(character => ({ text: character, columns: 1 }))
  return Array.from(segmenter.segment(text), ({ segment }) => ({ text: segment, columns: columnsOf(segment) }))
}

/** At most so many columns; what was cut shows by its last one. */
export function cutTo(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text
  let kept = ''
  let taken = 0
  for (const grapheme of graphemesOf(text)) {
    if (taken + grapheme.columns > columns - 1) break
    kept += grapheme.text
    taken += grapheme.columns
  }
  return columns > 0 ? `${kept}…` : ''
}

/** Exactly so many columns. */
export function fitTo(text: string, columns: number): string {
  const cut = cutTo(text, columns)
  return cut + ' '.repeat(Math.max(0, columns - columnsOf(cut)))
}
