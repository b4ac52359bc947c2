// `partyline status`: who is connected, and who was.
import { sessionLine } from '../connect/panels.ts'
import { atHub } from './at-hub.ts'
import { hubUsage, readArgs, readCount } from './options.ts'
import { complain } from './output.ts'

const usage = `Usage: partyline status [n] [options]

Prints who is connected, and the n (20) last sessions that ended: name,
address, door, connected at, disconnected at and why.

${hubUsage}`

export async function main(args: readonly string[]): Promise<number> {
  const read = readArgs('status', args)
  if (read === 'help') {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  if ('wrong' in read) return complain(read.wrong, 2)
  const [given, ...more] = read.positionals
  const past = readCount(given, 'n', [0, 1_000, 20])
  if (typeof past !== 'number') return complain(past.wrong, 2)
  if (more.length > 0) return complain(`One number is enough; \`${more.join(' ')}\` is too much.`, 2)
  return atHub(read.hub, async ({ party, output }) => {
    for (const row of await party.status(past)) await output.write(sessionLine(row), row)
    return 0
  })
}
