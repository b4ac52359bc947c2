// Coming into rooms: those one was in when one comes back, one that is joined, and a direct one that others have opened.
import { limits } from '../protocol/limits.ts'
import { Refusal } from '../protocol/refusals.ts'
import type { Person } from '../protocol/rooms.ts'
import { personNamed } from './finding.ts'
import type { Hub } from './hub.ts'
import type { Membership } from './ports.ts'
import type { Room } from './room.ts'
import type { Session } from './session.ts'
import { freshView } from './views.ts'

/** Takes a session that is a known guest into its rooms; `cursorOf` says after which seq it is given a room's entries. */
export async function enterOwnRooms(
  hub: Hub,
  session: Session,
  cursorOf: (place: Membership) => number,
): Promise<{ readonly lobby: Membership; readonly rooms: readonly { readonly room: Room; readonly place: Membership }[] }> {
  const { lobby, rooms } = await hub.store.memberships(session.guest)
  const entered = await Promise.all(rooms.map(async place => ({ room: await hub.rooms.open(place), place })))
  for (const { room, place } of entered) hub.follow(session, room, cursorOf(place))
  return { lobby, rooms: entered }
}

/** Refusal: `too-many`. */
export function demandSpace(session: Session): void {
  const rooms = [...session.feeds.keys()].filter(room => room.kind !== 'direct')
  if (rooms.length <= limits.roomsPerGuestMax) return
  throw new Refusal('too-many', `You are in ${limits.roomsPerGuestMax} rooms already. Leave one first.`)
}

/** The direct room of these people, with everybody who is connected in it. */
async function openDirect(hub: Hub, session: Session, others: readonly Person[]): Promise<Room> {
  await hub.register.know(session)
  const everybody = new Map([[session.guest, session.name], ...others.map(({ guest, name }) => [guest, name] as const)])
  if (everybody.size < 2) throw new Refusal('no-such-person', 'A direct room needs somebody else. Name one or more people.')
  if (everybody.size > limits.directPeopleMax)
    throw new Refusal('too-many', `A direct room is for up to ${limits.directPeopleMax} people. Make a private room for more.`)
  const guests = [...everybody.keys()].sort((one, other) => one - other)
  const made = await hub.store.createRoom({
    name: `@${guests.join(',')}`,
    keys: [],
    kind: 'direct',
    topic: '',
    at: hub.clock.now(),
    owner: session.guest,
    members: guests.map(guest => ({ guest, name: everybody.get(guest) ?? '' })),
    most: 0,
  })
  if (typeof made === 'string') throw new Refusal(made)
  const room = await hub.rooms.open(made)
  for (const guest of guests) bringAll(hub, guest, room, session)
  return room
}

/** The direct room with the people of these names, and the session in it. Refusals: `no-such-person`, `too-many`. */
export async function enterDirect(hub: Hub, session: Session, names: readonly string[]): Promise<{ room: Room; entered: boolean }> {
  const others: Person[] = []
  for (const name of names) {
    const person = await personNamed(hub, session, name)
    if (person.guest !== session.guest) others.push(person)
  }
  const room = await openDirect(hub, session, others)
  const entered = !session.feeds.has(room)
  hub.follow(session, room, room.lastSeq)
  return { room, entered }
}

/** All connections of somebody, but for the one that asked for it, come into a room. */
export function bringAll(hub: Hub, guest: number, room: Room, except: Session): void {
  for (const other of hub.presence.ofGuest(guest)) if (other !== except) bring(hub, other, room)
}

/** Somebody else's doing: the session is told first, and then given what is said there. */
function bring(hub: Hub, session: Session, room: Room): void {
  if (session.feeds.has(room) || session.ended) return
  // It is just reading which rooms it is in, perhaps from before this one was there: it is brought when it knows.
  if (!session.greeted) return void session.whenGreeted.push(() => bring(hub, session, room))
  const last = room.lastSeq
  session.connection.tell({ event: 'room', room: freshView(room, session, last), entered: true })
  hub.follow(session, room, last)
  session.begin(room)
}
