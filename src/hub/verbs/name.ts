// `name`: somebody chooses what to be called. An account is called so on all its devices, and nobody else may be from then on.
import { readName } from '../../protocol/names.ts'
import { Refusal } from '../../protocol/refusals.ts'
import { type Perform, reply } from './verb.ts'

export const name: Perform<'name'> = async (hub, session, command) => {
  const read = readName(command.name)
  if (!('name' in read)) throw new Refusal(read.code)
  if (hub.presence.isReservedFor(session, read.name)) throw new Refusal('name-reserved')
  await hub.renamePerson(session, read.name)
  return reply({ event: 'named', name: session.name })
}
