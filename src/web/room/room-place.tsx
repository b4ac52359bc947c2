// The room that the address means: it is shown when one is in it, and entered when one is not and may.
import { useEffect, useRef, useState } from 'react'
import { PartylineError } from '../../client/error.ts'
import type { RoomRef } from '../../protocol/asking.ts'
import { Blank } from '../arrive/blank.tsx'
import { Button } from '../parts/button.tsx'
import { useParty, usePartyline } from '../party/party.ts'
import { findRoom } from '../party/rooms.ts'
import { go, type Place, readPlace } from '../place.ts'
import { useWords } from '../words/words.tsx'
import { RoomView } from './room-view.tsx'

export type RoomPlaceProps = { readonly place: Place & { readonly view: 'room' }; readonly visit: number; readonly onMenu?: () => void }

export function RoomPlace({ place, visit, onMenu }: RoomPlaceProps) {
  const room = useParty(state => findRoom(state, place.room))
  const known = useRef<number>(undefined)
  if (room !== undefined) known.current = visit
  if (room === undefined) return <NoRoom key={visit} room={place.room} enter={known.current !== visit} />
  return <RoomView key={room.id} room={room} place={place} visit={visit} {...(onMenu !== undefined && { onMenu })} />
}

/** Whoever followed a link comes in at once; whoever was put out of the room is asked. */
function NoRoom({ room, enter }: { readonly room: RoomRef; readonly enter: boolean }) {
  const words = useWords()
  const party = usePartyline()
  const [wrong, setWrong] = useState<string | undefined>(enter ? undefined : '')
  const name = typeof room === 'number' ? `~${room}` : room
  const join = (): void => {
    setWrong(undefined)
    party.join(room).catch(thrown => {
      if (!(thrown instanceof PartylineError)) throw thrown
      setWrong(thrown.sentence)
    })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, on arriving.
  useEffect(() => {
    if (enter) join()
  }, [])
  if (wrong === undefined) return <Blank title={words.arrive.entering(name)} />
  return (
    <Blank title={words.arrive.noRoom(name)} more={wrong === '' ? words.arrive.noRoomMore : wrong}>
      <Button look="main" onClick={join}>
        {words.arrive.join(name)}
      </Button>
      <Button onClick={() => go(readPlace('/'))}>{words.toLobby}</Button>
    </Blank>
  )
}
