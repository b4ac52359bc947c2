// Breaks text into rows of a given width: between words where it can, between wide characters, and amid a word that is too long.
import { graphemesOf } from './columns.ts'
import type { Look, Row, Span } from './spans.ts'

type Cell = { readonly text: string; readonly columns: number; readonly look: Look }

const tab = '    '

/** At least one row; line breaks in the text are kept, and so are spaces at the beginning of a line. */
export function wrap(spans: readonly Span[], columns: number): Row[] {
  const rows: Row[] = []
  let line: Cell[] = []
  const end = (): void => {
    rows.push(...breakLine(line, Math.max(2, columns)))
    line = []
  }
  for (const { text, look } of spans) {
    text
      .replaceAll('\t', tab)
      .split('\n')
      .forEach((part, index) => {
        if (index > 0) end()
        for (const grapheme of graphemesOf(part)) line.push({ ...grapheme, look })
      })
  }
  end()
  return rows
}

function breakLine(cells: readonly Cell[], columns: number): Row[] {
  const rows: Row[] = []
  let from = 0
  let taken = 0
  /** Where the row may end: behind a space, or beside a wide character. */
  let mayEnd = 0
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at]
    if (cell === undefined) break
    if (cell.columns > 1) mayEnd = at
    if (taken + cell.columns > columns && cell.text !== ' ') {
      const to = mayEnd > from ? mayEnd : at
      rows.push(joined(cells.slice(from, to)))
      from = to
      taken = 0
      for (let again = from; again < at; again++) taken += cells[again]?.columns ?? 0
    }
    taken += cell.columns
    if (cell.text === ' ' || cell.columns > 1) mayEnd = at + 1
  }
  rows.push(joined(cells.slice(from)))
  return rows
}

/** Without the spaces at the end, which may stand beyond the width. */
function joined(cells: readonly Cell[]): Row {
  const spans: { text: string; look: Look }[] = []
  const last = cells.findLastIndex(cell => cell.text !== ' ')
  for (const { text, look } of cells.slice(0, last + 1)) {
    const open = spans.at(-1)
    if (open?.look === look) open.text += text
    else spans.push({ text, look })
  }
  return spans
}
