// Where one may go: rooms one is in, those one may join, people on the line, and the page's other views.
import { useEffect, useMemo, useState } from 'react'
import type { Partyline } from '../../client/api.ts'
import type { State } from '../../client/state/state.ts'
import type { RoomListing } from '../../protocol/rooms.ts'
import type { IconName } from '../parts/icon.tsx'
import { useParty, usePartyline } from '../party/party.ts'
import { directRooms, namedRooms, titleOf } from '../party/rooms.ts'
import { go, refOf } from '../place.ts'
import { refused } from '../told.ts'
import type { BeyondWords } from '../words/beyond-en.ts'
import { fitOf } from './fitting.ts'

export type Destination = {
  readonly key: string
  readonly kind: 'room' | 'joinable' | 'direct' | 'person' | 'view'
  readonly title: string
  readonly unread: number
  /** Whose face it shows. */
  readonly guest?: number
  readonly icon?: IconName
  readonly visit: () => void
}

type Known = { readonly rooms: readonly RoomListing[]; readonly people: ReadonlyMap<number, string> }

const shownMax = 50

/** The best ones first. */
export function useDestinations(typed: string, words: BeyondWords): readonly Destination[] {
  const party = usePartyline()
  const state = useParty(state => state)
  const [known, setKnown] = useState<Known>({ rooms: [], people: new Map() })
  useEffect(() => {
    Promise.all([party.rooms(), party.status(0)]).then(
      ([rooms, sessions]) => setKnown({ rooms, people: new Map(sessions.map(({ guest, name }) => [guest, name])) }),
      refused,
    )
  }, [party])
  const all = useMemo(() => destinationsOf(state, known, party, words), [state, known, party, words])
  return useMemo(
    () =>
      all
        .map(destination => ({ destination, fit: fitOf(destination.title, typed) }))
        .filter(({ fit }) => fit !== undefined)
        .sort((a, b) => (b.fit ?? 0) - (a.fit ?? 0))
        .slice(0, shownMax)
        .map(({ destination }) => destination),
    [all, typed],
  )
}

function destinationsOf(state: State, known: Known, party: Partyline, words: BeyondWords): Destination[] {
  const me = state.me?.guest
  const mine = [...namedRooms(state), ...directRooms(state)].map((room): Destination => {
    const other = room.kind === 'direct' ? room.people?.find(({ guest }) => guest !== me)?.guest : undefined
    return {
      key: `room ${room.id}`,
      kind: room.kind === 'direct' ? 'direct' : 'room',
      title: titleOf(room, me),
      unread: room.unread,
      ...(other !== undefined && { guest: other }),
      visit: () => go({ view: 'room', room: refOf(room) }),
    }
  })
  // Where something waits one most likely wants to go.
  mine.sort((a, b) => Number(b.unread > 0) - Number(a.unread > 0))
  const spokenTo = new Set(directRooms(state).flatMap(({ people = [] }) => (people.length === 2 ? people.map(({ guest }) => guest) : [])))
  const people = [...known.people]
    .filter(([guest]) => guest !== me && !spokenTo.has(guest))
    .map(
      ([guest, name]): Destination => ({
        key: `person ${guest}`,
        kind: 'person',
        title: name,
        unread: 0,
        guest,
        visit: () => party.direct(name).then(room => room.state !== undefined && go({ view: 'room', room: room.state.id }), refused),
      }),
    )
  const joinable = known.rooms
    .filter(({ id }) => !state.rooms.has(id))
    .map(
      ({ id, name }): Destination => ({
        key: `room ${id}`,
        kind: 'joinable',
        title: name,
        unread: 0,
        visit: () => party.join(id).then(() => go({ view: 'room', room: name }), refused),
      }),
    )
  const views = (
    [
      ['search', 'search'],
      ['status', 'pulse'],
      ['settings', 'edit'],
    ] as const
  ).map(
    ([name, icon]): Destination => ({
      key: name,
      kind: 'view',
      title: words[name].title,
      icon,
      unread: 0,
      visit: () => go({ view: 'other', name, rest: [] }),
    }),
  )
  return [...mine, ...people, ...joinable, ...views]
}
