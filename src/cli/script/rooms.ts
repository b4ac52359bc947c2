// `partyline rooms`: the rooms that one may join or is in.
import { atHub } from './at-hub.ts'
import { hubUsage, readArgs } from './options.ts'
import { complain } from './output.ts'

const usage = `Usage: partyline rooms [options]

Prints \`<name> <how many are here> <kind> <member|invited|-> <topic>\` for each
room that you may join or are in.

${hubUsage}`

export async function main(args: readonly string[]): Promise<number> {
  const read = readArgs('rooms', args)
  if (read === 'help') {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  if ('wrong' in read) return complain(read.wrong, 2)
  if (read.positionals.length > 0)
    return complain(`\`partyline rooms\` takes no \`${read.positionals.join(' ')}\`; --help tells what there is.`, 2)
  return atHub(read.hub, async ({ party, output }) => {
    for (const room of await party.rooms()) {
      const state = room.state === 'none' ? '-' : room.state
      await output.write(`${room.name} ${room.here} ${room.archived ? 'archived' : room.kind} ${state} ${room.topic}`.trimEnd(), room)
    }
    return 0
  })
}
