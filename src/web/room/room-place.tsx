// The room that the address means: it is shown when one is in it, and entered when one is not and may.
import { useEffect, useRef, useState } from 'react'
import { PartylineError } from '../../client/error.ts'
import type { RoomRef } from '../../protocol/asking.ts'
import { Blank } from '../arrive/blank.tsx'
import { Button } from '../parts/button.tsx'
import { useParty, usePartyline } from '../party/party.ts'
import { findRoom } from '../party/rooms.ts'
import { go, type Place, readPlace, refOf } from '../place.ts'
import { useWords } from '../words/words.tsx'
import { RoomView } from './room-view.tsx'

export type RoomPlaceProps = { readonly place: Place & { readonly view: 'room' }; readonly visit: number; readonly onMenu?: () => void }

export function RoomPlace({ place, visit, onMenu }: RoomPlaceProps) {
  const known = useRef<{ readonly visit: number; readonly id: number }>(undefined)
  const before = known.current?.visit === visit ? known.current.id : undefined
  const meant = useParty(state => findRoom(state, place.room))
  // While one is in it somebody may give it another name.
  const renamed = useParty(state => (before === undefined ? undefined : state.rooms.get(before)))
  const room = meant ?? renamed
  const isElsewhere = meant === undefined && renamed !== undefined
  useEffect(() => {
    if (isElsewhere && renamed !== undefined) go({ ...place, room: refOf(renamed) }, { replace: true })
  }, [isElsewhere, renamed, place])
  if (room !== undefined) known.current = { visit, id: room.id }
  if (room === undefined) return <NoRoom key={visit} room={place.room} enter={known.current?.visit !== visit} />
  return <RoomView key={room.id} room={room} place={place} visit={visit} {...(onMenu !== undefined && { onMenu })} />
}

type Wrong = { readonly code: string; readonly sentence: string }

/** Whoever followed a link comes in at once; whoever was put out of the room is asked. */
function NoRoom({ room, enter }: { readonly room: RoomRef; readonly enter: boolean }) {
  const words = useWords()
  const party = usePartyline()
  const [wrong, setWrong] = useState<Wrong | undefined>(enter ? undefined : { code: 'gone', sentence: words.arrive.noRoomMore })
  const name = typeof room === 'number' ? `~${room}` : room
  const join = (make = false): void => {
    setWrong(undefined)
    party.join(room, { make }).catch(thrown => {
      if (!(thrown instanceof PartylineError)) throw thrown
      setWrong({ code: thrown.code, sentence: thrown.sentence })
    })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, on arriving.
  useEffect(() => {
    if (enter) join()
  }, [])
  if (wrong === undefined) return <Blank title={words.arrive.entering(name)} />
  const isFree = wrong.code === 'no-such-room' && typeof room === 'string'
  return (
    <Blank title={words.arrive.noRoom(name)} more={isFree ? words.arrive.noRoomMore : wrong.sentence}>
      <Button look="main" onClick={() => join(isFree)}>
        {isFree ? words.find.make(name.replace(/^#/, '')) : words.arrive.join(name)}
      </Button>
      <Button onClick={() => go(readPlace('/'))}>{words.toLobby}</Button>
    </Blank>
  )
}
