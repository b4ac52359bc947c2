// The first messages of the room that the address means are asked for as soon as the hub has greeted: before the page is drawn, which takes longer
// than they take to come.
import type { Partyline } from '../../client/connect.ts'
import { readPlace } from '../place.ts'
import { storeOf } from '../store.ts'
import { callsIn, findRoom } from './rooms.ts'

/** Enough for the first look; whoever goes on from there goes far. */
export const firstRows = 60

/** The hub has greeted, and what is needed first is asked for. */
export const greeted = storeOf(false)

let asked: { readonly room: number; readonly answer: Promise<boolean> } | undefined

let calls: ReadonlyMap<number, number> = new Map()

/** How often one had been called when one came: that stands at the rooms already, and what came since is told, however late that is loaded. */
export const waited = (): ReadonlyMap<number, number> => calls

export function askAhead(party: Partyline): void {
  const stop = party.subscribe(() => {
    if (party.state.me === undefined) return
    stop()
    calls = callsIn(party.state.rooms)
    const place = readPlace(window.location.pathname)
    const room = place.view === 'room' && place.at === undefined ? findRoom(party.state, place.room) : undefined
    if (room !== undefined) {
      const answer = party.room(room.id).older(firstRows)
      asked = { room: room.id, answer }
      // Whoever took it is told how it ended.
      answer
        .catch(() => undefined)
        .finally(() => {
          asked = undefined
        })
    }
    // By then it is on its way.
    setTimeout(() => greeted.set(() => true))
  })
}

/** What this room was asked ahead, for the first who wants it. */
export function takeAsked(room: number): Promise<boolean> | undefined {
  const answer = asked?.room === room ? asked.answer : undefined
  asked = undefined
  return answer
}
