// Ranges of seqs: sorted, apart from each other by at least one seq.
import type { Range } from './state.ts'

/** The ranges with one more in them. */
export function withRange(ranges: readonly Range[], [from, to]: Range): readonly Range[] {
  if (from > to) return ranges
  const last = ranges.at(-1)
  // Nearly always: the next entries at the live end.
  if (last !== undefined && from > last[0] && from <= last[1] + 1) return to <= last[1] ? ranges : [...ranges.slice(0, -1), [last[0], to]]
  const before = ranges.filter(range => range[1] + 1 < from)
  const after = ranges.filter(range => range[0] > to + 1)
  const touching = ranges.slice(before.length, ranges.length - after.length)
  return [...before, [Math.min(from, touching[0]?.[0] ?? from), Math.max(to, touching.at(-1)?.[1] ?? to)], ...after]
}

/** The ranges without these seqs. */
export function withoutRange(ranges: readonly Range[], [from, to]: Range): readonly Range[] {
  if (from > to) return ranges
  return ranges.flatMap((range): Range[] => {
    if (range[1] < from || range[0] > to) return [range]
    const left: Range = [range[0], from - 1]
    const right: Range = [to + 1, range[1]]
    return [left, right].filter(part => part[0] <= part[1])
  })
}

export const rangeOf = (ranges: readonly Range[], seq: number): Range | undefined => ranges.find(([from, to]) => from <= seq && seq <= to)
