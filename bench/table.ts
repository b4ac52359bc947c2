// The one table, in Markdown, to be read in a terminal and pasted into a document.
import { type PeerName, peerNames } from './peers/peer.ts'

export type Row = { what: string; cells: Partial<Record<PeerName, string>>; ratio?: string | undefined; target?: string | undefined }

export const count = (value: number): string => (Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : '–')

/** `wanted` and whether it was reached; undefined where nothing was measured. */
export const verdict = (wanted: string, value: number | undefined, reached: (value: number) => boolean): string =>
  value === undefined || Number.isNaN(value) ? wanted : `${wanted}: ${reached(value) ? 'reached' : '**missed**'}`

const line = (cells: string[], widths: number[]): string => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`

export const formatTable = (rows: Row[]): string => {
  const shown = peerNames.filter(name => rows.some(row => row.cells[name] !== undefined))
  const head = ['', ...shown, 'ratio, median of pairs', 'target']
  const body = rows.map(row => [row.what, ...shown.map(name => row.cells[name] ?? '–'), row.ratio ?? '', row.target ?? ''])
  const widths = head.map((title, i) => Math.max(3, title.length, ...body.map(cells => cells[i]?.length ?? 0)))
  const rule = `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`
  return [line(head, widths), rule, ...body.map(cells => line(cells, widths))].join('\n')
}
