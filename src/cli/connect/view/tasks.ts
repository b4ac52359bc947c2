// The transfers under way, one line each above the line of news; as many as there is place for.
import { writeBytes, writeSpan } from '../../amounts.ts'
import type { Task } from '../files/tasks.ts'
import { plainLine } from '../plain.ts'
import { looks, type Row, type Span, span, spread } from '../spans.ts'

const barCells = 10
const barFrom = 56

export function taskRows(tasks: readonly Task[], columns: number, height: number): Row[] {
  return tasks.slice(0, height).map((task, index) => {
    const more = tasks.length - height
    return taskRow(task, columns, index === height - 1 && more > 0 ? more : 0)
  })
}

function taskRow({ number, up, label, files, bytes, total, perSecond, state }: Task, columns: number, more: number): Row {
  const part = total === undefined ? undefined : total === 0 ? 0 : Math.min(0.99, bytes / total)
  const count = files.total > 1 ? ` ${files.over} of ${files.total}` : ''
  const percent = part === undefined ? writeBytes(bytes) : `${Math.floor(part * 100)}%`
  const speed = state === 'running' ? (perSecond > 0 ? `  ${writeBytes(perSecond)}/s` : '') : `  ${state}`
  const left = state === 'running' && total !== undefined && perSecond > 0 ? `  ${writeSpan((total - bytes) / perSecond)}` : ''
  const cells = Math.floor((part ?? 0) * barCells)
  const bar: Span[] =
    columns < barFrom || part === undefined
      ? []
      : [span('━'.repeat(cells), looks.accent), span('─'.repeat(barCells - cells), looks.dim), span(' ')]
  const right = [
    span(' '),
    ...bar,
    span(`${percent.padStart(3)}${speed}${left}`),
    ...(more > 0 ? [span(`  +${more} more`, looks.dim)] : []),
  ]
  return spread([span(`${up ? '↑' : '↓'}${number} `, looks.accent), span(plainLine(label)), span(count, looks.dim)], right, columns)
}
