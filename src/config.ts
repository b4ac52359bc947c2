// How a hub is told what to do: flag > environment (PARTYLINE_*) > TOML file > default. Read as text, checked once, frozen; a wrong value
// is one sentence with the key, the value and what would do.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parse as parseToml, TomlError } from 'smol-toml'
import { type Trusts, trusting } from './gateway/proxies.ts'
import type { LayerValues } from './hub/settings.ts'
import { aboutSetting, isSettingKey, readSetting, type SettingKey, settingKeys } from './protocol/settings.ts'

/** Something is wrong with what the hub was told; the message is a sentence for the operator. */
export class WrongConfig extends Error {}

export type Config = {
  readonly host: string
  readonly linePort: number
  readonly webPort: number | 'off'
  readonly webOrigins: readonly string[]
  /** Whose word counts when they tell whose connection they pass on. */
  readonly proxies: Trusts
  /** The files of the operator's certificate, or how the hub does without. */
  readonly tls: 'off' | 'self-signed' | { readonly chain: string; readonly key: string }
  readonly data: string
  readonly files: string
  readonly rates: boolean
  readonly guestNames: 'counting' | 'lowest-free'
  /** Whether everybody sees from where the others come. */
  readonly showsAddresses: boolean
  readonly file: string | undefined
  /** The fixed keys as the file gave them. */
  readonly inFile: Readonly<FixedTexts>
  readonly limits: Record<'file' | 'environment' | 'flag', LayerValues>
}

const port = {
  read: (text: string) => (/^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined),
  wants: 'a port from 0 to 65535 (0: any free one)',
}
const portOrOff = { read: (value: string) => (value === 'off' ? 'off' : port.read(value)), wants: `${port.wants}, or \`off\`` }
const origins = {
  read: (value: string) => {
    const listed = value === '' ? [] : value.split(/[\s,]+/)
    return listed.every(one => URL.canParse(one) && new URL(one).origin === one) ? listed : undefined
  },
  wants: 'origins such as https://talk.example, separated by commas',
}
const proxies = {
  read: (value: string) => trusting(value === '' ? [] : value.split(/[\s,]+/)),
  wants: 'addresses and networks such as 192.0.2.1,10.0.0.0/8, separated by commas',
}
const text = { read: (value: string) => (value === '' ? undefined : value), wants: 'something, not nothing' }
const choice = <C extends string>(...choices: readonly C[]) => ({
  read: (value: string) => choices.find(known => known === value),
  wants: choices.map(known => `\`${known}\``).join(' or '),
})

/** The keys that are fixed while a hub runs. Those that are not come from protocol/settings. */
const options = {
  'line-port': { ...port, initial: '12345', about: 'the line door: text over TCP' },
  'web-port': { ...portOrOff, initial: '8080', about: 'the web door: HTTP and WebSocket; off keeps it shut' },
  'web-origins': { ...origins, initial: '', about: 'pages of these addresses may connect too: https://a.example,https://b.example' },
  'trust-proxy': {
    ...proxies,
    initial: '',
    about: 'proxies whose connections begin with a PROXY header (version 2): 192.0.2.1,10.0.0.0/8',
  },
  host: { ...text, initial: '127.0.0.1', about: 'the address to listen on; 0.0.0.0 or :: opens the hub to the network' },
  tls: { ...text, initial: 'off', about: 'self-signed, or the file of a certificate (PEM): both doors speak TLS' },
  'tls-key': { ...text, initial: '', about: "the file of the certificate's key (default: the same file)" },
  insecure: { ...choice('on', 'off'), initial: 'off', about: 'on opens the hub to the network without TLS' },
  data: { ...text, initial: './data', about: 'the folder of the database' },
  files: { ...text, initial: '', about: "the lobby's shelf (default: files in the data folder)" },
  rates: { ...choice('on', 'off'), initial: 'on', about: 'off lifts flood and per-address limits' },
  'guest-names': { ...choice('counting', 'lowest-free'), initial: 'counting', about: 'whether guest numbers are used again' },
  'status-addresses': {
    ...choice('auto', 'shown', 'hidden'),
    initial: 'auto',
    about: 'whether `status` shows from where others come; auto: on this machine alone',
  },
  config: { ...text, initial: './partyline.toml', about: 'a TOML file with the same keys, `max_clients = 50`' },
} as const

type OptionKey = keyof typeof options
type FixedTexts = Partial<Record<OptionKey, string>>
type Texts = Partial<Record<OptionKey | SettingKey, string>>

const isOption = (key: string): key is OptionKey => Object.hasOwn(options, key)
export const fixedKeys = Object.keys(options) as OptionKey[]
const keys: readonly (OptionKey | SettingKey)[] = [...fixedKeys, ...settingKeys]

const withInitial = (about: string, initial: string | number): string => (initial === '' ? about : `${about} (${initial})`)

const usageOf = (key: OptionKey | SettingKey): string => {
  const { about, initial } = isOption(key) ? options[key] : aboutSetting(key)
  return `  --${key.padEnd(24)}${withInitial(about, initial)}`
}

export const usage = `Usage: partyline serve [options]

${keys.map(usageOf).join('\n')}

Each can also be given as an environment variable (PARTYLINE_MAX_CLIENTS) or in the file (max_clients).`

/** Reads all three sources. Throws `WrongConfig`. */
export function readConfig(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): Config | 'help' {
  const flags = readFlags(args)
  if (flags === 'help') return 'help'
  const variables = readEnvironment(environment)
  const named = flags.config ?? variables.config
  const path = resolve(named ?? options.config.initial)
  const there = existsSync(path)
  if (named !== undefined && !there) throw new WrongConfig(`There is no file ${path}. Make it, or leave --config out.`)
  const file = there ? readFile(path) : {}
  const layers = { file: limitsOf(file, path), environment: limitsOf(variables, 'the environment'), flag: limitsOf(flags, 'the flags') }
  const value = <K extends OptionKey>(key: K) => read(key, flags[key] ?? variables[key] ?? file[key] ?? options[key].initial)
  const data = resolve(value('data'))
  const shelf = flags.files ?? variables.files ?? file.files
  const host = value('host').replace(/^\[(.*)\]$/, '$1')
  const tls = value('tls')
  const key = flags['tls-key'] ?? variables['tls-key'] ?? file['tls-key'] ?? tls
  if (tls === 'off' && value('insecure') === 'off' && !staysHere(host)) throw new WrongConfig(openToAll(host))
  return Object.freeze({
    host,
    linePort: value('line-port'),
    webPort: value('web-port'),
    webOrigins: value('web-origins'),
    proxies: value('trust-proxy'),
    tls: tls === 'off' || tls === 'self-signed' ? tls : { chain: resolve(tls), key: resolve(key) },
    data,
    files: shelf === undefined ? join(data, 'files') : resolve(read('files', shelf)),
    rates: value('rates') === 'on',
    guestNames: value('guest-names'),
    showsAddresses: value('status-addresses') === 'auto' ? staysHere(host) : value('status-addresses') === 'shown',
    file: there ? path : undefined,
    inFile: file,
    limits: layers,
  })
}

const staysHere = (host: string): boolean => host === '::1' || /^127\.|^(.+\.)?localhost$/.test(host)

const openToAll = (host: string): string =>
  `host is \`${host}\`, which opens the hub to the network, and without TLS whoever is on the way can read and change what is said. ` +
  'Add --tls self-signed, or --tls with the file of a certificate; or --insecure if it is to be open all the same.'

/** What the file says now: its limits, and its fixed keys, which count after a restart. Throws `WrongConfig`. */
export function readFileLayer(path: string): { limits: LayerValues; fixed: FixedTexts } {
  const file = readFile(path)
  for (const key of fixedKeys) if (file[key] !== undefined) read(key, file[key])
  return { limits: limitsOf(file, path), fixed: file }
}

function read<K extends OptionKey>(key: K, given: string): NonNullable<ReturnType<(typeof options)[K]['read']>> {
  const value = options[key].read(given)
  if (value === undefined) throw new WrongConfig(`${key} is \`${given}\`, but wants ${options[key].wants}.`)
  return value as NonNullable<ReturnType<(typeof options)[K]['read']>>
}

function limitsOf(texts: Texts, source: string): LayerValues {
  const values: LayerValues = {}
  for (const key of Object.keys(texts).filter(isSettingKey)) {
    const result = readSetting(key, texts[key] ?? '')
    if ('wrong' in result) throw new WrongConfig(`In ${source}: ${result.wrong}`)
    Object.assign(values, { [key]: result.value })
  }
  return values
}

function readFlags(args: readonly string[]): Texts | 'help' {
  const flags = Object.fromEntries(keys.map(key => [key, { type: 'string' as const }]))
  const switches = { insecure: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const
  try {
    const { values } = parseArgs({ args: [...args], options: { ...flags, ...switches }, strict: true })
    if (values.help === true) return 'help'
    const { insecure, help: _help, ...texts } = values
    return { ...texts, ...(insecure === true && { insecure: 'on' }) }
  } catch (thrown) {
    const message = thrown instanceof Error ? (thrown.message.split(/\.(?:\s|$)|\n/)[0] ?? '') : ''
    throw new WrongConfig(`${message}. \`partyline serve --help\` lists what there is.`)
  }
}

function readEnvironment(environment: Readonly<Record<string, string | undefined>>): Texts {
  const texts: Texts = {}
  for (const key of keys) {
    const value = environment[`PARTYLINE_${key.toUpperCase().replaceAll('-', '_')}`]
    if (value !== undefined) texts[key] = value
  }
  return texts
}

function unreadable(path: string, thrown: unknown): string {
  if (thrown instanceof TomlError) {
    const what = thrown.message.split('\n')[0]?.replace('Invalid TOML document: ', '')
    return `In ${path}, line ${thrown.line}: ${what}. Mend that line, or choose another file with --config.`
  }
  return `${path} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}. Choose another file with --config.`
}

function readFile(path: string): Texts {
  let table: Record<string, unknown>
  try {
    table = parseToml(readFileSync(path, 'utf8'))
  } catch (thrown) {
    throw new WrongConfig(unreadable(path, thrown))
  }
  const texts: Texts = {}
  for (const [written, value] of Object.entries(table)) {
    const key = written.replaceAll('_', '-')
    if (key === 'config' || !keys.includes(key as OptionKey | SettingKey))
      throw new WrongConfig(`In ${path}: there is no key \`${written}\`. \`partyline serve --help\` lists what there is.`)
    if (texts[key as OptionKey | SettingKey] !== undefined)
      throw new WrongConfig(`In ${path}: ${key} stands there twice, once with - and once with _.`)
    if (typeof value === 'object') throw new WrongConfig(`In ${path}: \`${written}\` wants a plain value.`)
    texts[key as OptionKey | SettingKey] = typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)
  }
  return texts
}
