// `resume`: a session becomes the guest whose token it shows. An older connection of that guest lets go of the name at once.
import { Refusal } from '../../protocol/refusals.ts'
import { type Perform, reply } from './verb.ts'

export const resume: Perform<'resume'> = async (hub, session, command) => {
  const hash = hub.secrets.hashToken(command.token)
  await hub.register.endsWritten()
  const guest = await hub.store.findGuest(hash)
  if (guest === undefined || session.ended) throw new Refusal('bad-token')
  const ghost = hub.presence.ofGuest(guest.id)
  const former = ghost === undefined || ghost === session ? guest : { ...guest, name: ghost.name, seq: ghost.feed.cursor }
  if (ghost !== undefined && ghost !== session) {
    hub.dismiss(ghost, 'resumed-elsewhere', { event: 'refused', refusal: new Refusal('resumed-elsewhere') })
    // What the ghost had said is stored before its end is: whoever resumed finds it with `/since`.
    await hub.register.endsWritten()
  }
  session.guest = guest.id
  session.hasToken = true
  if (former.name !== session.name && hub.presence.isFree(former.name, session)) hub.rename(session, former.name)
  hub.register.change(session)
  return reply({ event: 'resumed', name: session.name, seq: former.seq })
}
