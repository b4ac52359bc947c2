// What stands after `partyline dial`.
import { parseArgs } from 'node:util'
import { type Address, readAddress } from './address.ts'

export type DialOptions = { readonly address: Address; readonly name: string | undefined }

export const dialUsage = `Usage: partyline dial [host[:port]] [--name <name>]

Talk to a hub from this terminal. The address is 127.0.0.1:12345 unless you
give another; [::1]:12345 will do, too, and tls://host:port goes by TLS.

  --name <name>   take this name first
  --help          this text

What you type is said to all in the room that you are in, #lobby at first;
/join #ops goes into another, and the prompt names it. \`help\` lists the hub's
commands. With your own files these work:
  get <name>           fetch a file into the current folder
  put <path> [rename]  leave a file of yours; rename: under the next free name
Both go on where they stopped if they were cut off, in this run or the next.
\`exit\`, Ctrl-D and Ctrl-C leave; Ctrl-C stops a transfer first.

After a broken connection you are back in your rooms, see what you missed in
each, and what you typed meanwhile goes to the room where you typed it. If that
room cannot be gone back to, it is kept back, with a word about it.

In a script, when the input or the output is no terminal, each line of the
input is sent, and each answer is written as the hub gives it, in the order of
the lines, with what others say between them. The exit code is 0 if every line
was answered and none refused, 1 if not, 2 for a wrong option.`

/** The options, or one sentence that says what is wrong with them. */
export function readOptions(args: readonly string[]): DialOptions | 'help' | { readonly wrong: string } {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(args)
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\n/)
    return { wrong: `${sentence}. \`partyline dial --help\` tells what there is.` }
  }
  const { values, positionals } = parsed
  if (values.help === true) return 'help'
  const [host = '', port, ...more] = positionals
  if (more.length > 0) return { wrong: `One address is enough; \`${more.join(' ')}\` is too much.` }
  // As people are used to from nc: `dial host port`.
  const [, scheme = '', name = ''] = /^(tls:\/\/)?(.*)$/i.exec(host) ?? []
  const address = readAddress(
    port === undefined ? host : `${scheme}${name.includes(':') && !name.startsWith('[') ? `[${name}]` : name}:${port}`,
  )
  if ('wrong' in address) return address
  if (values.name !== undefined && !/^\S+$/.test(values.name)) return { wrong: 'A name is one word, such as Ben.' }
  return { address, name: values.name }
}

const parse = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: { name: { type: 'string', short: 'n' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  })
