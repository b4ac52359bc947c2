// `account`, `password` and `signout`: one's own account, and where it is signed in.
import { ownAccount } from '../proving.ts'
import { changePassword, signOut, viewOfAccount } from '../signing-in.ts'
import { type Perform, reply } from './verb.ts'

export const account: Perform<'account'> = async (hub, session) => {
  const own = ownAccount(hub, session)
  const devices = await hub.store.signIns(own.guest)
  const rows = devices.map(({ guest: _, ...device }) => ({ ...device, own: device.id === session.signIn }))
  return reply({ event: 'account', account: viewOfAccount(own), rows })
}

export const password: Perform<'password'> = async (hub, session, command) =>
  reply({ event: 'signed-out', count: await changePassword(hub, session, command) })

/** The answer goes out before this connection is cut, too. */
export const signout: Perform<'signout'> = async (hub, session, { which }) => {
  const { guest } = ownAccount(hub, session)
  if (which !== undefined && which !== session.signIn) {
    const count = await signOut(hub, guest, which === 'others' ? { except: session.signIn ?? null } : { id: which })
    return reply({ event: 'signed-out', count })
  }
  const own = session.signIn
  if (own === undefined) return reply({ event: 'signed-out', count: 0 })
  return { kind: 'reply', event: { event: 'signed-out', count: 1 }, after: () => void signOut(hub, guest, { id: own }) }
}
