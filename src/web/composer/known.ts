// Whom and what one may want to name in a room: those who spoke lately, then those who are here; and the rooms one is in.
import { useEffect, useMemo, useState } from 'react'
import type { RoomState } from '../../client/state/state.ts'
import { useParty, useRoomHandle } from '../party/party.ts'
import { namedRooms } from '../party/rooms.ts'
import type { Known } from './completion.ts'

const lookedBackRows = 200

/** `wanted`: somebody begins to name something, and it is worth asking who is here. */
export function useKnown(room: RoomState, wanted: boolean): Known {
  const handle = useRoomHandle(room.id)
  const me = useParty(state => state.me?.guest)
  const rooms = useParty(state => state.rooms)
  const [here, setHere] = useState<readonly string[]>([])
  // biome-ignore lint/correctness/useExhaustiveDependencies: who is here is asked again when their number has changed.
  useEffect(() => {
    // Completion does without.
    if (wanted)
      handle.who().then(
        ({ rows }) => setHere(rows.filter(({ guest }) => guest !== me).map(({ name }) => name)),
        () => {},
      )
  }, [wanted, handle, me, room.here])
  return useMemo(() => {
    const spoke = wanted ? room.timeline.rows.slice(-lookedBackRows).filter(({ kind, guest }) => kind === 'message' && guest !== me) : []
    const people = [...new Set([...spoke.map(({ author }) => author).reverse(), ...here])]
    return { people, rooms: [...namedRooms({ rooms } as Parameters<typeof namedRooms>[0])].map(({ name }) => name) }
  }, [wanted, room.timeline, here, rooms, me])
}
