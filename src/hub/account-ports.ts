// What the domain needs of the store for accounts. All of it is found under `ports`.
import type { InvitationRow, Role } from '../protocol/accounts.ts'
import type { RefusalCode } from '../protocol/refusals.ts'

/** A registered person; `guest` is its number among the guests, and `name` what it is called. */
export type AccountRow = {
  readonly guest: number
  readonly login: string
  readonly loginKey: string
  readonly name: string
  readonly role: Role
  readonly createdAt: number
  /** Whether a code is asked for after the password. */
  readonly twoSteps: boolean
}
/** What the second step of an account is known by; `secret` as it was sealed, `codes` the hashes of its recovery codes. */
export type TwoSteps = { readonly secret: string; readonly step: number; readonly codes: readonly string[] }
/** `most`: how many devices of one account are remembered. */
export type NewSignIn = {
  readonly id: string
  readonly tokenHash: string
  readonly device: string
  readonly address: string
  readonly at: number
  readonly most: number
}
/** `keys.names`: those of the login and of the name, under which nobody else may go. `code`: the hash of an invitation that is taken up. */
export type NewAccount = {
  readonly guest: number
  readonly seq: number
  readonly login: string
  readonly name: string
  readonly keys: { readonly login: string; readonly names: readonly string[] }
  readonly passwordHash: string
  readonly at: number
  readonly signIn: NewSignIn
} & ({ readonly code: string } | { readonly code?: undefined; readonly role: Role })
export type Device = {
  readonly id: string
  readonly guest: number
  readonly device: string
  readonly address: string
  readonly createdAt: number
  readonly usedAt: number
}
export type Invitation = InvitationRow

/** Somebody who is kept out: an account by its number, or else addresses. `until` null: for good. */
export type BanRow = {
  readonly id: string
  readonly guest: number
  readonly range: string
  readonly reason: string
  readonly by: string
  readonly at: number
  readonly until: number | null
}

export interface AccountStore {
  bans(): Promise<readonly BanRow[]>
  saveBan(ban: BanRow): Promise<void>
  dropBan(id: string): Promise<boolean>
  /** All accounts; their names are to be kept free. */
  accounts(): Promise<readonly AccountRow[]>
  /** Makes an account and signs it in. Refused: `bad-invitation`, `name-taken`, `forbidden` (this guest has an account). */
  makeAccount(account: NewAccount): Promise<AccountRow | RefusalCode>
  /** False when somebody has one of these keys. */
  renameAccount(guest: number, keys: readonly string[]): Promise<boolean>
  saveRole(guest: number, role: Role): Promise<void>
  passwordOf(guest: number): Promise<string | undefined>
  savePassword(guest: number, hash: string): Promise<void>
  saveTwoSteps(guest: number, twoSteps: TwoSteps): Promise<void>
  dropTwoSteps(guest: number): Promise<void>
  totpSecretOf(guest: number): Promise<string | undefined>
  /** False when this step, or a later one, was used before. */
  takeTotpStep(guest: number, step: number): Promise<boolean>
  saveRecoveryCodes(guest: number, codes: readonly string[]): Promise<void>
  /** Uses one up. False when there is no such code. */
  takeRecoveryCode(guest: number, code: string): Promise<boolean>
  saveSignIn(signIn: NewSignIn & { readonly guest: number }): Promise<void>
  signIns(guest: number): Promise<readonly Device[]>
  /** Another token for it; the former one is void. */
  renewSignIn(id: string, tokenHash: string): Promise<void>
  touchSignIn(id: string, address: string, at: number): Promise<void>
  /** Signs an account out on one device, or on all but one; answers which sign-ins are over. */
  dropSignIns(guest: number, which: { readonly id: string } | { readonly except: string | null }): Promise<readonly string[]>
  saveInvitation(invitation: Invitation & { readonly codeHash: string }): Promise<void>
  invitations(at: number): Promise<readonly Invitation[]>
  invitationWith(codeHash: string, at: number): Promise<Invitation | undefined>
  dropInvitation(id: string): Promise<boolean>
}
