// `twosteps`: the second step of signing in to one's own account is begun, confirmed, ended, or given other recovery codes.
import { beginTwoSteps, confirmTwoSteps, endTwoSteps, renewCodes } from '../two-steps.ts'
import { type Perform, reply } from './verb.ts'

export const twosteps: Perform<'twosteps'> = async (hub, session, command) => {
  switch (command.act) {
    case 'begin':
      return reply({ event: 'totp', ...beginTwoSteps(hub, session) })
    case 'confirm':
      return reply({ event: 'recovery-codes', codes: await confirmTwoSteps(hub, session, command.code ?? '') })
    case 'codes':
      return reply({ event: 'recovery-codes', codes: await renewCodes(hub, session, command.password ?? '') })
    case 'end':
      await endTwoSteps(hub, session, command.password ?? '')
      return reply({ event: 'done' })
  }
}
