// Keeps a timeline bounded: the rows farthest from where the front looks go first, and never those at the live end.
import { withoutRange } from './ranges.ts'
import { Rows } from './timeline.ts'

/** How many rows more than `most` there may be, so that not every entry makes work. */
const slackFor = (most: number): number => Math.ceil(most / 8)

/** `focus` is the seq at which the front looks (undefined: the live end), `last` the live end. */
export function trimmed(timeline: Rows, most: number, focus: number | undefined, last: number): Rows {
  if (timeline.size <= most + slackFor(most)) return timeline
  const kept = timeline.blocks.flat()
  const size = kept.length
  const live = timeline.ranges.at(-1)
  const reaches = live !== undefined && live[1] >= last
  const atEnd = reaches ? kept.filter(({ row }) => row.seq >= live[0]).length : 0
  const tail = Math.min(atEnd, Math.ceil(most / 4))
  const room = most - tail
  const looked = focus === undefined ? size : kept.findIndex(({ row }) => row.seq >= focus)
  const middle = looked === -1 ? size : looked
  const start = Math.max(0, Math.min(middle - (room >> 1), size - tail - room))
  const end = start + room
  // What lies before the window goes, and what lies between it and the live end.
  const next = kept[size - tail]?.row.seq ?? (reaches ? live[0] : Number.POSITIVE_INFINITY)
  const before = start > 0 ? (kept[start]?.row.seq ?? next) - 1 : 0
  const beyond = kept[end - 1]?.row.seq ?? 0
  const ranges = withoutRange(timeline.ranges, [0, before])
  return Rows.of(
    [...kept.slice(start, end), ...kept.slice(Math.max(end, size - tail))],
    end < size - tail ? withoutRange(ranges, [beyond + 1, next - 1]) : ranges,
  )
}
