// What counts as read, and where one left off.
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RoomState } from '../../client/state/state.ts'
import { useParty, useRoomHandle } from '../party/party.ts'
import { announce } from '../told.ts'
import { useWords } from '../words/words.tsx'
import { useAttended } from './attended.ts'

export type Reading = {
  /** One had read up to this seq when what is new began to come; undefined: nothing is new. */
  readonly freshAfter: number | undefined
  /** How many were unread when one came into the room. */
  readonly freshCount: number
  readonly forget: () => void
}

/** `atEnd`: the newest message is to be seen. */
export function useReading(room: RoomState, atEnd: boolean): Reading {
  const handle = useRoomHandle(room.id)
  const isLive = useParty(({ connection }) => connection.at === 'live')
  const attended = useAttended()
  const [fresh, setFresh] = useState(() => ({ after: room.unread > 0 ? room.read : undefined, count: room.unread }))
  const before = useRef(room.unread)
  const isRead = attended && atEnd
  // Before anything is painted: what is read at once was never unread.
  useLayoutEffect(() => {
    if (before.current === 0 && room.unread > 0 && !isRead) setFresh({ after: room.read, count: 0 })
    before.current = room.unread
    if (isLive && isRead && room.read < room.last && room.timeline.ranges.length > 0) handle.read(room.last)
  }, [room, isLive, isRead, handle])
  const forget = (): void => setFresh({ after: undefined, count: 0 })
  return { freshAfter: fresh.after, freshCount: fresh.count, forget }
}

/** Several at once are one sentence. */
const gatheredMs = 1_000

/** Says what others say in this room to whoever listens instead of looking. */
export function useSpokenNews(room: RoomState, title: string): void {
  const words = useWords()
  const me = useParty(state => state.me?.guest)
  const told = useRef(room.last)
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined)
  const present = useRef(room)
  present.current = room
  useEffect(() => () => clearTimeout(waiting.current), [])
  useEffect(() => {
    if (room.last <= told.current || waiting.current !== undefined) return
    waiting.current = setTimeout(() => {
      waiting.current = undefined
      const { timeline, last } = present.current
      const news = timeline.rows
        .slice(-50)
        .filter(row => row.kind === 'file' || (row.kind === 'message' && row.deleted === undefined))
        .filter(row => row.seq > told.current && row.guest !== me)
      told.current = last
      const [first] = news
      if (news.length > 1) announce(words.message.arrivedMany(news.length, title))
      else if (first?.kind === 'message') announce(words.message.arrived(first.author, first.text))
      else if (first?.kind === 'file') announce(words.happened.file(first.author, first.name))
    }, gatheredMs)
  }, [room.last, me, words, title])
}
