// `partyline rm`: takes files off a room's shelf.
import { PartylineError } from '../../client/error.ts'
import { whyOf } from '../files/words.ts'
import { atHub, enterRoom } from './at-hub.ts'
import { roomOf } from './at-shelf.ts'
import { hubUsage, readArgs } from './options.ts'
import { complain } from './output.ts'

const usage = `Usage: partyline rm [options] <name>...

Takes files off a room's shelf: one's own, or any in a room that one made.
Nobody can bring them back.

  --room <room>       the room, #lobby unless given
${hubUsage}`

export async function main(args: readonly string[]): Promise<number> {
  const read = readArgs('rm', args, { room: { type: 'string' } })
  if (read === 'help') {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  if ('wrong' in read) return complain(read.wrong, 2)
  const names = read.positionals
  if (names.length === 0) return complain('Say which file to take away: partyline rm report.pdf.', 2)
  const folder = names.find(name => name.endsWith('/'))
  if (folder !== undefined) return complain(`\`${folder}\` is a folder; files are taken away one by one.`, 2)
  return atHub(read.hub, async ({ party, output }) => {
    const room = await enterRoom(party, roomOf(read))
    let failed = 0
    for (const name of names) {
      try {
        const { seq } = await room.removeFile(name)
        await output.result({ file: 'removed', name, seq })
      } catch (thrown) {
        if (!(thrown instanceof PartylineError) || thrown.code === 'closed') throw thrown
        failed++
        await output.result({ file: 'failed', name, code: thrown.code, sentence: thrown.sentence })
        complain(`${name}: ${whyOf(thrown).sentence}`, 1)
      }
    }
    return failed === 0 ? 0 : names.length === 1 ? 1 : complain(`${failed} of ${names.length} failed.`, 1)
  })
}
