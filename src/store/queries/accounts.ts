// Accounts, the devices on which they are signed in, and invitations. An account's number is a guest's, and what it is called stands there.
import type { AccountRow, Device, Invitation, NewAccount, NewSignIn, TwoSteps } from '../../hub/ports.ts'
import type { RefusalCode } from '../../protocol/refusals.ts'
import type { Schema } from '../schema.ts'
import type { Sqlite } from '../sqlite.ts'
import { saveGuest } from './guests.ts'

const account =
  'SELECT guest_id AS guest, login, login_key AS loginKey, name, role, created_at AS createdAt, totp_secret IS NOT NULL AS twoSteps FROM accounts JOIN guests ON guests.id = guest_id'
const device = 'SELECT id, guest_id AS guest, device, address, created_at AS createdAt, used_at AS usedAt FROM sign_ins'
const invitation =
  'SELECT id, role, by_name AS "by", created_at AS createdAt, expires_at AS expiresAt, uses_left AS "left" FROM invitations'

export function accounts(db: Sqlite): AccountRow[] {
  const rows = db.all(`${account} ORDER BY guest_id`, []) as (Omit<AccountRow, 'twoSteps'> & { readonly twoSteps: number })[]
  return rows.map(row => ({ ...row, twoSteps: row.twoSteps === 1 }))
}

/** One transaction: of many who take up the last use of an invitation one gets it, and of many who want a name. */
export function makeAccount(db: Sqlite, made: NewAccount): AccountRow | RefusalCode {
  const { guest, login, keys, name, at, signIn } = made
  const role = made.code === undefined ? made.role : takeUp(db, made.code, at)
  if (role === undefined) return 'bad-invitation'
  const isThere = db.first('SELECT 1 FROM accounts WHERE guest_id = ?', [guest]) !== undefined
  const free = !isThere && keys.names.every(key => db.first('SELECT 1 FROM account_names WHERE key = ?', [key]) === undefined)
  if (!free) {
    if (made.code !== undefined) giveBack(db, made.code)
    return isThere ? 'forbidden' : 'name-taken'
  }
  // The number may be one that no session has had.
  db.run('UPDATE hub SET next_session = ? WHERE id = 1 AND next_session < ?', [guest + 1, guest + 1])
  saveGuest(db, { id: guest, name, seq: made.seq }, null, at)
  // From now on it comes back as an account, and not by the token it had as a guest.
  db.run('UPDATE guests SET token_hash = NULL WHERE id = ?', [guest])
  db.run('INSERT INTO accounts (guest_id, login, login_key, role, password_hash, created_at) VALUES (?, ?, ?, ?, ?, ?)', [
    ...[guest, login, keys.login, role, made.passwordHash, at],
  ])
  for (const key of keys.names) db.run('INSERT INTO account_names (key, guest_id) VALUES (?, ?)', [key, guest])
  saveSignIn(db, { ...signIn, guest })
  return { guest, login, loginKey: keys.login, name, role, createdAt: at, twoSteps: false }
}

/** Takes one use of an invitation; answers as what whoever takes it up comes in. */
function takeUp(db: Sqlite, code: string, at: number): Schema['invitations']['role'] | undefined {
  const taken = db.run('UPDATE invitations SET uses_left = uses_left - 1 WHERE code_hash = ? AND uses_left > 0 AND expires_at > ?', [
    code,
    at,
  ])
  if (taken === 0) return undefined
  return (db.first('SELECT role FROM invitations WHERE code_hash = ?', [code]) as Pick<Schema['invitations'], 'role'>).role
}

const giveBack = (db: Sqlite, code: string): number =>
  db.run('UPDATE invitations SET uses_left = uses_left + 1 WHERE code_hash = ?', [code])

/** Another name, with the keys under which nobody else may go from now on. False where somebody has one of them. */
export function renameAccount(db: Sqlite, guest: number, keys: readonly string[]): boolean {
  const isFree = (key: string): boolean =>
    db.first('SELECT 1 FROM account_names WHERE key = ? AND guest_id <> ?', [key, guest]) === undefined
  if (!keys.every(isFree)) return false
  db.run('DELETE FROM account_names WHERE guest_id = ?', [guest])
  for (const key of keys) db.run('INSERT INTO account_names (key, guest_id) VALUES (?, ?)', [key, guest])
  return true
}

export function saveRole(db: Sqlite, guest: number, role: AccountRow['role']): void {
  db.run('UPDATE accounts SET role = ? WHERE guest_id = ?', [role, guest])
}

export function passwordOf(db: Sqlite, guest: number): string | undefined {
  return (db.first('SELECT password_hash AS hash FROM accounts WHERE guest_id = ?', [guest]) as { hash: string } | undefined)?.hash
}

export function savePassword(db: Sqlite, guest: number, hash: string): void {
  db.run('UPDATE accounts SET password_hash = ? WHERE guest_id = ?', [hash, guest])
}

export function saveTwoSteps(db: Sqlite, guest: number, { secret, step, codes }: TwoSteps): void {
  db.run('UPDATE accounts SET totp_secret = ?, totp_step = ? WHERE guest_id = ?', [secret, step, guest])
  saveRecoveryCodes(db, guest, codes)
}

export function dropTwoSteps(db: Sqlite, guest: number): void {
  db.run('UPDATE accounts SET totp_secret = NULL, totp_step = 0 WHERE guest_id = ?', [guest])
  saveRecoveryCodes(db, guest, [])
}

export function totpSecretOf(db: Sqlite, guest: number): string | undefined {
  const row = db.first('SELECT totp_secret AS secret FROM accounts WHERE guest_id = ?', [guest]) as { secret: string | null } | undefined
  return row?.secret ?? undefined
}

export const takeTotpStep = (db: Sqlite, guest: number, step: number): boolean =>
  db.run('UPDATE accounts SET totp_step = ? WHERE guest_id = ? AND totp_step < ?', [step, guest, step]) > 0

export function saveRecoveryCodes(db: Sqlite, guest: number, codes: readonly string[]): void {
  db.run('DELETE FROM recovery_codes WHERE guest_id = ?', [guest])
  for (const code of codes) db.run('INSERT INTO recovery_codes (guest_id, code_hash) VALUES (?, ?)', [guest, code])
}

export const takeRecoveryCode = (db: Sqlite, guest: number, code: string): boolean =>
  db.run('DELETE FROM recovery_codes WHERE guest_id = ? AND code_hash = ?', [guest, code]) > 0

export function saveSignIn(db: Sqlite, { id, guest, tokenHash, device, address, at, most }: NewSignIn & { guest: number }): void {
  db.run('INSERT INTO sign_ins (id, guest_id, token_hash, device, address, created_at, used_at) VALUES (?, ?, ?, ?, ?, ?, ?)', [
    ...[id, guest, tokenHash, device, address, at, at],
  ])
  // Those that were not used for longest make room.
  db.run(
    'DELETE FROM sign_ins WHERE guest_id = ? AND id NOT IN (SELECT id FROM sign_ins WHERE guest_id = ? ORDER BY used_at DESC LIMIT ?)',
    [guest, guest, most],
  )
}

export const signIns = (db: Sqlite, guest: number): Device[] =>
  db.all(`${device} WHERE guest_id = ? ORDER BY used_at DESC`, [guest]) as Device[]

export function renewSignIn(db: Sqlite, id: string, tokenHash: string): void {
  db.run('UPDATE sign_ins SET token_hash = ? WHERE id = ?', [tokenHash, id])
}

export function touchSignIn(db: Sqlite, id: string, address: string, at: number): void {
  db.run('UPDATE sign_ins SET used_at = ?, address = ? WHERE id = ?', [at, address, id])
}

/** Signs an account out: on one device, or on all but one. Answers on which. */
export function dropSignIns(db: Sqlite, guest: number, which: { readonly id: string } | { readonly except: string | null }): string[] {
  const rows = (
    'id' in which
      ? db.all('SELECT id FROM sign_ins WHERE guest_id = ? AND id = ?', [guest, which.id])
      : db.all('SELECT id FROM sign_ins WHERE guest_id = ? AND id <> ?', [guest, which.except ?? ''])
  ) as { id: string }[]
  for (const { id } of rows) db.run('DELETE FROM sign_ins WHERE id = ?', [id])
  return rows.map(({ id }) => id)
}

export function saveInvitation(
  db: Sqlite,
  { id, codeHash, role, by, createdAt, expiresAt, left }: Invitation & { codeHash: string },
): void {
  // What is over is nobody's any more.
  db.run('DELETE FROM invitations WHERE expires_at <= ? OR uses_left <= 0', [createdAt])
  db.run('INSERT INTO invitations (id, code_hash, role, by_name, created_at, expires_at, uses_left) VALUES (?, ?, ?, ?, ?, ?, ?)', [
    ...[id, codeHash, role, by, createdAt, expiresAt, left],
  ])
}

export const invitations = (db: Sqlite, at: number): Invitation[] =>
  db.all(`${invitation} WHERE expires_at > ? AND uses_left > 0 ORDER BY created_at`, [at]) as Invitation[]

export function invitationWith(db: Sqlite, codeHash: string, at: number): Invitation | undefined {
  return db.first(`${invitation} WHERE code_hash = ? AND expires_at > ? AND uses_left > 0`, [codeHash, at]) as Invitation | undefined
}

export const dropInvitation = (db: Sqlite, id: string): boolean => db.run('DELETE FROM invitations WHERE id = ?', [id]) > 0
