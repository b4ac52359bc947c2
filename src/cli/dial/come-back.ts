// What a new connection makes good for: what was missed in each room, what became of lines whose answers never came, and the way back
// into the room where the user was.
import { renamedTo } from '../../client/lines/entries.ts'
import { catchUp } from './catch-up.ts'
import type { Face } from './face.ts'
import { Final } from './failures.ts'
import { changesRooms, insteadOf } from './jobs.ts'
import type { Place } from './place.ts'
import type { Rooms } from './rooms.ts'
import type { ToDo } from './to-do.ts'
import { goTo, learnRooms, memberRooms, sorted } from './whereabouts.ts'
import type { Wire } from './wire.ts'

export type ComingBack = {
  readonly rooms: Rooms
  readonly toDo: ToDo
  readonly face: Face
  readonly names: ReadonlySet<string>
  /** The hub does not know this guest from before. */
  readonly isNew: boolean
}

/** Why the user cannot be in a room that was one of the user's. */
type Reasons = Map<Place, string>

export async function comeBack(wire: Wire, parts: ComingBack): Promise<void> {
  const { rooms, toDo, face } = parts
  const { unsure } = toDo
  const { name } = rooms.current
  const reasons: Reasons = new Map()
  await catchUpIn(wire, rooms.lobby, parts)
  if (rooms.others.length > 0 || unsure.some(changesRooms)) await comeBackToRooms(wire, parts, reasons)
  const toPeople = unsure.filter(ask => ask.bearing.to === 'people')
  toDo.giveUpUnknown(toPeople)
  rooms.hasDirect ||= toPeople.length > 0
  if (rooms.hasDirect) face.note('what was said to you alone meanwhile is not shown: the line door cannot be asked for it')
  const was = rooms.current
  if (!rooms.has(was) && !reasons.has(was)) reasons.set(was, gone(was))
  if (!reasons.has(was) && !(await goTo(wire, rooms, was))) reasons.set(was, `${name} cannot be gone back to`)
  for (const [place, reason] of reasons) face.note(place === was ? `${reason}: you are in #lobby` : reason)
  // A person reads that; a script goes on as if it were where it was.
  if (reasons.has(was) && !toDo.keepBack(name) && !face.isPerson) rooms.barred = name
  if (reasons.has(was)) rooms.current = rooms.lobby
  if (!(await goTo(wire, rooms, rooms.current))) throw new Final('The hub does not let this guest into the lobby.')
  toDo.settle()
  rooms.isHeld = false
  rooms.isRenamed = false
}

const gone = (place: Place): string => `${place.name} is not one of your rooms any more`

/** Shows what was missed in one room, and finds out what of it was one's own. */
export async function catchUpIn(wire: Wire, place: Place, { rooms, toDo, face, names }: ComingBack): Promise<boolean> {
  const asks = toDo.unsure.filter(ask => ask.room === place && ask.trace !== undefined)
  const unsettled = asks.map(ask => ask.trace).filter(trace => trace !== undefined)
  const isTold = (await goTo(wire, rooms, place)) && (await catchUp(wire, { rooms, place, face, names, unsettled }))
  place.isHeld = false
  if (!isTold) toDo.giveUpUnknown(asks.filter(ask => ask.trace?.stored !== true))
  return isTold
}

async function comeBackToRooms(wire: Wire, parts: ComingBack, reasons: Reasons): Promise<void> {
  const { rooms, toDo, isNew } = parts
  const members = isNew ? new Set<string>() : await memberRooms(wire, rooms)
  if (members !== undefined) settleMoves(toDo, rooms, members)
  const found = sorted(rooms, members ?? new Set(), toDo.roomsMeant)
  if (found.renamed !== undefined) {
    const { place, name } = found.renamed
    reasons.set(place, `${place.name} is called ${name} now`)
    place.name = name
  } else {
    for (const place of found.gone) {
      lose(parts, place)
      if (members === undefined) reasons.set(place, `${place.name} cannot be found now`)
      else reasons.set(place, isNew ? `${place.name} has to be joined again, as you are a new guest to the hub` : gone(place))
    }
    await learnRooms(wire, rooms, members === undefined ? [] : found.fresh)
  }
  // The one that the user was in comes last: then it is the current one.
  for (const place of rooms.others.toSorted((one, other) => Number(one === rooms.current) - Number(other === rooms.current))) {
    if (place.isHeld) await catchUpOrLose(wire, place, parts, reasons)
  }
}

async function catchUpOrLose(wire: Wire, place: Place, parts: ComingBack, reasons: Reasons): Promise<void> {
  const { toDo } = parts
  const wasArchived = place.isArchived
  const isTold = await catchUpIn(wire, place, parts)
  const doings = toDo.unsure.filter(ask => ask.room === place && ask.trace?.stored === true).map(ask => `* me${ask.trace?.deed}`)
  if (!isTold) {
    lose(parts, place)
    reasons.set(place, `${place.name} cannot be read now`)
  } else if (place.isArchived && !wasArchived && place === parts.rooms.current) reasons.set(place, `${place.name} was archived`)
  for (const doing of doings) parts.rooms.learn(place, doing)
}

function lose({ rooms, toDo }: ComingBack, place: Place): void {
  toDo.giveUpUnknown(toDo.unsure.filter(ask => ask.room === place && ask.trace !== undefined && !ask.trace.stored))
  rooms.drop(place)
}

/** What an unanswered change of rooms did is seen by the rooms one is in now. */
function settleMoves(toDo: ToDo, rooms: Rooms, members: ReadonlySet<string>): void {
  for (const ask of toDo.unsure) {
    const renamed = ask.trace === undefined ? undefined : renamedTo(`* me${ask.trace.deed}`)
    if (renamed !== undefined && ask.room !== undefined && !members.has(ask.room.name) && members.has(renamed)) ask.room.name = renamed
    if (ask.bearing.to !== 'rooms') continue
    const { verb, name = ask.room?.name ?? '' } = ask.bearing
    if (verb === 'create' && members.has(name)) toDo.replace(ask, insteadOf(ask, `/join ${name}`))
    if (verb === 'leave' && members.has(name)) toDo.replace(ask, insteadOf(ask, `/leave ${name}`))
    const left = verb === 'leave' && !members.has(name) ? rooms.named(name) : undefined
    if (left === undefined || left.isLobby) continue
    toDo.replace(ask, { kind: 'answered', line: `LEAVE ${name}`, said: 'answer' })
    if (rooms.current === left) rooms.current = rooms.lobby
    rooms.drop(left)
  }
}
