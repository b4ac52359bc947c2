// What an operator can ask of a running hub, and how it is written on a line: `partyline admin` and the socket in the data folder.
import { isPlainText } from './characters.ts'
import { limits } from './limits.ts'
import { Refusal } from './refusals.ts'
import { isSettingKey, readSetting, type SettingKey, type SettingValue, settingKeys } from './settings.ts'

export type OperatorCommand =
  | { verb: 'limits' }
  | { verb: 'set'; key: SettingKey; value: SettingValue }
  | { verb: 'unset'; key: SettingKey }
  | { verb: 'sessions' }
  | { verb: 'kick'; name: string; reason: string }
  | { verb: 'say'; text: string }
  | { verb: 'stop' }

/** The forms, for help and for errors. */
export const operatorForms = {
  limits: 'limits                  the limits, where each comes from and what it means',
  set: 'set <key> <value>       change a limit from now on, whatever the file says',
  unset: 'unset <key>             give a limit back to flag, environment, file or default',
  sessions: 'sessions                who is connected',
  kick: 'kick <name> [reason]    end a session',
  say: 'say <text>              tell everybody something',
  stop: 'stop                    stop the hub in good order',
} as const satisfies Record<OperatorCommand['verb'], string>

export function readOperatorCommand(line: string): OperatorCommand | Refusal {
  if (!isPlainText(line)) return new Refusal('bad-character')
  const [, verb = '', rest = ''] = /^\s*(\S+)\s*(.*)$/.exec(line.trimEnd()) ?? []
  const [, first = '', more = ''] = /^(\S*)\s*(.*)$/.exec(rest) ?? []
  switch (verb) {
    case 'limits':
    case 'sessions':
    case 'stop':
      return rest === '' ? { verb } : usage(verb)
    case 'set':
      return readSet(first, more)
    case 'unset': {
      const key = keyOf(first)
      return isSettingKey(key) && more === '' ? { verb, key } : unknownKey(first)
    }
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

const usage = (verb: keyof typeof operatorForms): Refusal =>
  new Refusal('bad-command', `The form is: ${operatorForms[verb].split('  ')[0]}.`)

const unknownKey = (key: string): Refusal =>
  new Refusal('bad-command', `There is no limit \`${key}\`. There are: ${settingKeys.join(', ')}.`)
