// What an operator can ask of a running hub, and how it is written on a line: `partyline admin` and the socket in the data folder.
import { isRole, type Role, roles } from './accounts.ts'
import { isPlainText } from './characters.ts'
import { limits } from './limits.ts'
import { Refusal } from './refusals.ts'
import { isSettingKey, readSetting, type SettingKey, type SettingValue, settingKeys } from './settings.ts'

export type OperatorCommand =
  | { verb: 'limits' }
  | { verb: 'set'; key: SettingKey; value: SettingValue }
  | { verb: 'unset'; key: SettingKey }
  | { verb: 'calm'; level: number }
  | { verb: 'sessions' }
  | { verb: 'kick'; name: string; reason: string }
  | { verb: 'say'; text: string }
  | { verb: 'setup' }
  | { verb: 'invite'; role: Role; hours: number; uses: number }
  | { verb: 'invitations' }
  | { verb: 'uninvite'; invitation: string }
  | { verb: 'people' }
  | { verb: 'role'; login: string; role: Role }
  | { verb: 'signout'; login: string }
  | { verb: 'recover'; login: string }
  /** `hours` undefined: for good. */
  | { verb: 'ban'; whom: string; hours: number | undefined; reason: string }
  | { verb: 'unban'; ban: string }
  | { verb: 'bans' }
  | { verb: 'stop' }

/** The forms, for help and for errors. */
export const operatorForms = {
  limits: 'limits                  the limits, where each comes from and what it means',
  set: 'set <key> <value>       change a limit from now on, whatever the file says',
  unset: 'unset <key>             give a limit back to flag, environment, file or default',
  calm: 'calm <0-4>              tighten many limits at once; 0 gives them back',
  sessions: 'sessions                who is connected',
  kick: 'kick <name> [reason]    end a session',
  say: 'say <text>              tell everybody something',
  setup: 'setup                   a new code for the account of the owner, while there is none',
  invite: 'invite [role] [hours] [uses]  a code by which somebody makes an account (member, 72 hours, once)',
  invitations: 'invitations             those that can still be taken up',
  uninvite: 'uninvite <id>           revoke an invitation',
  people: 'people                  the accounts',
  role: `role <login> <role>     make somebody ${roles.slice(0, -1).join(', ')} or ${roles.at(-1)}`,
  signout: 'signout <login>         end all sign-ins of an account',
  ban: 'ban <login|address|range> [hours] [reason]  keep somebody out, and cut the connections',
  unban: 'unban <id>              let somebody in again',
  bans: 'bans                    who is kept out',
  recover: 'recover <login>         a new password for somebody who has lost theirs, or the second step',
  stop: 'stop                    stop the hub in good order',
} as const satisfies Record<OperatorCommand['verb'], string>

export function readOperatorCommand(line: string): OperatorCommand | Refusal {
  if (!isPlainText(line)) return new Refusal('bad-character')
  const [, verb = '', rest = ''] = /^\s*(\S+)\s*(.*)$/.exec(line.trimEnd()) ?? []
  const [, first = '', more = ''] = /^(\S*)\s*(.*)$/.exec(rest) ?? []
  switch (verb) {
    case 'limits':
    case 'sessions':
    case 'setup':
    case 'bans':
    case 'invitations':
    case 'people':
    case 'stop':
      return rest === '' ? { verb } : usage(verb)
    case 'set':
      return readSet(first, more)
    case 'unset': {
      const key = keyOf(first)
      return isSettingKey(key) && more === '' ? { verb, key } : unknownKey(first)
    }
    case 'invite':
      return readInvite(rest)
    case 'uninvite':
      return first === '' || more !== '' ? usage(verb) : { verb, invitation: first }
    case 'role':
      return first !== '' && isRole(more) ? { verb, login: first, role: more } : usage(verb)
    case 'ban': {
      const [, hours, reason = ''] = /^(\d{1,6})(?:\s+(.*))?$/.exec(more) ?? [undefined, undefined, more]
      if (first === '' || hours === '0') return usage(verb)
      return {
        verb,
        whom: first,
        hours: hours === undefined ? undefined : Number(hours),
        reason: reason.slice(0, limits.kickReasonCharactersMax),
      }
    }
    case 'unban':
      return first === '' || more !== '' ? usage(verb) : { verb, ban: first }
    case 'signout':
    case 'recover':
      return first === '' || more !== '' ? usage(verb) : { verb, login: first }
    case 'calm':
      return /^[0-4]$/.test(rest) ? { verb, level: Number(rest) } : usage(verb)
    case 'kick':
      return first === '' ? usage(verb) : { verb, name: first, reason: more.slice(0, limits.kickReasonCharactersMax) }
    case 'say':
      return rest === '' ? usage(verb) : { verb, text: rest }
    default:
      return new Refusal('unknown-command', `There is no \`${verb}\`. There are: ${Object.keys(operatorForms).join(', ')}.`)
  }
}

/** As in the file, `max_clients` is `max-clients`. */
const keyOf = (written: string): string => written.replaceAll('_', '-')

function readSet(written: string, text: string): OperatorCommand | Refusal {
  const key = keyOf(written)
  if (!isSettingKey(key)) return unknownKey(written)
  const read = readSetting(key, text)
  return 'value' in read ? { verb: 'set', key, value: read.value } : new Refusal('bad-command', read.wrong)
}

function readInvite(rest: string): OperatorCommand | Refusal {
  const words = rest.split(/\s+/).filter(word => word !== '')
  const [role = 'member', hours = '72', uses = '1'] = words
  const isFit = isRole(role) && role !== 'owner' && /^\d{1,4}$/.test(hours) && /^\d{1,4}$/.test(uses) && words.length <= 3
  if (!isFit || Number(hours) === 0 || Number(uses) === 0) return usage('invite')
  return { verb: 'invite', role, hours: Number(hours), uses: Number(uses) }
}

const usage = (verb: keyof typeof operatorForms): Refusal =>
  new Refusal('bad-command', `The form is: ${operatorForms[verb].split('  ')[0]}.`)

const unknownKey = (key: string): Refusal =>
  new Refusal('bad-command', `There is no limit \`${key}\`. There are: ${settingKeys.join(', ')}.`)
