// Runs `partyline dial` as a process of its own, as a script would, in folders that go with the test.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../../support/hub.ts'

export const entry = fileURLToPath(new URL('../../../bin/partyline.mjs', import.meta.url))

/** A folder for saved files and one for what outlives a run. */
export type Home = AsyncDisposable & { readonly folder: string; readonly state: string }

export async function newHome(): Promise<Home> {
  const folder = await temporaryFolder()
  const state = await temporaryFolder()
  const remove = async () => {
    await folder[Symbol.asyncDispose]()
    await state[Symbol.asyncDispose]()
  }
  return { folder: folder.path, state: state.path, [Symbol.asyncDispose]: remove }
}

export class RunningDial implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #exited: Promise<unknown[]>
  #output = ''
  #errors = ''
  #wakes = new Set<() => void>()

  constructor(home: Home, args: readonly string[]) {
    this.#child = spawn(process.execPath, [entry, 'dial', ...args], {
      cwd: home.folder,
      env: { ...process.env, XDG_STATE_HOME: home.state },
    })
    this.#exited = once(this.#child, 'close')
    this.#child.stdin.on('error', () => {})
    this.#child.stdout.setEncoding('utf8').on('data', text => {
      this.#output += text
      this.#wake()
    })
    this.#child.stderr.setEncoding('utf8').on('data', text => {
      this.#errors += text
      this.#wake()
    })
    void this.#exited.then(() => this.#wake())
  }

  get output(): string {
    return this.#output
  }

  get lines(): string[] {
    return this.#output.split('\n').slice(0, -1)
  }

  get errors(): string {
    return this.#errors
  }

  say(...lines: readonly string[]): void {
    this.#child.stdin.write(lines.map(line => `${line}\n`).join(''))
  }

  sayBytes(bytes: Uint8Array): void {
    this.#child.stdin.write(bytes)
  }

  /** No more input; answers the exit code. */
  async end(): Promise<number | string> {
    this.#child.stdin.end()
    return this.exited()
  }

  async exited(): Promise<number | string> {
    const [code, signal] = await this.#exited
    return (code ?? signal) as number | string
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#child.kill(signal)
  }

  /** Settles when the condition holds, looked at whenever something was written. */
  async until(holds: (dial: RunningDial) => boolean): Promise<void> {
    while (!holds(this)) {
      if (this.#child.exitCode !== null)
        throw new Error(`dial ended (${this.#child.exitCode}) before that.\n${this.#output}\n${this.#errors}`)
      await new Promise<void>(resolve => this.#wakes.add(resolve))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill()
    await this.#exited
  }

  #wake(): void {
    const wakes = [...this.#wakes]
    this.#wakes.clear()
    for (const wake of wakes) wake()
  }
}

export type Ran = { readonly code: number | string; readonly lines: string[]; readonly errors: string }

/** Runs it with all its input at once. That others came and went meanwhile is left out. */
export async function runDial(home: Home, args: readonly string[], input: string | Uint8Array): Promise<Ran> {
  await using dial = new RunningDial(home, args)
  dial.sayBytes(typeof input === 'string' ? Buffer.from(input) : input)
  const code = await dial.end()
  return { code, lines: dial.lines.filter(line => !/^\* \S+ (?:joined|left|is now \S+)$/.test(line)), errors: dial.errors }
}
