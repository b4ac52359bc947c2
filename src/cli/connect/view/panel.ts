// A panel in place of the timeline: an answer of several lines, with a chosen one if they lead somewhere.
import { listFrom } from '../frame.ts'
import { fitRow, looks, type Row, rule, span } from '../spans.ts'
import type { Overlay } from '../ui.ts'
import { wrap } from '../wrap.ts'

export function panelRows({ panel, at }: Extract<Overlay, { over: 'panel' }>, columns: number, height: number): Row[] {
  const title = rule([panel.title, panel.hint, 'Esc closes'].filter(part => part !== undefined).join(' - '), columns, looks.bold)
  const leads = panel.lines.some(({ target }) => target !== undefined)
  if (leads) {
    const from = listFrom(at, panel.lines.length, height - 1)
    const rows = panel.lines.slice(from, from + height - 1).map(({ row }, index): Row => {
      const isChosen = from + index === at
      const marked = fitRow([span(isChosen ? '▸ ' : '  '), ...row], columns)
      return isChosen ? marked.map(({ text }) => span(text, looks.chosen)) : marked
    })
    return [title, ...rows]
  }
  const rows = panel.lines.flatMap(({ row }) => wrap(row, columns))
  return [title, ...rows.slice(Math.min(at, Math.max(0, rows.length - height + 1)))]
}
