// `partyline mv`: gives a file on a room's shelf another name.
import { atHub, enterRoom } from './at-hub.ts'
import { roomOf } from './at-shelf.ts'
import { hubUsage, readArgs } from './options.ts'
import { complain } from './output.ts'

const usage = `Usage: partyline mv <name> <new name> [options]

  partyline mv draft.pdf report.pdf
  partyline mv report.pdf 2026/

Gives a file on a room's shelf another name; with / at its end it is a folder.
A name that another file has is refused.

  --room <room>       the room, #lobby unless given
${hubUsage}`

export async function main(args: readonly string[]): Promise<number> {
  const read = readArgs('mv', args, { room: { type: 'string' } })
  if (read === 'help') {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  if ('wrong' in read) return complain(read.wrong, 2)
  const [name, to, ...more] = read.positionals
  if (name === undefined || to === undefined || more.length > 0) return complain('The form is: partyline mv <name> <new name>.', 2)
  return atHub(read.hub, async ({ party, output }) => {
    const room = await enterRoom(party, roomOf(read))
    const whole = to.endsWith('/') ? to + name.slice(name.lastIndexOf('/') + 1) : to
    const { seq } = await room.moveFile(name, whole)
    await output.result({ file: 'renamed', name, to: whole, seq })
    return 0
  })
}
