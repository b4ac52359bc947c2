// Keeping somebody out, and letting them in again: written down first, and then everybody whom it concerns is cut off.
import { limits } from '../protocol/limits.ts'
import { covers, readRange } from '../protocol/networks.ts'
import { Refusal } from '../protocol/refusals.ts'
import { bannedBy } from './bans.ts'
import type { Hub } from './hub.ts'
import type { BanRow } from './ports.ts'

/** `whom`: a login, an address, or a range of them as `10.1.0.0/16`. `hours`: for good without it. */
export type Wanted = { readonly whom: string; readonly hours: number | undefined; readonly reason: string; readonly by: string }

/** Answers the ban and how many connections were cut. Refusals: `bad-command`, `too-many`, `forbidden`. */
export async function ban(hub: Hub, { whom, hours, reason, by }: Wanted): Promise<{ row: BanRow; cut: number }> {
  const account = hub.accounts.withLogin(whom)
  const range = account === undefined ? readRange(whom) : undefined
  if (account === undefined && range === undefined)
    throw new Refusal('bad-command', `${whom} is neither a login nor an address nor a range of them such as 10.1.0.0/16.`)
  if (account?.role === 'owner') throw new Refusal('forbidden', 'The owner cannot be kept out. Give somebody else that role first.')
  if (hub.bans.all.length >= limits.bansMax) throw new Refusal('too-many', `There are ${limits.bansMax} bans already. Lift some first.`)
  const at = hub.clock.now()
  const until = hours === undefined ? null : at + hours * 3_600_000
  const row = {
    id: hub.secrets.newId().slice(0, 16),
    guest: account?.guest ?? 0,
    range: account === undefined ? whom : '',
    reason,
    by,
    at,
    until,
  }
  await hub.store.saveBan(row)
  hub.bans.put(row)
  hub.log.warn({ whom, by, until, act: 'banned' }, 'Somebody is kept out.')
  let cut = 0
  for (const session of [...hub.presence.sessions]) {
    const concerns =
      account === undefined ? range !== undefined && covers(range, session.connection.address) : session.guest === account.guest
    if (!concerns) continue
    hub.dismiss(session, 'kicked', { event: 'refused', refusal: bannedBy(row) })
    cut++
  }
  return { row, cut }
}

/** Refusal: `bad-command`. */
export async function unban(hub: Hub, id: string, by: string): Promise<void> {
  if (!(await hub.store.dropBan(id))) throw new Refusal('bad-command', 'There is no such ban. `bans` shows all.')
  hub.bans.drop(id)
  hub.log.info({ ban: id, by, act: 'unbanned' }, 'Somebody may come in again.')
}
