// What the one-shot commands have in common after their own arguments.
import { parseArgs } from 'node:util'
import { readUrl, wrongOption } from '../connect/options.ts'

export type HubOptions = {
  readonly url: URL
  readonly name: string | undefined
  readonly token: string | undefined
  readonly timeoutMs: number
  readonly json: boolean
}

type Extra = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>
export type Read = {
  readonly hub: HubOptions
  readonly positionals: readonly string[]
  /** A text option of the command's own. */
  text(key: string): string | undefined
  flag(key: string): boolean
}
export type Wrong = { readonly wrong: string }

export const hubUsage = `  --url <url>         the hub (PARTYLINE_URL, else ws://127.0.0.1:8080)
  --name <name>       be called so, if the name is free
  --token <token>     be the guest of this token (or PARTYLINE_TOKEN)
  --timeout <s>       how long to wait for the hub (10)
  --json              one JSON object on each line
  --help              this text

The exit code is 0 if all was done, 1 if the hub refused something or could
not be reached in time, 2 for a command that cannot be read.`

const common = {
  url: { type: 'string' },
  name: { type: 'string' },
  token: { type: 'string' },
  timeout: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** The options, or one sentence that says what is wrong with them. */
export function readArgs(command: string, args: readonly string[], extra: Extra = {}): Read | 'help' | Wrong {
  let values: Readonly<Record<string, unknown>>
  let positionals: readonly string[]
  try {
    ;({ values, positionals } = parseArgs({ args: [...args], options: { ...common, ...extra }, allowPositionals: true }))
  } catch (thrown) {
    return { wrong: wrongOption(thrown, command) }
  }
  if (values.help === true) return 'help'
  const text = (key: string): string | undefined => (typeof values[key] === 'string' ? values[key] : undefined)
  const url = readUrl(text('url'), process.env)
  if ('wrong' in url) return url
  const name = text('name')
  if (name !== undefined && !/^\S+$/.test(name)) return { wrong: 'A name is one word, such as Ben.' }
  const seconds = Number(text('timeout') ?? '10')
  if (!(seconds > 0 && seconds <= 86_400)) return { wrong: `--timeout is a number of seconds up to 86400, not \`${text('timeout')}\`.` }
  const hub = {
    url,
    name,
    token: text('token') ?? (process.env.PARTYLINE_TOKEN || undefined),
    timeoutMs: seconds * 1_000,
    json: values.json === true,
  }
  return { hub, positionals, text, flag: key => values[key] === true }
}

/** A whole number within bounds, or a sentence. */
export function readCount(text: string | undefined, what: string, [min, max, initial]: readonly [number, number, number]): number | Wrong {
  if (text === undefined) return initial
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  return number >= min && number <= max ? number : { wrong: `${what} is a whole number from ${min} to ${max}, not \`${text}\`.` }
}
