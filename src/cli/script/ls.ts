// `partyline ls`: the files on a room's shelf.
import { atHub, enterRoom } from './at-hub.ts'
import { roomOf } from './at-shelf.ts'
import { zoned } from './lines.ts'
import { hubUsage, readArgs } from './options.ts'
import { complain } from './output.ts'

const usage = `Usage: partyline ls [prefix] [options]

  partyline ls photos/ --room '#ops'

Prints \`<bytes> <time> <author|-> <name>\` for each file on a room's shelf whose
name begins so, by name. What the operator has put there has no author.

  --room <room>       the room, #lobby unless given; an open one is joined first
${hubUsage}`

export async function main(args: readonly string[]): Promise<number> {
  const read = readArgs('ls', args, { room: { type: 'string' } })
  if (read === 'help') {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  if ('wrong' in read) return complain(read.wrong, 2)
  const [prefix = '', ...more] = read.positionals
  if (more.length > 0) return complain(`One prefix is enough; \`${more.join(' ')}\` is too much.`, 2)
  return atHub(read.hub, async ({ party, output, stop }) => {
    const room = await enterRoom(party, roomOf(read))
    for await (const row of room.files({ prefix })) {
      if (stop.aborted) return 0
      await output.write(`${row.bytes} ${zoned(row.modifiedAt)} ${row.author ?? '-'} ${row.name}`, row)
    }
    return 0
  })
}
