// The part of a long text that shows why it was found, in pieces that were looked for and pieces that were not.
export type Piece = { readonly text: string; readonly hit: boolean }

type Spans = readonly (readonly [start: number, end: number])[]

const charactersMax = 320
/** What is left to read before the first hit. */
const beforeMax = 80

export function piecesOf(text: string, highlights: Spans): readonly Piece[] {
  const first = highlights[0]?.[0] ?? 0
  const from = text.length <= charactersMax || first <= beforeMax ? 0 : wordAfter(text, first - beforeMax, first)
  const to = Math.min(text.length, from + charactersMax)
  const pieces: Piece[] = []
  const add = (start: number, end: number, hit: boolean): void => {
    if (end > start) pieces.push({ text: text.slice(start, end), hit })
  }
  if (from > 0) pieces.push({ text: '… ', hit: false })
  let at = from
  for (const [start, end] of highlights) {
    if (start < at || start >= to) continue
    add(at, start, false)
    add(start, Math.min(end, to), true)
    at = Math.min(end, to)
  }
  add(at, to, false)
  if (to < text.length) pieces.push({ text: ' …', hit: false })
  return pieces
}

function wordAfter(text: string, from: number, before: number): number {
  const space = text.indexOf(' ', from)
  return space < 0 || space >= before ? from : space + 1
}
