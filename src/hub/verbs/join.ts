// `join`: one is in a room from now on, or it is the current one again.
import { Refusal } from '../../protocol/refusals.ts'
import { bringAll, demandSpace } from '../entering.ts'
import { inRoom } from '../finding.ts'
import { freshView, presentView } from '../views.ts'
import { makeRoom } from './create.ts'
import { own, type Perform, reply } from './verb.ts'

export const join: Perform<'join'> = async (hub, session, command) => {
  const { room: ref, make = false } = command
  let room = inRoom(session, ref) ?? (await hub.rooms.find(ref))
  if (room === undefined) {
    if (!make || typeof ref !== 'string') throw new Refusal('no-such-room')
    const made = await makeRoom(hub, session, { ...command, name: ref, kind: 'open' }).catch(unlessTaken)
    if (made !== undefined) return made
    room = await hub.rooms.find(ref)
    if (room === undefined) throw new Refusal('room-taken')
  }
  if (session.feeds.has(room)) {
    session.room = room
    return reply({ event: 'room', room: await presentView(hub, room, session), entered: false })
  }
  if (room.kind === 'direct') throw new Refusal('no-such-room')
  if (room.kind === 'private' && (await hub.store.standing(session.guest, room.id)) === 'none') throw new Refusal('no-such-room')
  demandSpace(session)
  await hub.register.know(session)
  if (session.ended) throw new Refusal('resumed-elsewhere')
  const body = { kind: 'member', change: 'joined', member: session.guest, name: session.name, ...own(command) } as const
  const { entry, again } = await room.place(session, body, hub.clock.now())
  if (session.ended) throw new Refusal('resumed-elsewhere')
  const last = again ? room.lastSeq : entry.seq
  hub.follow(session, room, last)
  session.room = room
  bringAll(hub, session.guest, room, session)
  return {
    kind: 'reply',
    event: { event: 'room', room: freshView(room, session, last), entered: true },
    after: () => session.begin(room),
  }
}

/** Somebody else may have made it in the same moment. */
function unlessTaken(thrown: unknown): undefined {
  if (!(thrown instanceof Refusal && thrown.code === 'room-taken')) throw thrown
  return undefined
}
