// What was said in a room: as much of it as one looks at, and more wherever one scrolls to.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Virtualizer } from 'virtua'
import type { RoomState } from '../../client/state/state.ts'
import { focusComposer } from '../composer/focus.ts'
import { fatesOf } from '../files/fates.ts'
import { FileCard } from '../files/file-card.tsx'
import { showTheRest } from '../later.ts'
import { Message } from '../message/message.tsx'
import { PendingMessage } from '../message/pending-message.tsx'
import { firstRows, takeAsked } from '../party/ahead.ts'
import { useParty, useRoomHandle } from '../party/party.ts'
import { titleOf } from '../party/rooms.ts'
import { refused } from '../told.ts'
import { useWords } from '../words/words.tsx'
import { Dividers } from './dividers.tsx'
import { useOneEndAtATime } from './ends.ts'
import { Happened } from './happened.tsx'
import { type Item, itemsOf, seqOf, stretchOf } from './items.ts'
import { useReading, useSpokenNews } from './reading.ts'
import { useRoving } from './roving.ts'
import { useSeat } from './seat.ts'
import { Newest, WhereOneLeftOff } from './signposts.tsx'
import styles from './timeline.module.css'
import { Loading, Top } from './top.tsx'

/** Whoever goes on from the first ones goes far. */
const moreRows = 150

export type TimelineProps = { readonly room: RoomState; readonly at: number | undefined; readonly visit: number }

export function Timeline({ room, at, visit }: TimelineProps) {
  const words = useWords()
  const handle = useRoomHandle(room.id)
  const me = useParty(state => state.me?.guest)
  const title = titleOf(room, me)
  const [looking, setLooking] = useState<number | undefined>(at)
  const [atEnd, setAtEnd] = useState(at === undefined)
  const reading = useReading(room, atEnd)
  useSpokenNews(room, title)

  const stretch = useMemo(() => stretchOf(room, looking), [room, looking])
  const items = useOneEndAtATime(useMemo(() => itemsOf(room, stretch, me, reading.freshAfter), [room, stretch, me, reading.freshAfter]))

  const loading = useRef(false)
  const rest = useCallback(
    (seq: number | undefined): void => {
      setLooking(seq)
      handle.look(seq)
    },
    [handle],
  )
  const load = useCallback(
    (end: 'older' | 'newer', from?: { readonly seq: number | undefined }): void => {
      if (loading.current) return
      loading.current = true
      // Else whoever scrolls on without a rest would be given what they go to in exchange for what they come from.
      if (from !== undefined) rest(from.seq)
      const ahead = from === undefined ? takeAsked(room.id) : undefined
      const answer = ahead ?? handle[end](from === undefined ? firstRows : moreRows)
      answer.catch(refused).finally(() => {
        loading.current = false
      })
    },
    [handle, rest, room.id],
  )
  const freshItem = items.find(item => item.item === 'row' && item.fresh)
  const seat = useSeat({ items, stretch, first: at ?? seqOf(freshItem), onNear: load, onRest: rest })
  useEffect(() => setAtEnd(seat.atEnd), [seat.atEnd])

  // Nothing is here yet, or what one looked at was given up.
  const isEmpty = stretch.range === undefined && !stretch.isStart
  useEffect(() => {
    if (isEmpty && looking === undefined) load('older')
  }, [isEmpty, looking, load])

  useEffect(() => {
    if (!isEmpty) afterDrawing(showTheRest)
  }, [isEmpty])

  const visitTo = (seq: number): void => {
    setLooking(seq)
    seat.goTo({ seq, mark: true })
    if (!room.timeline.ranges.some(([from, to]) => from <= seq && seq <= to)) handle.around(seq, firstRows).catch(refused)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is followed once per visit.
  useEffect(() => {
    if (at !== undefined) visitTo(at)
  }, [visit])

  const toNewest = (): void => {
    setLooking(undefined)
    handle.look(undefined)
    seat.toEnd()
  }
  const mine = room.pending.length
  const mineBefore = useRef(mine)
  // Whoever says something wants to see it said.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is about one's own new message alone.
  useEffect(() => {
    if (mine > mineBefore.current) {
      reading.forget()
      toNewest()
    }
    mineBefore.current = mine
  }, [mine])

  const roving = useRoving(items, seat.ref, focusComposer)
  const freshAbove = reading.freshCount > 0 && reading.freshAfter !== undefined && freshItem === undefined && stretch.isLive
  return (
    <section className={styles.frame} aria-label={words.room.messages(title)}>
      {freshAbove && (
        <WhereOneLeftOff count={reading.freshCount} onGo={() => visitTo((reading.freshAfter ?? 0) + 1)} onClose={reading.forget} />
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its rows are what is acted on; it hears their keys. */}
      <div ref={seat.scroller} className={styles.scroller} onKeyDown={roving.onKeyDown} onPointerLeave={() => roving.hover(undefined)}>
        <div className={styles.spring} />
        {isEmpty ? (
          <Loading />
        ) : (
          <Virtualizer
            key={seat.number}
            ref={seat.ref}
            data={items}
            shift={seat.shift}
            keepMounted={roving.kept}
            bufferSize={800}
            onScroll={seat.onScroll}
            onScrollEnd={seat.onRest}
            onResize={seat.onResize}
          >
            {(item: Item) => <Row key={item.key} item={item} room={room} me={me} marked={seat.marked} roving={roving} />}
          </Virtualizer>
        )}
      </div>
      {!(seat.atEnd || isEmpty) && <Newest count={room.unread} onGo={toNewest} />}
    </section>
  )
}

/** So long the browser may take to show what is drawn. */
const drawnMs = 200

/** Rows are drawn once to be measured, and then shown. */
function afterDrawing(then: () => void): void {
  const idle =
    'requestIdleCallback' in window ? () => window.requestIdleCallback(then, { timeout: drawnMs }) : () => setTimeout(then, drawnMs)
  requestAnimationFrame(() => requestAnimationFrame(idle))
}

type RowProps = {
  readonly item: Item
  readonly room: RoomState
  readonly me: number | undefined
  readonly marked: number | undefined
  readonly roving: ReturnType<typeof useRoving>
}

function Row({ item, room, me, marked, roving }: RowProps) {
  if (item.item === 'top') return <Top room={room} isStart={item.isStart} />
  const held = roving.of(item.key)
  if (item.item === 'pending') return <PendingMessage room={room.id} item={item} />
  const { row, day, fresh, head, quoted } = item
  const common = { room: room.id, head, marked: row.seq === marked, held }
  return (
    <>
      <Dividers at={day ? row.at : undefined} fresh={fresh} />
      {row.kind === 'message' ? (
        <Message {...common} row={row} quoted={quoted} mine={row.guest === me} />
      ) : row.kind === 'file' ? (
        <FileCard {...common} row={row} fate={row.file === undefined ? undefined : fatesOf(room.timeline.rows).get(row.file)} />
      ) : (
        <Happened row={row} held={held} />
      )}
    </>
  )
}
