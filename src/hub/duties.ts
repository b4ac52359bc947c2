// Who may do what to the hub itself and to the people on it. Whoever looks after others does so only for those below; so nobody can be
// put out by somebody of the same rank, and the owner by nobody.
import { type Role, roles } from '../protocol/accounts.ts'
import { covers, readRange } from '../protocol/networks.ts'
import type { OperatorCommand } from '../protocol/operator-commands.ts'
import { Refusal } from '../protocol/refusals.ts'
import type { Hub } from './hub.ts'
import type { AccountRow } from './ports.ts'

/** The least role for each duty. */
export const leastFor: Readonly<Record<OperatorCommand['verb'], Role>> = {
  limits: 'moderator',
  sessions: 'moderator',
  people: 'moderator',
  bans: 'moderator',
  kick: 'moderator',
  ban: 'moderator',
  unban: 'moderator',
  calm: 'moderator',
  say: 'admin',
  invite: 'admin',
  invitations: 'admin',
  uninvite: 'admin',
  role: 'admin',
  signout: 'admin',
  set: 'admin',
  unset: 'admin',
  recover: 'owner',
  setup: 'owner',
  stop: 'owner',
}

const rankOf = (role: Role | 'guest'): number => (role === 'guest' ? 0 : roles.length - roles.indexOf(role))

/** Refusal: `forbidden`. `address`: from where the asker is here. */
export function demandDuty(hub: Hub, account: AccountRow, address: string, command: OperatorCommand): void {
  const why = whyNot(hub, account, address, command)
  if (why !== undefined) throw new Refusal('forbidden', why)
}

const notBelow = 'That is only for people whose role is below yours.'

function whyNot(hub: Hub, account: AccountRow, address: string, command: OperatorCommand): string | undefined {
  const own = rankOf(account.role)
  if (own < rankOf(leastFor[command.verb])) return `That is for people with the role ${leastFor[command.verb]}.`
  const unlessAbove = (other: Role | 'guest' | undefined): string | undefined =>
    other === undefined || own > rankOf(other) || account.role === 'owner' ? undefined : notBelow
  switch (command.verb) {
    case 'kick':
      return unlessAbove(hub.accounts.roleOf(hub.presence.named(command.name)?.guest ?? 0))
    case 'ban': {
      const other = hub.accounts.withLogin(command.whom)
      if (other !== undefined) return unlessAbove(other.role)
      // An address is many people's.
      if (own < rankOf('admin')) return 'Addresses are kept out by people with the role admin.'
      const range = readRange(command.whom)
      return range !== undefined && covers(range, address) ? 'You come from there yourself.' : undefined
    }
    case 'signout':
    case 'recover': {
      const other = hub.accounts.withLogin(command.login)
      return other === account ? undefined : unlessAbove(other?.role)
    }
    case 'invite':
      return unlessAbove(command.role)
    case 'role': {
      const other = hub.accounts.withLogin(command.login)
      if (other === account && account.role === 'owner') return 'Make somebody else an owner first; then that one can change your role.'
      return unlessAbove(other?.role) ?? unlessAbove(command.role)
    }
    default:
      return undefined
  }
}
