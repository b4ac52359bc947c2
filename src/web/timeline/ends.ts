// A list keeps its place only when it changes at one end at a time: it is told how many rows there are, and at which end they came or went.
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef } from 'react'
import type { Item } from './items.ts'

/** By then the rows that came in have been drawn and measured. While the list moves others to keep its place, it takes none for below what is looked at. */
const measuredFrames = 4
/** A page that nobody sees draws no frames. */
const unseenMs = 1_000

/** The items; where they changed at both ends, first as they are after a step that changes one end alone. */
export function useOneEndAtATime(items: readonly Item[]): readonly Item[] {
  const drawn = useRef(items)
  const [turn, again] = useReducer((turns: number) => turns + 1, 0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: after the step between comes the rest.
  const step = useMemo(() => stepTo(drawn.current, items), [items, turn])
  useLayoutEffect(() => {
    drawn.current = step
  }, [step])
  useEffect(() => {
    if (step === items) return
    return afterFrames(measuredFrames, again)
  }, [step, items])
  return step
}

function afterFrames(frames: number, then: () => void): () => void {
  let left = frames
  let frame = 0
  const look = (): void => {
    if (left-- > 0) frame = requestAnimationFrame(look)
    else then()
  }
  look()
  const timer = setTimeout(then, unseenMs)
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}

function stepTo(before: readonly Item[], items: readonly Item[]): readonly Item[] {
  const [first, last] = endsOf(items)
  const [firstBefore, lastBefore] = endsOf(before)
  if (first === firstBefore || last === lastBefore) return items
  // What goes above goes after the rest has come, or gone, below.
  const kept = indexIn(before, first)
  if (kept >= 0) return [...before.slice(0, kept), ...withoutTop(items)]
  // What comes above comes before what goes below, and before what comes there.
  const left = indexIn(before, last)
  if (left >= 0) return [...items, ...before.slice(left + 1)]
  const inside = indexIn(items, lastBefore)
  return inside >= 0 ? items.slice(0, inside + 1) : items
}

type Key = string | undefined

const withoutTop = (items: readonly Item[]): readonly Item[] => (items[0]?.item === 'top' ? items.slice(1) : items)

const endsOf = (items: readonly Item[]): readonly [Key, Key] => {
  const rows = withoutTop(items)
  return [rows[0]?.key, rows.at(-1)?.key]
}

const indexIn = (items: readonly Item[], key: Key): number => (key === undefined ? -1 : items.findIndex(item => item.key === key))
