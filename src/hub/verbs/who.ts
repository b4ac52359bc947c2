// `who`: the names in the room, longest connected first.
import { type Perform, reply } from './verb.ts'

export const who: Perform<'who'> = (_hub, session) =>
  reply({ event: 'people', names: [...session.room.members].map(member => member.name) })
