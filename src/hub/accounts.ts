// Who is registered. All accounts are known here, so that what somebody may do and which names are kept is decided without asking the store.
import type { Role } from '../protocol/accounts.ts'
import { nameKeys } from '../protocol/names.ts'
import type { AccountRow } from './ports.ts'

export class Accounts {
  readonly #byGuest = new Map<number, AccountRow>()
  readonly #byLogin = new Map<string, AccountRow>()
  /** Whose name or login has this key. */
  readonly #keys = new Map<string, number>()

  constructor(rows: readonly AccountRow[]) {
    for (const row of rows) this.put(row)
  }

  get count(): number {
    return this.#byGuest.size
  }

  get all(): Iterable<AccountRow> {
    return this.#byGuest.values()
  }

  get hasOwner(): boolean {
    return [...this.all].some(({ role }) => role === 'owner')
  }

  of(guest: number): AccountRow | undefined {
    return this.#byGuest.get(guest)
  }

  withLogin(login: string): AccountRow | undefined {
    return this.#byLogin.get(nameKeys(login)[0])
  }

  roleOf(guest: number): Role | 'guest' {
    return this.#byGuest.get(guest)?.role ?? 'guest'
  }

  /** Whether somebody registered has this name, or one that looks like it, and is not this guest. */
  isKept(name: string, guest?: number): boolean {
    return nameKeys(name).some(key => {
      const keeper = this.#keys.get(key)
      return keeper !== undefined && keeper !== guest
    })
  }

  /** There is one more, or one has changed. */
  put(row: AccountRow): void {
    const before = this.#byGuest.get(row.guest)
    if (before !== undefined) for (const key of keysOf(before)) this.#keys.delete(key)
    this.#byGuest.set(row.guest, row)
    this.#byLogin.set(row.loginKey, row)
    for (const key of keysOf(row)) this.#keys.set(key, row.guest)
  }
}

/** The keys under which nobody but the account itself may go. */
export const keysOf = ({ login, name }: Pick<AccountRow, 'login' | 'name'>): readonly string[] => [
  ...new Set([...nameKeys(login), ...nameKeys(name)]),
]
