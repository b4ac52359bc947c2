// A real terminal for a program: tmux draws what a person would see, wraps lines anew when the window changes, and types for us.
import { execFile, spawnSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const patienceMs = 20_000
let count = 0

/** Why there is no terminal here: a reason to skip a test, but in CI a failure. */
export function noTerminal(): string | false {
  if (spawnSync('tmux', ['-V']).status === 0) return false
  const sentence = 'There is no tmux here; `apt-get install tmux` brings it.'
  if (process.env.CI !== undefined) throw new Error(sentence)
  return sentence
}

export class Terminal implements AsyncDisposable {
  readonly #socket = `partyline-test-${process.pid}-${count++}`

  /** Runs a shell command; when it has ended the terminal shows `ended <code>` and its settings. */
  static async open(
    command: string,
    { cwd, env, columns = 80, rows = 24 }: { cwd: string; env: Record<string, string>; columns?: number; rows?: number },
  ): Promise<Terminal> {
    const terminal = new Terminal()
    const settings = Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`])
    const shell = `${command}; echo "ended $?"; stty -a | tr ' ;' '\\n\\n' | grep -x -e '-\\?icanon' -e '-\\?echo'; exec cat`
    await terminal.#tmux(
      'new-session',
      '-d',
      '-x',
      String(columns),
      '-y',
      String(rows),
      '-c',
      cwd,
      ...settings,
      'bash',
      '-c',
      shell,
      ';',
      'set',
      '-g',
      'status',
      'off',
    )
    await terminal.resize(columns, rows)
    return terminal
  }

  async type(text: string): Promise<void> {
    await this.#tmux('send-keys', '-l', text)
  }

  /** Keys by their tmux names: `Enter`, `C-c`, `Left`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#tmux('send-keys', ...keys)
  }

  async say(text: string): Promise<void> {
    await this.type(text)
    await this.press('Enter')
  }

  /** Settles when the program could know of it: tmux tells the system a little later. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux('resize-window', '-x', String(columns), '-y', String(rows))
    const tty = (await this.#tmux('display-message', '-p', '#{pane_tty}')).trim()
    while ((await run('stty', ['size', '-F', tty])).stdout.trim() !== `${rows} ${columns}`) await pause(10)
  }

  /** The rows down to the last that is not empty, without spaces at their ends; `escapes` keeps colours. */
  async rows({ escapes = false } = {}): Promise<string[]> {
    const rows = (await this.#tmux('capture-pane', '-p', ...(escapes ? ['-e'] : []))).split('\n').map(row => row.trimEnd())
    return rows.slice(0, rows.findLastIndex(row => row !== '') + 1)
  }

  async cursor(): Promise<{ readonly column: number; readonly row: number }> {
    const [column, row] = (await this.#tmux('display-message', '-p', '#{cursor_x} #{cursor_y}')).trim().split(' ').map(Number)
    return { column: column ?? -1, row: row ?? -1 }
  }

  /** Looks until the screen is as it should be, and answers it. */
  async until(holds: (rows: string[]) => boolean): Promise<string[]> {
    const end = performance.now() + patienceMs
    for (;;) {
      const rows = await this.rows()
      if (holds(rows)) return rows
      if (performance.now() > end) throw new Error(`The screen did not come to that. It shows:\n${rows.join('\n')}`)
      // There is nothing to wait on: a screen tells nobody that it was drawn.
      await pause(20)
    }
  }

  async untilCursor(holds: (cursor: { readonly column: number; readonly row: number }) => boolean): Promise<void> {
    const end = performance.now() + patienceMs
    for (;;) {
      const cursor = await this.cursor()
      if (holds(cursor)) return
      if (performance.now() > end) throw new Error(`The cursor did not come there. It is at ${cursor.column}, ${cursor.row}.`)
      await pause(20)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux('kill-server').catch(() => {})
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    const { stdout } = await run('tmux', ['-L', this.#socket, '-f', '/dev/null', ...args])
    return stdout
  }
}
