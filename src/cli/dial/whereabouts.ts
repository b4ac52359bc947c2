// Which rooms this guest is in and which is the current one, asked from the hub; and from one room to another without the user's doing.
import { clientBounds } from '../../client/lines/bounds.ts'
import { readEntryRows } from '../../client/lines/entries.ts'
import type { Answer } from '../../client/lines/replies.ts'
import { Final } from './failures.ts'
import type { Place } from './place.ts'
import { isRoomName, type Rooms, readJoin } from './rooms.ts'
import type { Wire } from './wire.ts'

/** The names of the rooms one is in, the lobby left out; undefined if the hub would not tell. */
export async function memberRooms(wire: Wire, rooms: Rooms): Promise<Set<string> | undefined> {
  const names = new Set<string>()
  let after = ''
  for (let page = 0; page < clientBounds.roomsPagesMax && names.size <= clientBounds.roomsMax; page++) {
    const answer = await wire.ask(after === '' ? '/rooms' : `/rooms ${after}`)
    if (answer.answer !== 'rows') return undefined
    rooms.heardNames(answer.rows)
    for (const row of answer.rows) {
      const [, name] = /^(#\S+) \d+ \S+ member(?: |$)/.exec(row) ?? []
      if (name !== undefined && name !== rooms.lobby.name && isRoomName(name)) names.add(name)
    }
    const last = answer.rows.at(-1)?.split(' ')[0] ?? ''
    if (answer.rows.length < clientBounds.roomsPageRows) return names
    if (last === after || !isRoomName(last)) throw new Final('The hub sent the same rows of its rooms again.')
    after = last
  }
  return names
}

/** Makes it the current room, which makes no entry where one is a member. Answers whether it is. */
export async function goTo(wire: Wire, rooms: Rooms, place: Place): Promise<boolean> {
  if (rooms.here === place) return true
  const answer = await wire.ask(`/join ${place.name}`)
  if (answer.answer !== 'line') return false
  const joined = readJoin(answer.line)
  // A log that is shorter than what was seen of it is another room's.
  const isThere = joined?.name === place.name && joined.seq >= (place.seen.seq ?? 0)
  rooms.here = isThere ? place : undefined
  return isThere
}

/** Asks where the current room's log is. */
async function count(wire: Wire, place: Place): Promise<void> {
  await wire.ask('/history 1', { answered: answer => reach(place, answer) })
}

/** Begins to count rooms of which nothing was seen yet. */
export async function learnRooms(wire: Wire, rooms: Rooms, names: Iterable<string>): Promise<void> {
  const places = [...names].map(name => rooms.add(name)).filter(place => place !== undefined)
  // All at once, as a guest may be in many rooms; so it is by the answers themselves that each knows where it is.
  await Promise.all(
    places.flatMap(place => {
      const joined = (answer: Answer): void => {
        if (answer.answer === 'line') rooms.here = readJoin(answer.line)?.name === place.name ? place : undefined
      }
      const counted = (answer: Answer): void => {
        if (rooms.here === place) reach(place, answer)
      }
      return [wire.ask(`/join ${place.name}`, { answered: joined }), wire.ask('/history 1', { answered: counted })]
    }),
  )
}

/** Asks where the current room is, and what has become of the others, where what was heard did not tell. */
export async function lookAround(wire: Wire, rooms: Rooms): Promise<void> {
  const { lost, isRenamed } = rooms
  if (lost === 'which') for (const place of rooms.others) rooms.drop(place)
  const { here } = rooms
  const name = lost !== undefined || isRenamed ? await locate(wire) : here?.name
  const members = lost === 'which' || isRenamed ? await memberRooms(wire, rooms) : undefined
  if (lost === undefined && name !== undefined && here !== undefined && name !== here.name) rename(here, name)
  if (members !== undefined) await sort(wire, rooms, members)
  if (lost !== undefined) rooms.current = whereIs(rooms, name ?? '')
  if (lost === 'where' && members === undefined) rooms.here = rooms.current
  if (!(await goTo(wire, rooms, rooms.current))) throw new Final(`The hub does not let this guest back into ${rooms.current.name}.`)
  rooms.lost = undefined
  rooms.isRenamed = false
  if (rooms.current.seen.isUncertain) await count(wire, rooms.current)
}

/** What the hub calls the current room. */
async function locate(wire: Wire): Promise<string> {
  const answer = await wire.ask('/topic')
  const [, name] = (answer.answer === 'line' ? /^TOPIC (#\S+)(?: |$)/.exec(answer.line) : undefined) ?? []
  if (name === undefined || !isRoomName(name)) throw new Final('The hub does not say which room is the current one.')
  return name
}

function whereIs(rooms: Rooms, name: string): Place {
  const place = rooms.named(name)
  if (place === undefined) throw new Final(`The hub says that the current room is ${name}, and that it is none of this guest's.`)
  return place
}

/** Tells the rooms that are gone from those that are new, and one that is both from the rest. */
async function sort(wire: Wire, rooms: Rooms, members: ReadonlySet<string>): Promise<void> {
  const { gone, fresh, renamed } = sorted(rooms, members)
  if (renamed !== undefined) {
    rename(renamed.place, renamed.name)
    if (await goTo(wire, rooms, renamed.place)) await count(wire, renamed.place)
    return
  }
  for (const place of gone) rooms.drop(place)
  await learnRooms(wire, rooms, fresh)
}

export type Sorted = {
  readonly gone: readonly Place[]
  readonly fresh: readonly string[]
  /** Where one room is gone and one is new, it is the same one: one comes into no room unasked, and goes out of none. */
  readonly renamed: { readonly place: Place; readonly name: string } | undefined
}

/** `meant` are names of rooms that the user may just have come into. */
export function sorted(rooms: Rooms, members: ReadonlySet<string>, meant: ReadonlySet<string> = new Set()): Sorted {
  const gone = rooms.others.filter(place => !members.has(place.name))
  const fresh = [...members].filter(name => rooms.named(name) === undefined)
  const [place, ...morePlaces] = gone
  const [name, ...moreNames] = fresh.filter(one => !meant.has(one))
  const isOne = place !== undefined && name !== undefined && morePlaces.length + moreNames.length === 0
  return { gone, fresh, renamed: isOne ? { place, name } : undefined }
}

function rename(place: Place, name: string): void {
  if (place.isLobby) throw new Final('The hub says that the lobby is another room now.')
  place.name = name
  // What was said under its new name was shown, and not counted.
  place.seen.doubt()
}

function reach(place: Place, answer: Answer): void {
  if (answer.answer === 'rows') place.seen.reached(readEntryRows(answer.rows)?.at(-1)?.seq ?? 0)
}
