// `partyline tail`: prints what is said in a room as it comes, without loss or double across restarts of the hub.
import type { Room, RoomEvent } from '../../client/api.ts'
import { limits } from '../../protocol/limits.ts'
import { atHub, enterRoom, type Stay } from './at-hub.ts'
import { lineOf } from './lines.ts'
import { hubUsage, readArgs, readCount } from './options.ts'
import { complain } from './output.ts'

const usage = `Usage: partyline tail <room|@name> [options]

  partyline tail '#ops' | grep --line-buffered ERROR
  partyline tail '#ops' --since 120 --no-follow

Prints \`<seq> <time> <name>: <text>\` for each entry: the last ten messages, or
all after --since, and then what comes. An open room is joined first.

  --since <seq>       begin after this entry
  --no-follow         end at the newest instead of waiting for more
${hubUsage}`

const rowsFirst = 10

export async function main(args: readonly string[]): Promise<number> {
  const read = readArgs('tail', args, { since: { type: 'string' }, follow: { type: 'boolean' }, 'no-follow': { type: 'boolean' } })
  if (read === 'help') {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  if ('wrong' in read) return complain(read.wrong, 2)
  const [called, ...more] = read.positionals
  if (called === undefined) return complain("Say which room: partyline tail '#ops', or partyline tail @Ben.", 2)
  if (more.length > 0) return complain(`One room is enough; \`${more.join(' ')}\` is too much.`, 2)
  const since = readCount(read.text('since'), '--since', [0, Number.MAX_SAFE_INTEGER, -1])
  if (typeof since !== 'number') return complain(since.wrong, 2)
  const follow = !read.flag('no-follow')
  return atHub(
    read.hub,
    async stay => {
      const room = await enterRoom(stay.party, called)
      if (since < 0) {
        const { rows, asOf } = await room.page({ at: 'latest', rows: rowsFirst })
        for (const row of rows) await stay.output.write(lineOf(row), row)
        return follow ? print(room, asOf, stay) : 0
      }
      return follow ? print(room, since, stay) : printPages(room, since, stay)
    },
    { lasting: follow },
  )
}

async function print(room: Room, after: number, { output, stop }: Stay): Promise<number> {
  for await (const event of room.events({ after })) {
    if (stop.aborted) return 0
    await one(event, output)
  }
  return 0
}

/** Up to what was the newest when its page was read. */
async function printPages(room: Room, since: number, { output, stop }: Stay): Promise<number> {
  let after = since
  for (;;) {
    const page = await room.page({ at: 'after', seq: after, rows: limits.pageRowsMax })
    for (const row of page.rows) await output.write(lineOf(row), row)
    after = page.covers[1]
    if (!page.after || stop.aborted) return 0
  }
}

async function one(event: RoomEvent, output: Stay['output']): Promise<void> {
  if (event.kind === 'gap') await output.write(`${event.to} * gap ${event.from}-${event.to}`, event)
  else await output.write(lineOf(event), event)
}
