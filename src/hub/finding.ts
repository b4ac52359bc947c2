// Finds what a command means: the room it names, and the people.
import type { RoomRef } from '../protocol/asking.ts'
import { nameKeys } from '../protocol/names.ts'
import { Refusal } from '../protocol/refusals.ts'
import type { Person } from '../protocol/rooms.ts'
import type { Hub } from './hub.ts'
import { type Act, demand } from './permissions.ts'
import type { Room } from './room.ts'
import type { Session } from './session.ts'

/** The room, if the session may do this there. Refusals: `no-such-room` and those of `demand`. */
export async function roomFor(act: Act, hub: Hub, session: Session, ref: RoomRef | undefined): Promise<Room> {
  const room = ref === undefined ? session.room : (inRoom(session, ref) ?? (await hub.rooms.find(ref)))
  if (room === undefined) throw new Refusal('no-such-room')
  demand(act, session, room)
  return room
}

/** Without a look into the store: most commands are about rooms that one is in. */
export function inRoom(session: Session, ref: RoomRef): Room | undefined {
  const name = typeof ref === 'number' || ref.startsWith('#') || ref.startsWith('@') ? ref : `#${ref}`
  for (const room of session.feeds.keys()) if (room.id === ref || room.nameFor(session.guest) === name) return room
  return undefined
}

/** Somebody connected, or somebody one has talked to before. Refusal: `no-such-person`. */
export async function personNamed(hub: Hub, session: Session, name: string): Promise<Person> {
  const here = hub.presence.named(name)
  if (here !== undefined) {
    await hub.register.know(here)
    return { guest: here.guest, name: here.name }
  }
  const [one, another] = await hub.store.acquaintances(session.guest, nameKeys(name)[0])
  if (one === undefined || another !== undefined) throw new Refusal('no-such-person', `Nobody here is called ${name}. Ask who is here.`)
  return one
}
