// What an operator is answered, whichever way it was asked.
import type { AccountView, InvitationRow } from './accounts.ts'
import type { SessionRow } from './messages.ts'

/** Somebody who is kept out; `whom` a login, an address or a range. `until` null: for good. */
export type BanShown = {
  readonly id: string
  readonly whom: string
  readonly reason: string
  readonly by: string
  readonly at: number
  readonly until: number | null
}

export type LimitRow = {
  readonly key: string
  readonly value: number | string
  readonly origin: string
  readonly unit: string
  readonly about: string
}
export type OperatorAnswer =
  | { readonly answer: 'limits'; readonly rows: readonly LimitRow[] }
  | { readonly answer: 'sessions'; readonly rows: readonly SessionRow[] }
  | { readonly answer: 'invitations'; readonly rows: readonly InvitationRow[] }
  | { readonly answer: 'bans'; readonly rows: readonly BanShown[] }
  | { readonly answer: 'people'; readonly rows: readonly AccountView[] }
  | { readonly answer: 'done'; readonly sentence: string }
