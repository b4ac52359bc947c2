// The part of the timeline that is in sight, at the lower end of its place.
import type { Desk } from '../desk.ts'
import { looks, type Row, span } from '../spans.ts'
import { layOut } from '../timeline/lay-out.ts'

export function timelineRows(desk: Desk): Row[] {
  const { room, frame } = desk
  if (room === undefined) return unreached(desk)
  const items = desk.items(room)
  const part = desk.part(room)
  const reader = desk.reader()
  const rows = items.slice(part.from, part.to + 1).flatMap(item => layOut(item, reader))
  const seen = rows.slice(part.cutAbove, rows.length - part.cutBelow)
  if (items.length === 0)
    seen.push([span(room.timeline.ranges.length === 0 && room.last > 0 ? '' : 'Nothing has been said here yet.', looks.dim)])
  return [...Array.from({ length: Math.max(0, frame.timeline - seen.length) }, (): Row => []), ...seen]
}

/** Before the first hello there are no rooms, but there may be what was typed. */
function unreached({ scene, frame }: Desk): Row[] {
  const reader = { columns: frame.main, guest: undefined, name: undefined, now: scene.now }
  const waiting = scene.state.unplaced.flatMap(pending => layOut({ item: 'pending', pending }, reader))
  return [...Array.from({ length: Math.max(0, frame.timeline - waiting.length) }, (): Row => []), ...waiting.slice(-frame.timeline)]
}
