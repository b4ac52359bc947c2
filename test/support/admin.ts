// Runs `partyline admin` as an operator does, and tells what it printed and how it ended.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { within } from './until.ts'

const entry = fileURLToPath(new URL('../../bin/partyline.mjs', import.meta.url))

export type Said = { readonly code: number | string; readonly out: string; readonly err: string }

export type AdminOptions = {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** What it reads from its input, instead of a command. */
  readonly input?: string
  /** A command that runs it, such as setpriv with its options. */
  readonly under?: readonly string[]
}

export async function runAdmin(args: readonly string[], options: AdminOptions = {}): Promise<Said> {
  const [command = process.execPath, ...before] = [...(options.under ?? []), process.execPath]
  const child = spawn(command, [...before, entry, 'admin', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', text => (out += text))
  child.stderr.setEncoding('utf8').on('data', text => (err += text))
  // Who refuses early reads no input.
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.input ?? '')
  try {
    const [code, signal] = await within(`the end of partyline admin ${args.join(' ')}`, once(child, 'close'))
    return { code: code ?? signal, out, err }
  } finally {
    child.kill('SIGKILL')
  }
}

/** One command to the hub of that data folder; what it refuses is thrown. */
export async function admin(hub: { readonly data: string }, ...command: readonly string[]): Promise<string> {
  const { code, out, err } = await runAdmin(['--data', hub.data, ...command])
  if (code !== 0) throw new Error(`partyline admin ${command.join(' ')} ended with ${code}: ${err}`)
  return out
}

/** The row of one limit: its value and where it comes from. */
export async function limitOf(hub: { readonly data: string }, key: string): Promise<string> {
  const rows = (await admin(hub, 'limits')).split('\n')
  const [, value, origin] = rows.find(row => row.startsWith(`${key} `))?.split(/\s+/) ?? []
  return `${value} ${origin}`
}
