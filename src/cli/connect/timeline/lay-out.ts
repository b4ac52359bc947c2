// One item of the timeline as rows of the screen. A row of the hub is laid out once for each width and kept as long as the hub's row is.
import type { Pending, TimelineRow } from '../../../client/state/state.ts'
import { columnsOf, cutTo } from '../columns.ts'
import { plainLine } from '../plain.ts'
import { authorLook, looks, type Row, rule, type Span, span, spread } from '../spans.ts'
import { clock, dayName } from '../times.ts'
import { wrap } from '../wrap.ts'
import type { Item } from './items.ts'
import { sentenceOf, textSpans } from './words.ts'

/** For whom it is laid out, and how wide. */
export type Reader = {
  readonly columns: number
  readonly guest: number | undefined
  readonly name: string | undefined
  readonly now: number
  /** The seq of a message to be pointed at. */
  readonly marked?: number | undefined
}

const indent = '  '
const kept = new WeakMap<TimelineRow, { readonly key: string; readonly rows: readonly Row[] }>()

export function layOut(item: Item, reader: Reader): readonly Row[] {
  if (item.item === 'gap') return [rule('newer messages are not loaded yet', reader.columns, looks.dim)]
  if (item.item === 'pending') return pendingRows(item.pending, reader)
  const { row, day, author, fresh, gap, quoted } = item
  const quotedAs = quoted?.kind === 'message' ? (quoted.deleted ?? quoted.edited ?? 0) : -1
  const key = [reader.columns, reader.guest, reader.name, day, author, fresh, gap, quotedAs, reader.marked === row.seq].join()
  const before = kept.get(row)
  if (before?.key === key) return before.rows
  const rows = [...above(item, reader), ...(row.kind === 'message' ? messageRows(row, item, reader) : happened(row, reader))]
  kept.set(row, { key, rows })
  return rows
}

type RowItem = Extract<Item, { item: 'row' }>
type MessageRow = Extract<TimelineRow, { kind: 'message' }>

function above({ row, day, fresh, gap, author }: RowItem, { columns, now }: Reader): Row[] {
  return [
    ...(gap ? [rule('older messages are not loaded yet', columns, looks.dim)] : []),
    ...(day ? [rule(dayName(row.at, now), columns, looks.dim)] : []),
    ...(fresh ? [rule('new', columns, looks.fresh)] : []),
    ...(author ? [[span(cutTo(plainLine(row.author), columns - 7), authorLook(row.guest)), span(` ${clock(row.at)}`, looks.dim)]] : []),
  ]
}

function messageRows(row: MessageRow, { quoted }: RowItem, reader: Reader): Row[] {
  const called = row.mentions?.some(guest => guest === reader.guest) ?? false
  const mark = reader.marked === row.seq ? span('▸ ', looks.fresh) : called ? span('▌ ', looks.fresh) : span(indent)
  const width = reader.columns - indent.length
  const rows: Row[] = []
  if (row.replyTo !== undefined) rows.push([mark, span(cutTo(`↪ ${quoteOf(row.replyTo, quoted)}`, width), looks.dim)])
  const spans: Span[] = row.deleted === undefined ? textSpans(row.text, reader.name) : [span('(deleted)', looks.dim)]
  if (row.edited !== undefined && row.deleted === undefined) spans.push(span(' (edited)', looks.dim))
  // The seq stands at the right, so that one can reply to it; text keeps clear of it.
  const seq = ` ${row.seq}`
  const lines = row.text === '' && (row.files?.length ?? 0) > 0 && row.deleted === undefined ? [] : wrap(spans, width - columnsOf(seq))
  rows.push(...lines.map((line, index) => numbered([mark, ...line], index === 0 ? seq : '', reader.columns)))
  for (const file of row.files ?? []) rows.push([mark, span(cutTo(`file: ${plainLine(file)}`, width), looks.accent)])
  const reactions = row.reactions ?? []
  if (reactions.length > 0) {
    // Those that one has put oneself stand in brackets: colours alone would not tell.
    const shown = reactions.flatMap(({ emoji, count, mine }) => {
      const text = `${plainLine(emoji)} ${count}`
      return [span(mine ? `[${text}]` : text, mine ? looks.accent : looks.dim), span('  ')]
    })
    rows.push(...wrap(shown, width).map(line => [mark, ...line]))
  }
  return rows
}

const numbered = (row: Row, seq: string, columns: number): Row => (seq === '' ? row : spread(row, [span(seq, looks.dim)], columns))

const quoteOf = (seq: number, quoted: TimelineRow | undefined): string =>
  quoted === undefined ? `message ${seq}` : `${plainLine(quoted.author)}: ${sentenceOf(quoted)}`

const happened = (row: TimelineRow, { columns }: Reader): Row[] =>
  wrap([span(`${sentenceOf(row)} ${clock(row.at)}`, looks.dim)], columns - indent.length).map(line => [span(indent), ...line])

function pendingRows(pending: Pending, { columns, name }: Reader): Row[] {
  const isRefused = pending.state === 'refused'
  const width = columns - indent.length
  const note = isRefused ? '' : pending.state === 'sent' ? ' sending' : ' waiting'
  const lines = wrap(
    textSpans(pending.text, name).map(({ text }) => span(text, looks.dim)),
    width - columnsOf(note),
  )
  const mark = isRefused ? span('✗ ', looks.wrong) : span('… ', looks.dim)
  const rows = lines.map((line, index): Row => {
    const row = [index === 0 ? mark : span(indent), ...line]
    return index === 0 && note !== '' ? spread(row, [span(note, looks.dim)], columns) : row
  })
  if (!isRefused) return rows
  const reason = `Not sent: ${plainLine(pending.sentence)} /retry sends it again, /drop throws it away.`
  return [...rows, ...wrap([span(reason, looks.wrong)], width).map(line => [span(indent), ...line])]
}
