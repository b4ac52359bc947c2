// Who somebody is: a guest is its token, whatever connection shows it, and there is one connection of a guest at a time.
import { limits } from '../protocol/limits.ts'
import { Refusal } from '../protocol/refusals.ts'
import { bannedBy } from './bans.ts'
import type { Hub } from './hub.ts'
import type { GuestRow } from './ports.ts'
import { guestRow } from './register.ts'
import type { Session } from './session.ts'

const dayMs = 86_400_000

/** How long a token is good from now on, unless it is used. */
export const tokenGoodUntil = (hub: Hub): number => hub.clock.now() + hub.limits['token-days'] * dayMs

/** The guest whose token it is. Refusals: `bad-token`, `banned`. */
export async function guestWith(hub: Hub, token: string): Promise<GuestRow> {
  const usedSince = hub.clock.now() - hub.limits['token-days'] * dayMs
  const guest = await hub.store.findGuest(hub.secrets.hashToken(token), usedSince)
  if (guest === undefined) throw new Refusal('bad-token')
  const ban = hub.bans.ofGuest(guest.id)
  if (ban !== undefined) throw bannedBy(ban)
  return guest
}

/** Gives the guest, or the account's sign-in, a new token; the former one is void. */
export async function giveToken(hub: Hub, session: Session): Promise<{ token: string; expiresAt: number }> {
  const made = hub.secrets.newToken()
  if (session.signIn === undefined) await hub.store.saveGuest(guestRow(session), made.hash, hub.clock.now())
  else await hub.store.renewSignIn(session.signIn, made.hash)
  await hub.store.settleIn(session.guest, session.lobby.id, session.lobby.lastSeq)
  session.hasToken = true
  session.known = true
  return { token: made.token, expiresAt: tokenGoodUntil(hub) }
}

/**
 * An older connection of the guest lets go. An account may have several at once, even by one sign-in; only where they are too many the oldest
 * goes. Answers the guest as that one last was.
 */
export function dismissGhost(hub: Hub, guest: GuestRow, except?: Session): GuestRow {
  const others = hub.presence.ofGuest(guest.id).filter(other => other !== except && other.signIn === guest.signIn)
  const [ghost] = others
  if (ghost === undefined || (guest.signIn !== undefined && others.length < limits.connectionsPerSignInMax)) return guest
  const last = guestRow(ghost)
  hub.dismiss(ghost, 'resumed-elsewhere', { event: 'refused', refusal: new Refusal('resumed-elsewhere', undefined, { closes: true }) })
  return guest.signIn === undefined ? last : { ...last, signIn: guest.signIn }
}

/** Refusal: `sign-in-needed`. */
export function demandLetIn(hub: Hub, guest: number): void {
  if (!hub.letsIn(guest)) throw new Refusal('sign-in-needed')
}

/** A session that was somebody else until now is this guest, with its name if that is free. Refusal: `sign-in-needed`. */
export async function become(hub: Hub, session: Session, guest: GuestRow): Promise<GuestRow> {
  demandLetIn(hub, guest.id)
  const former = dismissGhost(hub, guest, session)
  if (session.guest !== guest.id) hub.partWithRooms(session)
  hub.presence.become(session, guest.id)
  session.signIn = guest.signIn
  session.hasToken = true
  session.known = true
  if (former.name !== session.name && hub.presence.isFree(former.name, session.guest)) hub.rename(session, former.name)
  hub.register.change(session)
  hub.register.used(session)
  hub.admit(session)
  // What the ghost had said is stored before its end is: whoever resumed finds it with `/since`.
  await hub.register.endsWritten()
  return former
}
