// The second step of signing in: a code of an authenticator app, each good once, or one of ten recovery codes, each good once.
import { limits } from '../protocol/limits.ts'
import { networkOf } from '../protocol/networks.ts'
import { Refusal } from '../protocol/refusals.ts'
import type { Hub } from './hub.ts'
import type { AccountRow } from './ports.ts'
import { demandPassword, ownAccount } from './proving.ts'
import type { Session } from './session.ts'

/** Secrets that were shown and are not confirmed yet, by guest; the newest last. */
const shown = new WeakMap<Hub, Map<number, string>>()

/** A secret for the app; it counts when a code of it was shown. Refusals: `no-account`, `forbidden`. */
export function beginTwoSteps(hub: Hub, session: Session): { secret: string; uri: string } {
  const account = ownAccount(hub, session)
  if (account.twoSteps) throw new Refusal('forbidden', 'It is on already. Turn it off first, to begin with another app.')
  const made = hub.secrets.newTotp(account.login)
  const waiting = shown.get(hub) ?? new Map<number, string>()
  shown.set(hub, waiting)
  waiting.delete(account.guest)
  waiting.set(account.guest, made.secret)
  const [oldest] = waiting.keys()
  if (waiting.size > limits.totpWaitingMax && oldest !== undefined) waiting.delete(oldest)
  return made
}

/** From now on a code is asked for. Answers the recovery codes, which are told only now. Refusals: `no-account`, `bad-code`, `forbidden`. */
export async function confirmTwoSteps(hub: Hub, session: Session, code: string): Promise<readonly string[]> {
  const account = ownAccount(hub, session)
  const secret = shown.get(hub)?.get(account.guest)
  if (secret === undefined) throw new Refusal('forbidden', 'Ask for a secret first.')
  const good = hub.tries.begin(networkOf(session.connection.address), account.loginKey, true)
  const step = hub.secrets.totpStep(secret, code, hub.clock.now())
  if (step === undefined) throw new Refusal('bad-code')
  good()
  shown.get(hub)?.delete(account.guest)
  const made = newCodes(hub)
  await hub.store.saveTwoSteps(account.guest, { secret: hub.secrets.seal(secret), step, codes: made.map(({ hash }) => hash) })
  hub.accounts.put({ ...account, twoSteps: true })
  hub.log.info({ login: account.login, act: 'two-steps-on' }, 'Somebody signs in by two steps from now on.')
  return made.map(each => each.code)
}

/** Refusals: `no-account`, `bad-sign-in`, `too-many-tries`. */
export async function endTwoSteps(hub: Hub, session: Session, password: string): Promise<void> {
  const account = ownAccount(hub, session)
  await demandPassword(hub, session, account, password)
  await dropTwoSteps(hub, account)
}

/** The operator may do it for somebody who has lost the app and the codes. */
export async function dropTwoSteps(hub: Hub, account: AccountRow): Promise<void> {
  await hub.store.dropTwoSteps(account.guest)
  hub.accounts.put({ ...account, twoSteps: false })
  hub.log.warn({ login: account.login, act: 'two-steps-off' }, 'Somebody signs in by the password alone from now on.')
}

/** Other recovery codes; the former ones are void. Refusals: `no-account`, `forbidden`, `bad-sign-in`, `too-many-tries`. */
export async function renewCodes(hub: Hub, session: Session, password: string): Promise<readonly string[]> {
  const account = ownAccount(hub, session)
  if (!account.twoSteps) throw new Refusal('forbidden', 'Turn the second step on first.')
  await demandPassword(hub, session, account, password)
  const made = newCodes(hub)
  await hub.store.saveRecoveryCodes(
    account.guest,
    made.map(({ hash }) => hash),
  )
  hub.log.info({ login: account.login, act: 'recovery-codes-renewed' }, 'Somebody has other recovery codes.')
  return made.map(each => each.code)
}

const newCodes = (hub: Hub): { code: string; hash: string }[] => Array.from({ length: limits.recoveryCodes }, () => hub.secrets.newCode())
