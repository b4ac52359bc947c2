// Where one sits in a long list that grows at both ends: it keeps its place when older rows come in above, follows the newest ones only while one
// is at the end, and goes to a message when told.
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { type Item, type Stretch, seqOf } from './items.ts'

/** So near the end counts as being there. */
const endPixels = 60
/** So many rows from either end more are asked for. */
const edgeRows = 12
/** What is left to see above the message that one goes to. */
const abovePixels = 96

type Aim = { readonly seq: number; readonly mark: boolean }

export type SeatOptions = {
  readonly items: readonly Item[]
  readonly stretch: Stretch
  /** Where to begin; undefined: at the end. */
  readonly first: number | undefined
  /** One comes near an end of what is here: from where, unless one is being taken elsewhere. */
  readonly onNear: (end: 'older' | 'newer', from: { readonly seq: number | undefined } | undefined) => void
  readonly onRest: (seq: number | undefined) => void
}

export type Seat = {
  readonly ref: RefObject<VirtualizerHandle | null>
  readonly scroller: RefObject<HTMLDivElement | null>
  /** Another number: another list, to be made anew. */
  readonly number: number
  readonly shift: boolean
  readonly atEnd: boolean
  readonly marked: number | undefined
  readonly onScroll: (offset: number) => void
  readonly onRest: () => void
  readonly onResize: () => void
  readonly goTo: (aim: Aim) => void
  readonly toEnd: () => void
}

type Edges = { readonly first: string | undefined; readonly last: string | undefined }

export function useSeat({ items, stretch, first, onNear, onRest }: SeatOptions): Seat {
  const ref = useRef<VirtualizerHandle>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const before = useRef<Edges>({ first: undefined, last: undefined })
  const seat = useRef(0)
  const aim = useRef<Aim | undefined>(first === undefined ? undefined : { seq: first, mark: false })
  const offset = useRef(0)
  /** The row at the top of what one sees; there one is put again when the list had to be made anew. */
  const top = useRef<number>(undefined)
  const follows = useRef(first === undefined)
  const [atEnd, setAtEnd] = useState(first === undefined)
  const [marked, setMarked] = useState<number>()

  const edges = edgesOf(items)
  const grewAbove = before.current.first !== undefined && edges.first !== before.current.first
  const isOther = grewAbove && !items.some(({ key }) => key === before.current.last)
  if (isOther && before.current.first !== edges.first) {
    seat.current++
    before.current = { first: undefined, last: undefined }
  }
  const shift = grewAbove && !isOther

  const settle = useCallback((): void => {
    const list = ref.current
    if (list === null || items.length === 0) return
    const to = aim.current
    if (to !== undefined) {
      const { range } = stretch
      if (range === undefined || to.seq < range[0] || to.seq > Math.max(range[1], range[0])) return
      const index = items.findIndex(item => (seqOf(item) ?? -1) >= to.seq)
      if (index < 0) return
      aim.current = undefined
      follows.current = false
      list.scrollToIndex(index, { align: 'start', offset: -abovePixels })
      if (to.mark) setMarked(seqOf(items[index]))
      return
    }
    // Not by `scrollToIndex`, which goes on pulling for a while and would fight with whoever scrolls away.
    const { current: box } = scroller
    if (box !== null && follows.current && stretch.isLive) box.scrollTop = box.scrollHeight
  }, [items, stretch])

  useLayoutEffect(() => {
    const isNew = before.current.first === undefined && edges.first !== undefined
    if (isNew && seat.current > 0 && aim.current === undefined && !follows.current && top.current !== undefined)
      aim.current = { seq: top.current, mark: false }
    before.current = edges
    settle()
  })

  const look = useCallback((): void => {
    const list = ref.current
    if (list === null) return
    const isNear = list.scrollOffset - list.scrollSize + list.viewportSize >= -endPixels
    if (isNear) follows.current = stretch.isLive
    else if (list.scrollOffset < offset.current - 1) follows.current = false
    offset.current = list.scrollOffset
    setAtEnd(follows.current && stretch.isLive)
    const index = list.findItemIndex(list.scrollOffset)
    top.current = seqOf(items[Math.max(index, 1)]) ?? top.current
    const from = aim.current === undefined ? { seq: follows.current ? undefined : top.current } : undefined
    if (index < edgeRows && !stretch.isStart) onNear('older', from)
    if (!stretch.isLive && list.findItemIndex(list.scrollOffset + list.viewportSize) > items.length - edgeRows) onNear('newer', from)
  }, [items, stretch, onNear])

  return {
    ref,
    scroller,
    number: seat.current,
    shift,
    atEnd,
    marked,
    onScroll: look,
    onRest: () => {
      look()
      onRest(follows.current ? undefined : top.current)
    },
    onResize: () => {
      if (follows.current) settle()
      look()
    },
    goTo: to => {
      aim.current = to
      setMarked(undefined)
      settle()
    },
    toEnd: () => {
      follows.current = true
      aim.current = undefined
      setAtEnd(true)
      settle()
    },
  }
}

const edgesOf = (items: readonly Item[]): Edges => ({
  first: items.find(({ item }) => item !== 'top')?.key,
  last: items.findLast(({ item }) => item !== 'top')?.key,
})
