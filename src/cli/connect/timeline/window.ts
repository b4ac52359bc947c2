// Which part of a long list is on the screen. The place is kept at the lower edge: what comes below or above it moves nothing. Pure.

/** The item at the lower edge, and how many of its lines are hidden below; undefined: the end of the list, wherever that is by then. */
export type Place = { readonly seq: number; readonly below: number } | undefined

/** A list that is measured only where it is looked at. */
export type Measured = {
  readonly length: number
  /** The lines of one item; at least one. */
  lines(index: number): number
  seq(index: number): number
  /** The item of that seq, or the last before it; -1 where there is none. */
  find(seq: number): number
}

type Edge = { readonly index: number; readonly below: number }

/** The part of the list in a window: whole items, and how many lines to leave out at both ends. */
export type Part = {
  readonly from: number
  readonly to: number
  readonly cutAbove: number
  readonly cutBelow: number
  /** Whether the list's first line is shown, and its last one. */
  readonly atTop: boolean
  readonly atEnd: boolean
}

export function partOf(list: Measured, place: Place, height: number): Part {
  const edge = edgeOf(list, place, height)
  let lines = -edge.below
  let from = edge.index + 1
  while (from > 0 && lines < height) {
    from--
    lines += list.lines(from)
  }
  const cutAbove = Math.max(0, lines - height)
  return {
    from,
    to: edge.index,
    cutAbove,
    cutBelow: edge.below,
    atTop: from === 0 && cutAbove === 0,
    atEnd: edge.index === list.length - 1 && edge.below === 0,
  }
}

/** The place so many lines further up (negative) or down. */
export function scrolled(list: Measured, place: Place, by: number, height: number): Place {
  let { index, below } = edgeOf(list, place, height)
  below -= by
  while (index >= 0 && below >= list.lines(index)) {
    below -= list.lines(index)
    index--
  }
  while (below < 0) {
    index++
    if (index >= list.length) return undefined
    below += list.lines(index)
  }
  return placeOf(list, lower({ index, below }, topEdge(list, height)))
}

/** The place at which the list's first line is at the upper edge. */
export const topPlace = (list: Measured, height: number): Place => placeOf(list, topEdge(list, height))

/** The place at which an item is about in the middle. */
export function placeAround(list: Measured, seq: number, height: number): Place {
  const index = list.find(seq)
  if (index < 0) return undefined
  let edge = { index, below: 0 }
  let room = Math.floor((height - list.lines(index)) / 2)
  while (room > 0 && edge.index < list.length - 1) {
    const next = edge.index + 1
    edge = { index: next, below: Math.max(0, list.lines(next) - room) }
    room -= list.lines(next)
  }
  return placeOf(list, lower(edge, topEdge(list, height)))
}

function edgeOf(list: Measured, place: Place, height: number): Edge {
  const end = { index: list.length - 1, below: 0 }
  if (place === undefined) return end
  const index = list.find(place.seq)
  // Its item may have been given up, or laid out anew in fewer lines.
  const edge = index < 0 ? { index: 0, below: 0 } : { index, below: Math.min(place.below, list.lines(index) - 1) }
  return list.length === 0 ? end : lower(edge, topEdge(list, height))
}

/** The lowest edge that leaves nothing empty at the top; the end where all fits. */
function topEdge(list: Measured, height: number): Edge {
  let lines = 0
  for (let index = 0; index < list.length; index++) {
    lines += list.lines(index)
    if (lines >= height) return { index, below: lines - height }
  }
  return { index: list.length - 1, below: 0 }
}

const lower = (a: Edge, b: Edge): Edge => (a.index > b.index || (a.index === b.index && a.below <= b.below) ? a : b)

const placeOf = (list: Measured, { index, below }: Edge): Place =>
  index >= list.length - 1 && below === 0 ? undefined : { seq: list.seq(index), below }
