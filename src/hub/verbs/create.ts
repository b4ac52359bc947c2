// `create`: a new room, with its maker in it.
import type { CommandOf } from '../../protocol/messages.ts'
import { readRoomName, roomKeys } from '../../protocol/names.ts'
import { Refusal } from '../../protocol/refusals.ts'
import { bringAll, demandSpace } from '../entering.ts'
import type { Hub } from '../hub.ts'
import { checkTopic } from '../saying.ts'
import type { Session } from '../session.ts'
import { freshView } from '../views.ts'
import type { Outcome, Perform } from './verb.ts'

type Wanted = Omit<CommandOf<'create'>, 'verb'>

export const create: Perform<'create'> = (hub, session, command) => makeRoom(hub, session, command)

export async function makeRoom(hub: Hub, session: Session, { name, kind, topic = '', id }: Wanted): Promise<Outcome> {
  checkTopic(topic)
  const read = readRoomName(name)
  if (!('name' in read)) throw new Refusal(read.code)
  demandSpace(session)
  await hub.register.know(session)
  const made = await hub.store.createRoom({
    name: read.name,
    keys: roomKeys(read.name),
    kind,
    topic,
    at: hub.clock.now(),
    owner: session.guest,
    members: [{ guest: session.guest, name: session.name }],
    most: hub.limits['max-rooms'],
    ...(id !== undefined && { id }),
  })
  if (typeof made === 'string') throw new Refusal(made)
  const room = await hub.rooms.open(made)
  hub.follow(session, room, made.last)
  session.room = room
  bringAll(hub, session.guest, room, session)
  return {
    kind: 'reply',
    event: { event: 'room', room: freshView(room, session, made.last), entered: true },
    after: () => session.begin(room),
  }
}
