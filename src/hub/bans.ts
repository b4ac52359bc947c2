// Who is kept out: accounts, and addresses or ranges of them, for a while or for good. All bans are known here, since every connection is held
// against them before any work is done.
import { covers, type Range, readRange } from '../protocol/networks.ts'
import { Refusal } from '../protocol/refusals.ts'
import type { BanRow } from './ports.ts'

export class Bans {
  readonly #rows = new Map<string, BanRow>()
  readonly #guests = new Map<number, BanRow>()
  readonly #ranges = new Map<string, Range>()
  readonly #now: () => number

  /** `now` in milliseconds since 1970. */
  constructor(rows: readonly BanRow[], now: () => number) {
    this.#now = now
    for (const row of rows) this.put(row)
  }

  /** Those that hold, the oldest first. */
  get all(): readonly BanRow[] {
    return [...this.#rows.values()].filter(row => this.#holds(row))
  }

  put(row: BanRow): void {
    this.#rows.set(row.id, row)
    const range = readRange(row.range)
    if (row.guest !== 0) this.#guests.set(row.guest, row)
    else if (range !== undefined) this.#ranges.set(row.id, range)
  }

  drop(id: string): void {
    const row = this.#rows.get(id)
    this.#rows.delete(id)
    this.#ranges.delete(id)
    if (row !== undefined && this.#guests.get(row.guest) === row) this.#guests.delete(row.guest)
  }

  ofGuest(guest: number): BanRow | undefined {
    const row = this.#guests.get(guest)
    return row !== undefined && this.#holds(row) ? row : undefined
  }

  ofAddress(address: string): BanRow | undefined {
    for (const [id, range] of this.#ranges) {
      const row = this.#rows.get(id)
      if (row !== undefined && this.#holds(row) && covers(range, address)) return row
    }
    return undefined
  }

  #holds({ until }: BanRow): boolean {
    return until === null || until > this.#now()
  }
}

/** What somebody who is kept out is told. */
export function bannedBy({ until, reason }: BanRow): Refusal {
  const how = until === null ? 'for good' : `until ${new Date(until).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return new Refusal('banned', `You are kept out ${how}${reason === '' ? '' : `: ${reason}`}. The connection closes.`, { closes: true })
}
