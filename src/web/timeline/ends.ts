// A list keeps its place only when it changes at one end at a time: it is told how many rows there are, and at which end they came or went.
import { type RefObject, useEffect, useLayoutEffect, useMemo, useReducer, useRef } from 'react'
import type { Item } from './items.ts'

/** By then the rows that came in have been drawn and measured. While the list moves others to keep its place, it takes none for below what is looked at. */
const measuredFrames = 4
/** A page that nobody sees draws no frames. */
const unseenMs = 1_000
/**
 * Where rows go above, the list keeps its distance from its end until nobody has scrolled for some time, though every row that comes into sight below
 * turns out higher or lower than was thought: whoever scrolls on would drift. So they go when nobody has scrolled for so long.
 */
const restMs = 1_000
/** Whoever never rests is given up rows all the same. */
const heldMax = 6_000

/** The items; where they changed at both ends, first as they are after a step that changes one end alone. */
export function useOneEndAtATime(items: readonly Item[]): readonly Item[] {
  const drawn = useRef(items)
  const [turn, again] = useReducer((turns: number) => turns + 1, 0)
  const scrolledAt = useScrolledAt()
  // biome-ignore lint/correctness/useExhaustiveDependencies: after the step between comes the rest.
  const step = useMemo(() => stepTo(drawn.current, items, performance.now() - scrolledAt.current < restMs), [items, turn])
  useLayoutEffect(() => {
    drawn.current = step
  }, [step])
  useEffect(() => {
    if (step === items) return
    const left = restMs - (performance.now() - scrolledAt.current)
    const isHeld = endsOf(step)[0] !== endsOf(items)[0] && step.length - items.length < heldMax
    if (!isHeld || left <= 0) return afterFrames(measuredFrames, again)
    const timer = setTimeout(again, left + 1)
    return () => clearTimeout(timer)
  }, [step, items, scrolledAt])
  return step
}

/** When anything was scrolled last. */
function useScrolledAt(): RefObject<number> {
  const at = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    const scrolled = (): void => {
      at.current = performance.now()
    }
    document.addEventListener('scroll', scrolled, { capture: true, passive: true })
    return () => document.removeEventListener('scroll', scrolled, { capture: true })
  }, [])
  return at
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

function stepTo(before: readonly Item[], items: readonly Item[], isScrolling: boolean): readonly Item[] {
  const [first, last] = endsOf(items)
  const [firstBefore, lastBefore] = endsOf(before)
  if (first === firstBefore) return items
  // What goes above goes after the rest has come, or gone, below.
  const kept = indexIn(before, first)
  if (last === lastBefore && !(isScrolling && kept > 0 && kept < heldMax)) return items
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
