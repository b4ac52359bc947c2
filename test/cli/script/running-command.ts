// Runs one-shot commands as processes of their own, as a script would.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { until } from '../../support/until.ts'

const entry = fileURLToPath(new URL('../../../bin/partyline.mjs', import.meta.url))

/** Which hub, and where the commands keep who they are. */
export type Place = { readonly port: number; readonly state: string }

export class Command implements AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams
  readonly #exited: Promise<unknown[]>
  output = ''
  errors = ''

  constructor({ port, state }: Place, args: readonly string[]) {
    this.child = spawn(process.execPath, [entry, ...args], {
      env: { ...process.env, XDG_STATE_HOME: state, PARTYLINE_URL: `ws://127.0.0.1:${port}`, TZ: 'UTC' },
    })
    this.#exited = once(this.child, 'close')
    this.child.stdin.on('error', () => {})
    this.child.stdout.setEncoding('utf8').on('data', text => (this.output += text))
    this.child.stderr.setEncoding('utf8').on('data', text => (this.errors += text))
  }

  get lines(): string[] {
    return this.output.split('\n').slice(0, -1)
  }

  async until(holds: (lines: string[]) => boolean): Promise<void> {
    await until('the output is so', () => holds(this.lines)).catch(thrown => {
      throw new Error(`${thrown}\n${this.output}\n${this.errors}`)
    })
  }

  async exited(): Promise<number | string> {
    const [code, signal] = await this.#exited
    return typeof code === 'number' ? code : String(signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGKILL')
    await this.#exited
  }
}

export type Ran = { readonly code: number | string; readonly lines: string[]; readonly errors: string }

export async function run(place: Place, args: readonly string[], input = ''): Promise<Ran> {
  await using command = new Command(place, args)
  command.child.stdin.end(input)
  const code = await command.exited()
  return { code, lines: command.lines, errors: command.errors }
}

/** Without the times, which are never the same. */
export const untimed = (lines: readonly string[]): string[] => lines.map(line => line.replace(/ \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00/, ''))
