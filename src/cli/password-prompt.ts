// Asks for a password: at a terminal without showing it, in a script as the next line of its input.
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/** Undefined when nothing was typed, or Ctrl-C. */
export async function askPassword(prompt: string): Promise<string | undefined> {
  const atTerminal = process.stdin.isTTY
  if (atTerminal) process.stderr.write(prompt)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, terminal: atTerminal, ...(atTerminal && { output: nowhere }) })
  const typed = await new Promise<string | undefined>(resolve => {
    lines.once('line', resolve)
    lines.once('SIGINT', () => resolve(undefined))
    lines.once('close', () => resolve(undefined))
  })
  lines.close()
  if (atTerminal) process.stderr.write('\n')
  return typed === '' ? undefined : typed
}
