// Accounts as they are told of: who is registered, as what, and where they are signed in.

/** From the one who may do everything to the one who may talk; a guest has none. */
export const roles = ['owner', 'admin', 'moderator', 'member'] as const
export type Role = (typeof roles)[number]

/** Who may come in: `open` guests too, `invite` accounts, made by whoever has an invitation, `members` accounts that are there already. */
export const modes = ['open', 'invite', 'members'] as const
export type Mode = (typeof modes)[number]

/** One's own account. */
export type AccountView = {
  readonly guest: number
  /** What one signs in with. */
  readonly login: string
  /** What one is called. */
  readonly name: string
  readonly role: Role
  readonly createdAt: number
  /** Whether a code is asked for after the password. */
  readonly twoSteps: boolean
}

/** One device that is signed in. Times are milliseconds since 1970, UTC. */
export type SignInRow = {
  readonly id: string
  /** What signed in, in its own words; empty where it did not say. */
  readonly device: string
  readonly address: string
  readonly createdAt: number
  readonly usedAt: number
  /** It is the one that asks. */
  readonly own: boolean
}

/** An invitation; what it is taken up with is told only when it is made. */
export type InvitationRow = {
  readonly id: string
  readonly role: Role
  readonly by: string
  readonly createdAt: number
  readonly expiresAt: number
  /** How many more may take it up. */
  readonly left: number
}

export const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text)
