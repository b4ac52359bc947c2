// Asks for passwords and codes: at a terminal without showing them, in a script as the next lines of its input.
import { createInterface, type Interface } from 'node:readline'
import { Writable } from 'node:stream'

export class PasswordPrompt implements Disposable {
  readonly #atTerminal = process.stdin.isTTY
  readonly #lines: Interface
  readonly #typed: AsyncIterator<string>

  constructor() {
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
    this.#lines = createInterface({ input: process.stdin, terminal: this.#atTerminal, ...(this.#atTerminal && { output: nowhere }) })
    this.#lines.on('SIGINT', () => this.#lines.close())
    this.#typed = this.#lines[Symbol.asyncIterator]()
  }

  /** Undefined when nothing was typed, or Ctrl-C. */
  async ask(prompt: string): Promise<string | undefined> {
    if (this.#atTerminal) process.stderr.write(prompt)
    const { done, value } = await this.#typed.next()
    if (this.#atTerminal) process.stderr.write('\n')
    return done === true || value === '' ? undefined : value
  }

  [Symbol.dispose](): void {
    this.#lines.close()
  }
}
