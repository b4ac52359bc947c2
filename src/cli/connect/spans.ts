// Text with its looks, before it is drawn: a row is what stands in one line of the screen.
import { columnsOf, cutTo } from './columns.ts'

type Colour = 'cyan' | 'green' | 'yellow' | 'magenta' | 'blue' | 'red' | 'cyanBright' | 'greenBright' | 'magentaBright'
export type Look = {
  readonly color?: Colour
  readonly bold?: true
  readonly dimColor?: true
  readonly inverse?: true
  readonly underline?: true
}
export type Span = { readonly text: string; readonly look: Look }
export type Row = readonly Span[]

/** Shared objects, so that neighbours of the same look are found by identity. */
export const looks = {
  plain: {},
  dim: { dimColor: true },
  bold: { bold: true },
  accent: { color: 'cyan' },
  wrong: { color: 'red' },
  fresh: { color: 'yellow' },
  mention: { inverse: true },
  named: { color: 'cyan', bold: true },
  link: { underline: true },
  chosen: { inverse: true },
  unread: { bold: true },
} as const satisfies Record<string, Look>

const authorLooks: readonly Look[] = (['cyan', 'green', 'magenta', 'blue', 'cyanBright', 'greenBright', 'magentaBright'] as const).map(
  color => ({ color, bold: true }),
)

/** The same person has the same look everywhere. */
export const authorLook = (guest: number): Look => authorLooks[guest % authorLooks.length] ?? looks.bold

export const span = (text: string, look: Look = looks.plain): Span => ({ text, look })

export const rowColumns = (row: Row): number => row.reduce((sum, { text }) => sum + columnsOf(text), 0)

export const rowText = (row: Row): string => row.map(({ text }) => text).join('')

/** At most so many columns. */
export function cutRow(row: Row, columns: number): Row {
  if (rowColumns(row) <= columns) return row
  const kept: Span[] = []
  let left = columns
  for (const { text, look } of row) {
    const width = columnsOf(text)
    if (width < left) kept.push({ text, look })
    else {
      // Whatever follows is lost, so this one shows the cut even where it would fit exactly.
      kept.push({ text: cutTo(`${text} `, left), look })
      break
    }
    left -= width
  }
  return kept
}

/** Exactly so many columns, by spaces at the end or a cut. */
export function fitRow(row: Row, columns: number): Row {
  const cut = cutRow(row, columns)
  const missing = columns - rowColumns(cut)
  return missing > 0 ? [...cut, span(' '.repeat(missing))] : cut
}

/** One part at the left and one at the right of a row; the left one gives way. */
export function spread(left: Row, right: Row, columns: number): Row {
  const end = cutRow(right, columns)
  const width = rowColumns(end)
  return width === 0 ? cutRow(left, columns) : [...fitRow(left, columns - width), ...end]
}

/** A thin line with a title in it. */
export function rule(title: string, columns: number, look: Look): Row {
  const shown = title === '' ? '' : ` ${cutTo(title, Math.max(1, columns - 4))} `
  const line = Math.max(0, columns - columnsOf(shown))
  const before = shown === '' ? line : Math.floor(line / 2)
  return [span('─'.repeat(before), looks.dim), ...(shown === '' ? [] : [span(shown, look), span('─'.repeat(line - before), looks.dim)])]
}
