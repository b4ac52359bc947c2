// The one connection of this page, and the one state that everything is drawn from: the SDK's.
import { createContext, useContext, useSyncExternalStore } from 'react'
import { browserStorage } from '../../client/browser.ts'
import type { Partyline, Room, RoomState, State } from '../../client/connect.ts'
import { connect } from '../../client/connecting.ts'

import { earlyLine } from './early-line.ts'
import { isSignedInHere } from './signed-in.ts'

/** So many rows of a room are kept before those far from where one looks are given up. */
const rowsKept = 6_000

/** Connects to the hub that this page came from. */
export function joinParty(): Partyline {
  const { protocol, host } = window.location
  const party = connect(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}`, {
    storage: browserStorage(window.localStorage),
    signedIn: isSignedInHere(),
    transport: earlyLine,
    rowsKept,
  })
  // The browser knows sooner than a timer that the network or the person is back.
  const again = (): void => party.reconnectNow()
  window.addEventListener('online', again)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && again())
  return party
}

export const PartyContext = createContext<Partyline | undefined>(undefined)

export function usePartyline(): Partyline {
  const party = useContext(PartyContext)
  if (party === undefined) throw new Error('There is no party around this.')
  return party
}

/** A part of the state. `select` is to give what stands in the state, so that nothing is drawn anew while that is the same. */
export function useParty<T>(select: (state: State) => T): T {
  const party = usePartyline()
  return useSyncExternalStore(
    listener => party.subscribe(listener),
    () => select(party.state),
  )
}

export const useRoom = (id: number): RoomState | undefined => useParty(state => state.rooms.get(id))

/** What one does in a room. */
export const useRoomHandle = (id: number): Room => usePartyline().room(id)
