// `partyline history`: the last messages of a room, or those before one.
import type { Room } from '../../client/api.ts'
import type { TimelineRow } from '../../client/state/state.ts'
import { atHub, enterRoom } from './at-hub.ts'
import { lineOf } from './lines.ts'
import { hubUsage, readArgs, readCount } from './options.ts'
import { complain } from './output.ts'

const usage = `Usage: partyline history <room|@name> [n] [options]

Prints the last n (20) messages as they are now, oldest first:
\`<seq> <time> <name>: <text>\`.

  --before <seq>      those before this one
${hubUsage}`

const rowsMax = 100_000
const pageRows = 200

export async function main(args: readonly string[]): Promise<number> {
  const read = readArgs('history', args, { before: { type: 'string' } })
  if (read === 'help') {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  if ('wrong' in read) return complain(read.wrong, 2)
  const [called, given, ...more] = read.positionals
  if (called === undefined) return complain("Say which room: partyline history '#ops', or partyline history @Ben.", 2)
  if (more.length > 0) return complain(`One room and one number are enough; \`${more.join(' ')}\` is too much.`, 2)
  const count = readCount(given, 'n', [1, rowsMax, 20])
  if (typeof count !== 'number') return complain(count.wrong, 2)
  const before = readCount(read.text('before'), '--before', [1, Number.MAX_SAFE_INTEGER, 0])
  if (typeof before !== 'number') return complain(before.wrong, 2)
  return atHub(read.hub, async ({ party, output }) => {
    const room = await enterRoom(party, called)
    for (const row of await rowsOf(room, count, before)) await output.write(lineOf(row), row)
    return 0
  })
}

/** The newest page first, older ones in front of it until there are enough. */
async function rowsOf(room: Room, count: number, before: number): Promise<TimelineRow[]> {
  const pages: (readonly TimelineRow[])[] = []
  let wanted = count
  let seq = before
  for (;;) {
    const rows = Math.min(wanted, pageRows)
    const page = await room.page(seq === 0 ? { at: 'latest', rows } : { at: 'before', seq, rows })
    pages.unshift(page.rows)
    wanted -= page.rows.length
    const oldest = page.rows[0]
    if (wanted <= 0 || !page.before || oldest === undefined) return pages.flat()
    seq = oldest.seq
  }
}
