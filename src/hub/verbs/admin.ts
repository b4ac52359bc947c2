// `admin`: what the operator's tool does, for those whose role allows it.
import { readOperatorCommand } from '../../protocol/operator-commands.ts'
import { Refusal } from '../../protocol/refusals.ts'
import { demandDuty } from '../duties.ts'
import { ownAccount } from '../proving.ts'
import { type Perform, reply } from './verb.ts'

export const admin: Perform<'admin'> = async (hub, session, { line }) => {
  const account = ownAccount(hub, session)
  const command = readOperatorCommand(line)
  if (command instanceof Refusal) throw command
  demandDuty(hub, account, session.connection.address, command)
  if (hub.operator === undefined) throw new Refusal('stopping')
  return reply({ event: 'administered', answer: await hub.operator.perform(command, account.login) })
}
