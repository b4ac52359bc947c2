// `partyline put`: leaves files and folders on a room's shelf, and goes on where an earlier run was cut off.
import type { Room } from '../../client/api.ts'
import type { StoredFile } from '../../client/transfers/api.ts'
import { isFileTarget } from '../../protocol/file-names.ts'
import type { IfTaken } from '../../protocol/files.ts'
import { type Job, moveAll } from '../files/crew.ts'
import { KeptUploads } from '../files/kept-uploads.ts'
import { type Found, filesAt } from '../files/local.ts'
import { lookUp } from '../files/looking-up.ts'
import { pipedSource } from '../files/piped.ts'
import { putFile } from '../files/putting.ts'
import { Report } from '../files/report.ts'
import { visible } from '../visible.ts'
import { enterRoom, type Stay } from './at-hub.ts'
import { atShelf, type Moving, movingOptions, movingUsage, readMoving } from './at-shelf.ts'
import { hubUsage, readArgs } from './options.ts'
import { complain } from './output.ts'

const usage = `Usage: partyline put [options] <file|folder|->...

  partyline put report.pdf photos --room '#ops'
  pg_dump shop | partyline put - --as backup/shop.sql

Leaves files on a room's shelf. A folder comes with all that is in it, by names
such as photos/a.jpg, without hidden files and without following links. What
is there already with the same content is passed over; a name that other
content has is refused. A second run goes on where the first was cut off.

  --as <name>         be called so there; with / at its end: a folder for all
  --rename            take a free name, \`name (2)\`, where one is taken
${movingUsage}
Prints \`put <bytes> <sha256> <name>\` for each file, or \`same ...\` for those
that were there, unless bars are shown.

${hubUsage}`

const passedOverShownMax = 20
const hints = { exists: '--rename takes a free one, --as another.' }

export async function main(args: readonly string[]): Promise<number> {
  const read = readArgs('put', args, { ...movingOptions, as: { type: 'string' }, rename: { type: 'boolean' } })
  if (read === 'help') {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  if ('wrong' in read) return complain(read.wrong, 2)
  const moving = readMoving(read)
  if ('wrong' in moving) return complain(moving.wrong, 2)
  const { positionals } = read
  const as = read.text('as')
  if (positionals.length === 0)
    return complain('Say what to put: partyline put report.pdf photos, or a command | partyline put - --as name.', 2)
  if (as !== undefined && !isFileTarget(as.replace(/\/$/, ''))) return complain(`\`${as}\` cannot be the name of a file.`, 2)
  if (positionals.length > 1 && as !== undefined && !as.endsWith('/'))
    return complain('--as names one file or folder. With / at its end it is a folder for all of them.', 2)
  const ifTaken = read.flag('rename') ? 'rename' : 'refuse'
  if (positionals.includes('-')) {
    if (positionals.length > 1) return complain('`-` is the input, and goes alone.', 2)
    if (as === undefined || as.endsWith('/')) return complain('What is piped in has no name: partyline put - --as name.', 2)
    if (process.stdin.isTTY) return complain('There is nothing to put: pipe it in.', 2)
    return atShelf(read, stay => putPiped(as, ifTaken, moving, stay))
  }
  const found = await filesAt(positionals, as)
  const many = found.passedOver.length - passedOverShownMax
  if (!moving.quiet) {
    for (const sentence of found.passedOver.slice(0, passedOverShownMax)) process.stderr.write(`partyline: ${visible(sentence)}\n`)
    if (many > 0) process.stderr.write(`partyline: ... and ${many} more were passed over.\n`)
  }
  if (found.files.length === 0) return nothing(found)
  return atShelf(read, stay => putFiles(found, ifTaken, moving, read.hub.url, stay))
}

function nothing({ failed }: Found): number {
  for (const { name, sentence } of failed) complain(`${name}: ${sentence}`, 1)
  return failed.length > 0 ? 1 : complain('There is nothing to put: no files are there.', 1)
}

async function putFiles(
  { files, failed }: Found,
  ifTaken: IfTaken,
  moving: Moving,
  url: URL,
  { party, output, stop }: Stay,
): Promise<number> {
  const room = await enterRoom(party, moving.room)
  const kept = new KeptUploads('scripts', url)
  await kept.sweep(Date.now())
  const there = await lookUp(
    room,
    files.map(({ name }) => name),
  )
  const putting = { room, roomName: moving.room, kept, ifTaken, stop }
  const jobs = files.map(
    (file): Job => ({
      name: file.name,
      bytes: file.bytes,
      move: began => putFile(file, there.get(file.name), putting, began),
    }),
  )
  using report = new Report(jobs, { done: 'put', output, json: moving.json, quiet: moving.quiet, hints })
  for (const { name, sentence } of failed) report.refused(name, sentence)
  await moveAll(jobs, moving.parallel, stop, report)
  return report.end(stop.aborted)
}

async function putPiped(name: string, ifTaken: IfTaken, moving: Moving, { party, output, stop }: Stay): Promise<number> {
  const room = await enterRoom(party, moving.room)
  const job = pipedJob(room, name, ifTaken, stop)
  using report = new Report([job], { done: 'put', output, json: moving.json, quiet: moving.quiet, hints })
  await moveAll([job], 1, stop, report)
  // Whoever pipes in may go on for ever; it must not keep this program.
  process.stdin.destroy()
  return report.end(stop.aborted)
}

const pipedJob = (room: Room, name: string, ifTaken: IfTaken, stop: AbortSignal): Job => ({
  name,
  bytes: undefined,
  async move(began) {
    const transfer = room.upload(pipedSource(name, process.stdin, stop), { ifTaken, signal: stop })
    began(transfer, false)
    const file: StoredFile = await transfer.done
    return { was: 'moved', file }
  },
})
