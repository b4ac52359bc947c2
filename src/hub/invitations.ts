// Invitations: a code by which somebody makes an account, for so long and so often. The first one, for the owner, is made by the hub itself.
import type { InvitationRow, Role } from '../protocol/accounts.ts'
import { limits } from '../protocol/limits.ts'
import { Refusal } from '../protocol/refusals.ts'
import type { Hub } from './hub.ts'

export type Wanted = { readonly role: Role; readonly by: string; readonly hours: number; readonly uses: number }

/** The code is told only here. Refusal: `too-many`. */
export async function invite(hub: Hub, { role, by, hours, uses }: Wanted): Promise<{ code: string; row: InvitationRow }> {
  const now = hub.clock.now()
  if ((await hub.store.invitations(now)).length >= limits.invitationsMax)
    throw new Refusal('too-many', `There are ${limits.invitationsMax} invitations already. Revoke some first.`)
  const { code, hash } = hub.secrets.newCode()
  const row = { id: hub.secrets.newId().slice(0, 16), role, by, createdAt: now, expiresAt: now + hours * 3_600_000, left: uses }
  await hub.store.saveInvitation({ ...row, codeHash: hash })
  hub.log.info({ by, role, invitation: row.id, act: 'invited' }, 'An invitation was made.')
  return { code, row }
}

/** An invitation as it is handed to somebody: the address of the page, where there is one, and the code, which no server is told by it. */
export const invitationTo = (code: string, page: string | undefined): string => (page === undefined ? code : `${page}/join#${code}`)

/** The code that makes the owner's account; undefined when there is an owner. Codes that were made before for the same are void. */
export async function inviteOwner(hub: Hub): Promise<string | undefined> {
  if (hub.accounts.hasOwner) return undefined
  for (const { id, role } of await hub.store.invitations(hub.clock.now())) if (role === 'owner') await hub.store.dropInvitation(id)
  return (await invite(hub, { role: 'owner', by: 'hub', hours: limits.setupHours, uses: 1 })).code
}
