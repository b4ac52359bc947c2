// `login` and `register`: an account is signed in, or made. The answer is a token; whoever shows it comes back as the account.

import type { Session } from '../session.ts'
import { register as makeAccount, type Origin, signIn } from '../signing-in.ts'
import { type Perform, reply } from './verb.ts'

const originOf = (session: Session): Origin => ({ address: session.connection.address, session })

export const login: Perform<'login'> = async (hub, session, command) => {
  const { signIn: _, ...told } = await signIn(hub, originOf(session), command)
  return reply({ event: 'signed-in', ...told })
}

export const register: Perform<'register'> = async (hub, session, command) => {
  const { signIn: _, ...told } = await makeAccount(hub, originOf(session), command)
  return reply({ event: 'signed-in', ...told })
}
