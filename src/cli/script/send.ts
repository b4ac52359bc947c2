// `partyline send`: says something in a room or to somebody, and ends when it is durable.
import { text as readAll } from 'node:stream/consumers'
import type { Room, SendOptions } from '../../client/api.ts'
import { PartylineError } from '../../client/error.ts'
import { inputLines } from '../stdin-lines.ts'
import { atHub, enterRoom, type Stay } from './at-hub.ts'
import { hubUsage, readArgs, readCount } from './options.ts'
import { complain } from './output.ts'

const usage = `Usage: partyline send <room|@name> [text] [options]

  partyline send '#ops' 'the build is green'
  make 2>&1 | tail -20 | partyline send '#ops'
  partyline send @Ben 'hi'

Without a text, or with \`-\`, the whole input is one message. An open room is
joined first. In most shells # begins a comment: write '#ops', or ops.

  --lines             each line of the input is a message of its own
  --reply <seq>       answer this message
${hubUsage}`

/** Sent and not acknowledged yet, at most. */
const underWayMax = 64

export async function main(args: readonly string[]): Promise<number> {
  const read = readArgs('send', args, { lines: { type: 'boolean' }, reply: { type: 'string' } })
  if (read === 'help') return help()
  if ('wrong' in read) return complain(read.wrong, 2)
  const [room, ...words] = read.positionals
  if (room === undefined) return complain("Say where and what: partyline send '#ops' 'text', or partyline send @Ben 'text'.", 2)
  const reply = readCount(read.text('reply'), '--reply', [1, Number.MAX_SAFE_INTEGER, 0])
  if (typeof reply !== 'number') return complain(reply.wrong, 2)
  const given = words.length === 0 || (words.length === 1 && words[0] === '-') ? undefined : words.join(' ')
  if (given === undefined && process.stdin.isTTY) return complain('There is nothing to send: give a text, or pipe one in.', 2)
  if (given !== undefined && read.flag('lines')) return complain('--lines is for what is piped in; leave out the text.', 2)
  const options = reply === 0 ? {} : { replyTo: reply }
  if (read.flag('lines')) return atHub(read.hub, stay => sendLines(stay, room, options))
  const text =
    given ??
    (await readAll(process.stdin))
      .replace(/^\ufeff/, '')
      .replaceAll('\r\n', '\n')
      .replace(/\n+$/, '')
  if (text.trim() === '') return complain('There is nothing to send: the text is empty.', 2)
  return atHub(read.hub, async stay => {
    const to = await enterRoom(stay.party, room)
    await stay.output.result(await to.send(text, options))
    return 0
  })
}

/** In order, several under way at once; what is refused is told, and the rest goes on. */
async function sendLines({ party, output, stop }: Stay, called: string, options: SendOptions): Promise<number> {
  const room = await enterRoom(party, called)
  const underWay: Promise<boolean>[] = []
  let number = 0
  let allSent = true
  const settle = async (): Promise<void> => {
    allSent = (await underWay.shift()) !== false && allSent
  }
  const one = async (text: string, line: number, sent: ReturnType<Room['send']>): Promise<boolean> => {
    try {
      await output.result(await sent)
      return true
    } catch (thrown) {
      if (!(thrown instanceof PartylineError) || thrown.code === 'closed') throw thrown
      complain(`Line ${line} was not sent: ${thrown.sentence} (${text.slice(0, 40)})`, 1)
      return false
    }
  }
  for await (const line of inputLines(process.stdin)) {
    number++
    if (stop.aborted) return 1
    if ('wrong' in line) {
      complain(line.wrong, 1)
      allSent = false
    } else if (line.text.trim() !== '') {
      const sending = one(line.text, number, room.send(line.text, options))
      sending.catch(() => {})
      underWay.push(sending)
      if (underWay.length >= underWayMax) await settle()
    }
  }
  while (underWay.length > 0) await settle()
  return allSent ? 0 : 1
}

function help(): number {
  process.stdout.write(`${usage}\n`)
  return 0
}
