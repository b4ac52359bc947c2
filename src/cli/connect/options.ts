// What stands after `partyline connect`, and the address of a hub as people write it.
import { parseArgs } from 'node:util'

export type ConnectOptions = {
  readonly url: URL
  readonly name: string | undefined
  readonly token: string | undefined
  readonly bell: boolean
  readonly linear: boolean
}

export const connectUsage = `Usage: partyline connect [url] [--name <name>]

Rooms, direct conversations and history in this terminal. The url is
ws://127.0.0.1:8080 unless you give another (or set PARTYLINE_URL);
example.org:8080 and http://example.org:8080 will do, too.

  --name <name>     be called so, if the name is free
  --token <token>   be the guest of this token (or set PARTYLINE_TOKEN)
  --no-bell         no bell when you are called or talked to alone
  --screen-reader   plain lines one after the other (or INK_SCREEN_READER=true)
  --help            this text

/help tells the commands and the keys. You come back as the same guest, with
what is unread and what was not sent yet; it is kept in
$XDG_STATE_HOME/partyline or ~/.local/state/partyline.`

export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): ConnectOptions | 'help' | { readonly wrong: string } {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(args)
  } catch (thrown) {
    return { wrong: wrongOption(thrown, 'connect') }
  }
  const { values, positionals } = parsed
  if (values.help === true) return 'help'
  const [given, ...more] = positionals
  if (more.length > 0) return { wrong: `One url is enough; \`${more.join(' ')}\` is too much.` }
  const url = readUrl(given, environment)
  if ('wrong' in url) return url
  if (values.name !== undefined && !/^\S+$/.test(values.name)) return { wrong: 'A name is one word, such as Ben.' }
  return {
    url,
    name: values.name,
    token: values.token ?? (environment.PARTYLINE_TOKEN || undefined),
    bell: values.bell ?? values['no-bell'] !== true,
    linear: values['screen-reader'] === true || environment.INK_SCREEN_READER === 'true' || environment.TERM === 'dumb',
  }
}

const parse = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      name: { type: 'string', short: 'n' },
      token: { type: 'string' },
      bell: { type: 'boolean' },
      'no-bell': { type: 'boolean' },
      'screen-reader': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  })

/** What parseArgs did not like, as one sentence. */
export function wrongOption(thrown: unknown, command: string): string {
  const [sentence] = (thrown instanceof Error ? thrown.message : String(thrown)).split(/\.\s|\n/)
  return `${sentence}. \`partyline ${command} --help\` tells what there is.`
}

const initialUrl = 'ws://127.0.0.1:8080'

/** The hub that is meant: the one given, else that of the environment, else the one on this machine. */
export function readUrl(given: string | undefined, environment: NodeJS.ProcessEnv): URL | { readonly wrong: string } {
  const text = given ?? (environment.PARTYLINE_URL || initialUrl)
  const wrong = { wrong: `\`${text}\` is no address of a hub. Write ws://host:port or wss://host, such as ws://192.168.1.5:8080.` }
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `ws://${text}`
  if (!URL.canParse(whole)) return wrong
  const url = new URL(whole)
  if (url.protocol === 'http:') url.protocol = 'ws:'
  if (url.protocol === 'https:') url.protocol = 'wss:'
  if (!['ws:', 'wss:'].includes(url.protocol) || url.hostname === '') return wrong
  return url
}
