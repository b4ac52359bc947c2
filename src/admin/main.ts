// `partyline admin`: what an operator asks of a running hub, as one command, at a prompt, or line by line from a script.
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { operatorForms, readOperatorCommand } from '../protocol/operator-commands.ts'
import { Refusal } from '../protocol/refusals.ts'
import { settingKeys } from '../protocol/settings.ts'
import { OperatorLine, Unreachable } from './operator-line.ts'

const forms = Object.values(operatorForms).map(form => `  ${form}`)

const usage = `Usage: partyline admin [--data <folder>] [command]

${forms.join('\n')}

  --data <folder>         the data folder of the hub (PARTYLINE_DATA, else ./data)
  --help                  this text

Without a command it asks for commands at a prompt, or reads them line by line from its input when that is no terminal.
The exit code is 0 if all was done, 1 if the hub refused something or cannot be reached, 2 for a command that cannot be read.`

/** Answers the exit code. */
export async function main(args: string[]): Promise<number> {
  const options = readOptions(args)
  if (options === 'help') {
    tell([usage])
    return 0
  }
  if ('wrong' in options) return complain(options.wrong, 2)
  const { data, command } = options
  const refusal = command === '' ? undefined : readOperatorCommand(command)
  if (refusal instanceof Refusal) return complain(refusal.sentence, 2)
  // The reader of our output may have enough, as `head` has.
  process.stdout.on('error', () => undefined)
  try {
    using line = await OperatorLine.open(data)
    return command === '' ? await converse(line) : await carryOut(line, command)
  } catch (thrown) {
    if (thrown instanceof Unreachable) return complain(thrown.message, 1)
    throw thrown
  }
}

type Options = { readonly data: string; readonly command: string }

function readOptions(args: readonly string[]): Options | 'help' | { readonly wrong: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { data: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    })
    if (values.help === true) return 'help'
    const data = values.data ?? process.env.PARTYLINE_DATA ?? './data'
    if (data === '') return { wrong: '--data (or PARTYLINE_DATA) is empty; give the data folder of the hub.' }
    return { data, command: positionals.join(' ') }
  } catch (thrown) {
    const [sentence] = (thrown instanceof Error ? thrown.message : String(thrown)).split(/\.\s|\n/)
    return { wrong: `${sentence}. \`partyline admin --help\` tells what there is; words that begin with a dash go after \`--\`.` }
  }
}

async function converse(line: OperatorLine): Promise<number> {
  const atTerminal = process.stdin.isTTY && process.stdout.isTTY
  const lines = createInterface({
    input: process.stdin,
    ...(atTerminal ? { output: process.stdout, prompt: 'admin> ', completer: complete } : {}),
  })
  line.onGone(() => atTerminal && lines.close())
  let code = 0
  if (atTerminal) lines.prompt()
  for await (const typed of lines) {
    const command = typed.trim()
    if (command === 'exit' || command === 'quit') break
    if (command === 'help') tell(forms)
    else if (command !== '') code = Math.max(code, await carryOut(line, command))
    if (atTerminal) lines.prompt()
  }
  return atTerminal ? 0 : code
}

async function carryOut(line: OperatorLine, command: string): Promise<number> {
  const read = readOperatorCommand(command)
  if (read instanceof Refusal) return complain(read.sentence, 2)
  const answer = await line.ask(command)
  if (answer.refused) return complain(answer.lines.join(' '), 1)
  tell(answer.lines)
  return 0
}

function complete(typed: string): [string[], string] {
  const [, verb, key] = /^(set|unset)\s+(\S*)$/.exec(typed) ?? []
  if (key !== undefined)
    return [settingKeys.filter(known => known.startsWith(key)).map(known => (verb === 'set' ? `${known} ` : known)), key]
  return [Object.keys(operatorForms).filter(known => known.startsWith(typed)), typed]
}

function tell(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.map(plain).join('\n')}\n`)
}

function complain(sentence: string, code: 1 | 2): number {
  process.stderr.write(`${plain(sentence)}\n`)
  return code
}

/** No name and no text may move the cursor of who reads it, nor turn the direction of the line. */
const plain = (text: string): string =>
  text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
