// How somebody proves to be an account: by its password, and by the second step where that is wanted.
import { networkOf } from '../protocol/networks.ts'
import { Refusal } from '../protocol/refusals.ts'
import type { Hub } from './hub.ts'
import type { AccountRow } from './ports.ts'
import type { Session } from './session.ts'

/** Refusal: `no-account`. */
export function ownAccount(hub: Hub, session: Session): AccountRow {
  const account = hub.accounts.of(session.guest)
  if (account === undefined) throw new Refusal('no-account')
  return account
}

/** Refusals: `bad-sign-in`, `too-many-tries`, `too-many`. */
export async function demandPassword(hub: Hub, session: Session, account: AccountRow, password: string): Promise<void> {
  const good = hub.tries.begin(networkOf(session.connection.address), account.loginKey, true)
  const hash = await hub.store.passwordOf(account.guest)
  if (hash === undefined || !(await hub.secrets.isPassword(password, hash))) throw new Refusal('bad-sign-in', 'That is not your password.')
  good()
}

/** The password was right. Refusals: `code-needed`, `bad-code`. */
export async function demandSecondStep(hub: Hub, account: AccountRow, code: string | undefined): Promise<void> {
  if (!account.twoSteps) return
  if (code === undefined || code.trim() === '') throw new Refusal('code-needed')
  const sealed = await hub.store.totpSecretOf(account.guest)
  const step = sealed === undefined ? undefined : hub.secrets.totpStep(hub.secrets.open(sealed), code, hub.clock.now())
  // Each step is good once, whoever comes first.
  if (step !== undefined && (await hub.store.takeTotpStep(account.guest, step))) return
  if (step === undefined && (await hub.store.takeRecoveryCode(account.guest, hub.secrets.hashCode(code)))) {
    hub.log.warn({ login: account.login, act: 'recovery-code-used' }, 'Somebody used up a recovery code.')
    return
  }
  throw new Refusal('bad-code')
}
