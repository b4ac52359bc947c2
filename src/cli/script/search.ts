// `partyline search`: finds messages and files in the rooms one is in.
import type { WireHit } from '../../protocol/json.ts'
import { atHub, enterRoom } from './at-hub.ts'
import { lineOf } from './lines.ts'
import { hubUsage, readArgs, readCount } from './options.ts'
import { complain } from './output.ts'

const usage = `Usage: partyline search <words> [n] [options]

  partyline search 'deploy fail*' --room '#ops' 50

Prints \`<room> <seq> <time> <name>: <text>\`, the newest first, at most n (20).
\`"a phrase"\` finds words that follow each other, \`pre*\` beginnings, \`-word\`
leaves out. Quote several words, so that they are one argument.

  --room <room>       in this room only; an open one is joined first
${hubUsage}`

const rowsMax = 10_000
const pageRows = 100

export async function main(args: readonly string[]): Promise<number> {
  const read = readArgs('search', args, { room: { type: 'string' } })
  if (read === 'help') {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  if ('wrong' in read) return complain(read.wrong, 2)
  const [words, given, ...more] = read.positionals
  if (words === undefined || words.trim() === '') return complain("Say what to look for: partyline search 'words'.", 2)
  if (more.length > 0)
    return complain(`Quote the words, so that they are one argument: partyline search '${read.positionals.join(' ')}'.`, 2)
  const count = readCount(given, 'n', [1, rowsMax, 20])
  if (typeof count !== 'number') return complain(`${count.wrong} Quote several words, so that they are one argument.`, 2)
  return atHub(read.hub, async ({ party, output }) => {
    const called = read.text('room')
    const room = called === undefined ? undefined : (await enterRoom(party, called)).state?.id
    let left = count
    let page: string | undefined
    do {
      const found = await party.search({
        text: words,
        rows: Math.min(left, pageRows),
        ...(room === undefined ? {} : { room }),
        ...(page === undefined ? {} : { page }),
      })
      for (const hit of found.hits) await output.write(`${nameOf(hit, party.state.rooms)} ${lineOf(hit.entry)}`, hit)
      left -= found.hits.length
      page = found.next
    } while (page !== undefined && left > 0)
    return 0
  })
}

const nameOf = ({ room }: WireHit, rooms: ReadonlyMap<number, { readonly name: string }>): string => rooms.get(room)?.name ?? String(room)
