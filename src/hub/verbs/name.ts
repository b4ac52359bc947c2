// `name`: a guest chooses what to be called.
import { readName } from '../../protocol/names.ts'
import { Refusal } from '../../protocol/refusals.ts'
import { type Perform, reply } from './verb.ts'

export const name: Perform<'name'> = (hub, session, command) => {
  const read = readName(command.name)
  if (!('name' in read)) throw new Refusal(read.code)
  if (hub.presence.isReservedFor(session, read.name)) throw new Refusal('name-reserved')
  hub.rename(session, read.name)
  return reply({ event: 'named', name: session.name })
}
