// The line between the timeline and the input: news at the left, where one is in the timeline at the right, a thin rule between.
import type { Desk } from '../desk.ts'
import { newsOf } from '../news.ts'
import { cutRow, looks, type Row, rowColumns, type Span, span } from '../spans.ts'

export function newsRow(desk: Desk): Row {
  const { scene, frame, room } = desk
  const right = placeSpans(desk)
  const width = frame.main - (right.length === 0 ? 0 : rowColumns(right) + 2)
  const news = newsOf(scene.state, scene.ui, room, scene.now, width, frame.notice > 0)
  const joined = news.flatMap((part, index): Span[] => (index === 0 ? [part] : [span(' · ', looks.dim), part]))
  const left = joined.length === 0 ? [] : cutRow([span('─ ', looks.dim), ...joined, span(' ')], width)
  const line = frame.main - rowColumns(left) - (right.length === 0 ? 0 : rowColumns(right) + 2)
  return [...left, span('─'.repeat(Math.max(0, line)), looks.dim), ...(right.length === 0 ? [] : [span(' '), ...right, span(' ')])]
}

function placeSpans({ ui, room, scene }: Desk): Span[] {
  if (room === undefined) return []
  const scroll = ui.scrolls.get(room.id)
  if (scroll === undefined) return []
  const fresh = room.timeline.rows.filter(row => row.seq > scroll.since && row.guest !== scene.state.me?.guest).length
  return [fresh === 0 ? span('looking back, End returns', looks.dim) : span(`${fresh} new below, End`, looks.fresh)]
}
