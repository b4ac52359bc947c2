// Accounts are made, signed in and signed out here, whichever door it is asked at. A sign-in is a token of its own, so that one device can be
// signed out and the others stay.
import type { AccountView } from '../protocol/accounts.ts'
import { limits } from '../protocol/limits.ts'
import { isReservedName, nameKeys, readName } from '../protocol/names.ts'
import { networkOf } from '../protocol/networks.ts'
import { Refusal } from '../protocol/refusals.ts'
import { keysOf } from './accounts.ts'
import { bannedBy } from './bans.ts'
import type { Hub } from './hub.ts'
import { tokenGoodUntil } from './identity.ts'
import type { AccountRow, NewSignIn } from './ports.ts'
import { demandPassword, demandSecondStep, ownAccount } from './proving.ts'
import type { Session } from './session.ts'

/** From where somebody signs in, and as which session, if it is one already. */
export type Origin = { readonly address: string; readonly session?: Session }

/** No guest has this number. */
const nobody = 0

export type SignedIn = { readonly account: AccountView; readonly token: string; readonly expiresAt: number; readonly signIn: string }

/** Refusals: `bad-sign-in`, `banned`, `code-needed`, `bad-code`, `too-many-tries`, `too-many`. */
export async function signIn(
  hub: Hub,
  { address }: Origin,
  { login, password, code, device = '' }: { login: string; password: string; code?: string; device?: string },
): Promise<SignedIn> {
  const account = hub.accounts.withLogin(login)
  const network = networkOf(address)
  // Whether there is such an account is told neither by the answer nor by the time that it takes.
  const guest = account?.guest ?? nobody
  const isKnown = await isKnownFrom(hub, guest, network)
  const good = hub.tries.begin(network, nameKeys(login)[0], isKnown)
  const nobodys = await hub.nobodysPassword()
  const isRight = await hub.secrets.isPassword(password, (await hub.store.passwordOf(guest)) ?? nobodys)
  if (account === undefined || !isRight) {
    hub.log.warn({ login: account?.login, address, act: 'sign-in-failed' }, 'Somebody could not sign in.')
    throw new Refusal('bad-sign-in')
  }
  await demandSecondStep(hub, account, code).catch(thrown => {
    // Who did not know that a code is wanted has not tried one.
    if (thrown instanceof Refusal && thrown.code === 'code-needed') good()
    else hub.log.warn({ login: account.login, address, act: 'sign-in-failed' }, 'Somebody could not sign in: the code was wrong.')
    throw thrown
  })
  good()
  const ban = hub.bans.ofGuest(account.guest)
  if (ban !== undefined) throw bannedBy(ban)
  const made = newSignIn(hub, address, device)
  await hub.store.saveSignIn({ ...made.row, guest: account.guest })
  hub.log.info({ login: account.login, address, act: 'signed-in' }, 'Somebody signed in.')
  return signedIn(hub, account, made)
}

/** Refusals: `bad-name`, `name-reserved`, `name-taken`, `weak-password`, `invitation-needed`, `bad-invitation`, `forbidden`, `too-many-tries`, `too-many`. */
export async function register(
  hub: Hub,
  { address, session }: Origin,
  wanted: { login: string; name?: string; password: string; invitation?: string; device?: string },
): Promise<SignedIn> {
  const guest = session?.guest
  if (guest !== undefined && hub.accounts.of(guest) !== undefined) throw new Refusal('forbidden', 'You have an account already.')
  const [login, name] = [readOwnName(hub, wanted.login, guest), readOwnName(hub, wanted.name ?? wanted.login, guest)]
  if (wanted.invitation === undefined && hub.mode !== 'open') throw new Refusal('invitation-needed')
  if (hub.accounts.count >= limits.accountsMax) throw new Refusal('too-many', 'This hub has as many accounts as it takes.')
  const good = hub.tries.begin(networkOf(address))
  const code = wanted.invitation === undefined ? undefined : hub.secrets.hashCode(wanted.invitation)
  if (code !== undefined && (await hub.store.invitationWith(code, hub.clock.now())) === undefined) throw new Refusal('bad-invitation')
  await demandStrength(hub, wanted.password, [login, name])
  const made = newSignIn(hub, address, wanted.device ?? '')
  const row = await hub.store.makeAccount({
    guest: guest ?? hub.takeNumber(),
    seq: session?.lobby.lastSeq ?? hub.rooms.lobby.lastSeq,
    ...{ login, name, keys: { login: nameKeys(login)[0], names: keysOf({ login, name }) } },
    passwordHash: await hub.secrets.hashPassword(wanted.password),
    at: hub.clock.now(),
    signIn: made.row,
    ...(code === undefined ? { role: 'member' } : { code }),
  })
  if (typeof row === 'string') throw new Refusal(row)
  // An account is no wrong try, but many of them from one place are not wanted either.
  if (code !== undefined) good()
  hub.accounts.put(row)
  if (session !== undefined) await adopt(hub, session, row, made.row.id)
  hub.log.info({ login, role: row.role, address, act: 'registered' }, 'Somebody made an account.')
  return signedIn(hub, row, made)
}

/** The guest is the account from now on. */
async function adopt(hub: Hub, session: Session, row: AccountRow, signIn: string): Promise<void> {
  session.signIn = signIn
  session.hasToken = true
  session.known = true
  if (session.ended) return
  await hub.store.settleIn(session.guest, session.lobby.id, session.lobby.lastSeq)
  if (session.name !== row.name && hub.presence.isFree(row.name, session.guest)) hub.rename(session, row.name)
}

/** Another password; every other device is signed out. Refusals: `no-account`, `bad-sign-in`, `weak-password`, `too-many-tries`, `too-many`. */
export async function changePassword(hub: Hub, session: Session, { old, new: next }: { old: string; new: string }): Promise<number> {
  const account = ownAccount(hub, session)
  await demandPassword(hub, session, account, old)
  await demandStrength(hub, next, [account.login, account.name])
  await hub.store.savePassword(account.guest, await hub.secrets.hashPassword(next))
  hub.log.info({ login: account.login, act: 'password-changed' }, 'Somebody changed a password.')
  return signOut(hub, account.guest, { except: session.signIn ?? null })
}

/** Ends sign-ins and cuts the connections that came by them. Answers how many sign-ins there were. */
export async function signOut(hub: Hub, guest: number, which: { id: string } | { except: string | null }): Promise<number> {
  const ended = new Set(await hub.store.dropSignIns(guest, which))
  const refusal = new Refusal('signed-out', undefined, { closes: true })
  for (const session of hub.presence.ofGuest(guest))
    if (session.signIn !== undefined && ended.has(session.signIn)) hub.dismiss(session, 'signed-out', { event: 'refused', refusal })
  return ended.size
}

export const viewOfAccount = ({ loginKey: _, ...told }: AccountRow): AccountView => told

async function isKnownFrom(hub: Hub, guest: number, network: string): Promise<boolean> {
  return (await hub.store.signIns(guest)).some(({ address }) => networkOf(address) === network)
}

/** Refusals: `bad-name`, `name-reserved`, `name-taken`. */
function readOwnName(hub: Hub, raw: string, guest: number | undefined): string {
  const read = readName(raw)
  if (!('name' in read)) throw new Refusal(read.code)
  if (isReservedName(read.name)) throw new Refusal('name-reserved')
  if (!hub.presence.isFree(read.name, guest)) throw new Refusal('name-taken')
  return read.name
}

/** Refusal: `weak-password`. */
async function demandStrength(hub: Hub, password: string, about: readonly string[]): Promise<void> {
  const least = limits.passwordCharactersMin
  if ([...password].length < least) throw new Refusal('weak-password', `A password has at least ${least} characters. Choose a longer one.`)
  const advice = await hub.secrets.weakness(password, about)
  if (advice !== undefined) throw new Refusal('weak-password', `This password is too easy to guess. ${advice}`)
}

function newSignIn(hub: Hub, address: string, device: string): { token: string; row: NewSignIn } {
  const { token, hash } = hub.secrets.newToken()
  const own = { id: hub.secrets.newId(), tokenHash: hash, device, address, at: hub.clock.now(), most: limits.signInsPerAccountMax }
  return { token, row: own }
}

const signedIn = (hub: Hub, account: AccountRow, { token, row }: { token: string; row: NewSignIn }): SignedIn => ({
  account: viewOfAccount(account),
  token,
  expiresAt: tokenGoodUntil(hub),
  signIn: row.id,
})
