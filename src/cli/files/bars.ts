// How far transfers are, as lines of a terminal: one for each, and one for all of them. Pure.
import { writeBytes, writeSpan } from '../amounts.ts'
import { columnsOf, graphemesOf } from '../connect/columns.ts'
import { plainLine } from '../connect/plain.ts'

export type Bar = {
  readonly name: string
  readonly bytes: number
  readonly total: number | undefined
  readonly perSecond: number
  /** In place of the figures: `checking`, `paused`. */
  readonly note?: string | undefined
}

export type Sum = {
  readonly files: number
  readonly filesTotal: number
  readonly failed: number
  readonly bytes: number
  readonly total: number | undefined
  readonly perSecond: number
}

export type Style = { readonly colours: boolean; readonly unicode: boolean }

const wideFrom = 64
const narrowBelow = 28

/** What the environment of a terminal asks for (https://no-color.org). */
export function styleOf(environment: NodeJS.ProcessEnv): Style {
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || ''
  return { colours: (environment.NO_COLOR ?? '') === '', unicode: /utf-?8/i.test(locale) || locale === '' }
}

/** Name, bar and figures in at most so many columns; the figures stand in the same places in every line. */
export function barLine({ name, bytes, total, perSecond, note }: Bar, columns: number, style: Style): string {
  const part = total === undefined ? undefined : total === 0 ? 1 : Math.min(1, bytes / total)
  // All bytes are on their way; the hub has the last word.
  const percent = (part === undefined ? '' : `${Math.min(99, Math.floor(part * 100))}%`).padStart(4)
  const left = leftOf(bytes, total, perSecond).padStart(7)
  const speed = note ?? speedOf(perSecond)
  const isWide = columns >= wideFrom
  const figures = isWide
    ? `${percent}  ${writeBytes(bytes).padStart(9)}  ${speed.padStart(11)}  ${left}`
    : columns < narrowBelow
      ? percent
      : `${percent}  ${(note ?? left).padStart(7)}`
  const cells = isWide
    ? 8 + Math.min(16, Math.floor((columns - wideFrom) / 4))
    : columns < narrowBelow
      ? 0
      : Math.max(4, Math.floor((columns - narrowBelow) / 2) + 2)
  const bar = cells === 0 ? '' : ` ${drawn(part, cells, style)}`
  const place = columns - figures.length - (cells === 0 ? 0 : cells + 1) - 1
  return `${fitMiddle(plainLine(name), Math.max(1, place), style)}${bar} ${figures}`
}

/** All of them together: as much as there is place for. */
export function sumLine({ files, filesTotal, failed, bytes, total, perSecond }: Sum, columns: number): string {
  const left = leftOf(bytes, total, perSecond)
  const of = total === undefined ? writeBytes(bytes) : `${writeBytes(bytes)} of ${writeBytes(total)}`
  const speed = speedOf(perSecond)
  const bad = failed === 0 ? [] : [`${failed} failed`]
  const variants = [
    [`${files} of ${filesTotal} file${filesTotal === 1 ? '' : 's'}`, ...bad, of, speed, left === '' ? '' : `${left} left`],
    [`${files}/${filesTotal}`, ...bad, of, speed, left],
    [`${files}/${filesTotal}`, ...bad, writeBytes(bytes), speed, left],
    [`${files}/${filesTotal}`, ...bad, speed, left],
    [`${files}/${filesTotal}`],
  ].map(parts => parts.filter(part => part !== '').join('  '))
  return variants.find(line => line.length <= columns) ?? (variants.at(-1) ?? '').slice(0, columns)
}

const speedOf = (perSecond: number): string => (perSecond === 0 ? '' : `${writeBytes(Math.max(perSecond, 1))}/s`)

const leftOf = (bytes: number, total: number | undefined, perSecond: number): string =>
  total === undefined || perSecond <= 0 || bytes >= total ? '' : writeSpan((total - bytes) / perSecond)

function drawn(part: number | undefined, cells: number, { colours, unicode }: Style): string {
  const done = part === undefined ? 0 : Math.floor(part * cells)
  const [full, empty] = unicode ? ['━', colours ? '━' : '─'] : ['#', '-']
  const [a, b] = [full.repeat(done), empty.repeat(cells - done)]
  return colours ? `\u001b[36m${a}\u001b[39m\u001b[2m${b}\u001b[22m` : a + b
}

/** Exactly so many columns; a name that is too long loses its folders, then its middle, since its end tells what it is. */
function fitMiddle(whole: string, columns: number, { unicode }: Style): string {
  const text = columnsOf(whole) <= columns ? whole : whole.slice(whole.lastIndexOf('/') + 1)
  const width = columnsOf(text)
  if (width <= columns) return text + ' '.repeat(columns - width)
  const graphemes = graphemesOf(text)
  const mark = unicode ? '…' : '~'
  const tailColumns = Math.floor((columns - 1) / 3)
  let [head, tail] = ['', '']
  let taken = 0
  for (const grapheme of graphemes.toReversed()) {
    if (taken + grapheme.columns > tailColumns) break
    tail = grapheme.text + tail
    taken += grapheme.columns
  }
  for (const grapheme of graphemes) {
    if (taken + grapheme.columns > columns - 1) break
    head += grapheme.text
    taken += grapheme.columns
  }
  return `${head}${mark}${tail}${' '.repeat(Math.max(0, columns - 1 - taken))}`
}
