// A command that comes again under the same id, after its answer was lost, is answered with what it made the first time, even if it would be
// refused by now: the room may have been archived, or left, or be there already.
import type { Command } from '../protocol/messages.ts'
import { Refusal } from '../protocol/refusals.ts'
import { inRoom } from './finding.ts'
import type { Hub } from './hub.ts'
import type { Session } from './session.ts'
import { type Outcome, receipt, reply } from './verbs/verb.ts'
import { presentView } from './views.ts'

const kinds = {
  say: 'message',
  msg: 'message',
  edit: 'edit',
  delete: 'delete',
  react: 'react',
  topic: 'topic',
  rename: 'rename',
  archive: 'archive',
  invite: 'member',
  join: 'member',
  create: 'member',
  leave: 'member',
  remove: 'file-gone',
  move: 'file-renamed',
} as const satisfies Partial<Record<Command['verb'], string>>

const makesEntry = (verb: string): verb is keyof typeof kinds => Object.hasOwn(kinds, verb)

/** What the command is answered that was just refused: what it made before, or the refusal after all. */
export async function answerAgain(hub: Hub, session: Session, command: Command, thrown: unknown): Promise<Outcome> {
  const { verb, id } = command
  if (!(thrown instanceof Refusal) || thrown.code === 'id-used' || id === undefined || !makesEntry(verb)) throw thrown
  const stored = await hub.store.storedUnder(session.guest, id)
  if (stored?.entry.kind !== kinds[verb]) throw thrown
  const room = inRoom(session, stored.room) ?? (await hub.rooms.find(stored.room))
  if (room === undefined) throw thrown
  if (verb === 'leave') return reply({ event: 'gone', room: room.id, name: room.nameFor(session.guest) })
  if (verb !== 'join' && verb !== 'create') return receipt(room, { entry: stored.entry, again: true })
  if (!session.feeds.has(room)) throw thrown
  return reply({ event: 'room', room: await presentView(hub, room, session), entered: false })
}
