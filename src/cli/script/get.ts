// `partyline get`: fetches files from a room's shelf, checked, and goes on where an earlier run was cut off.
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Room } from '../../client/api.ts'
import { PartylineError } from '../../client/error.ts'
import type { FileRow } from '../../protocol/files.ts'
import { type Job, moveAll } from '../files/crew.ts'
import { type Landed, Landing } from '../files/landing.ts'
import { homed } from '../files/local.ts'
import { lookUp } from '../files/looking-up.ts'
import { pipedSink } from '../files/piped.ts'
import { Report } from '../files/report.ts'
import { enterRoom, type Stay } from './at-hub.ts'
import { atShelf, type Moving, movingOptions, movingUsage, readMoving } from './at-shelf.ts'
import { hubUsage, readArgs } from './options.ts'
import { complain } from './output.ts'

const usage = `Usage: partyline get [options] <name|folder/>...
       partyline get [options] --all

  partyline get report.pdf photos/ --to ~/Downloads
  partyline get backup/shop.sql --to - | psql shop

Fetches files from a room's shelf into this folder, with the folders that they
have there. Until a file is complete and checked it is called <name>.part; a
second run goes on with it. What is here already with the same content is
passed over; a file with other content is never replaced without --force.

  --to <place>        a folder, or for one file its path, or - for the output
  --all               all files of the room
  --force             replace files that have other content
${movingUsage}
Prints \`got <bytes> <sha256> <name>\` for each file, or \`same ...\` for those
that were here, unless bars are shown.

${hubUsage}`

type To = { readonly to: 'folder'; readonly landing: Landing } | { readonly to: 'file'; readonly landing: Landing; readonly path: string }
type Asked = { readonly names: readonly string[]; readonly all: boolean }

export async function main(args: readonly string[]): Promise<number> {
  const options = { ...movingOptions, to: { type: 'string' }, all: { type: 'boolean' }, force: { type: 'boolean' } } as const
  const read = readArgs('get', args, options)
  if (read === 'help') {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  if ('wrong' in read) return complain(read.wrong, 2)
  const moving = readMoving(read)
  if ('wrong' in moving) return complain(moving.wrong, 2)
  const asked = { names: [...new Set(read.positionals)], all: read.flag('all') }
  if (asked.names.length === 0 && !asked.all) return complain('Say what to get: partyline get report.pdf, or photos/, or --all.', 2)
  if (asked.names.length > 0 && asked.all) return complain('--all is all of them; leave out the names.', 2)
  const to = read.text('to') ?? '.'
  if (to === '-') {
    const [name, ...more] = asked.names
    if (name === undefined || more.length > 0 || name.endsWith('/'))
      return complain('To the output goes one file: partyline get name --to -', 2)
    if (read.hub.json) return complain('--json and the file itself cannot both go to the output.', 2)
    if (process.stdout.isTTY)
      return complain('The bytes of a file are not for a terminal. Pipe them on: partyline get name --to - | less', 2)
    return atShelf(read, stay => getPiped(name, moving, stay))
  }
  const place = await placeOf(to, asked, read.flag('force'))
  if ('wrong' in place) return complain(place.wrong, 2)
  return atShelf(read, stay => getFiles(asked, place, moving, stay))
}

/** A path that is no folder yet is the file's own, where there is one. */
async function placeOf(to: string, { names, all }: Asked, force: boolean): Promise<To | { readonly wrong: string }> {
  const path = resolve(homed(to))
  const found = await stat(path).catch(() => undefined)
  const isOne = !all && names.length === 1 && !names[0]?.endsWith('/')
  if (found?.isDirectory() || (found === undefined && (!isOne || /[/\\]$/.test(to))))
    return { to: 'folder', landing: new Landing(path, { force }) }
  if (!isOne) return { wrong: `\`${to}\` is a file; several files need a folder.` }
  return { to: 'file', landing: new Landing(join(path, '..'), { force }), path }
}

async function getFiles(asked: Asked, place: To, moving: Moving, { party, output, stop }: Stay): Promise<number> {
  const room = await enterRoom(party, moving.room)
  const { rows, missing } = await rowsOf(room, asked)
  const jobs = rows.map((row): Job => ({ name: row.name, bytes: row.bytes, move: began => fetchOne(room, row, place, stop, began) }))
  using report = new Report(jobs, { done: 'got', output, json: moving.json, quiet: moving.quiet })
  for (const name of missing) report.refused(name, 'There are no files there.')
  await moveAll(jobs, moving.parallel, stop, report)
  return report.end(stop.aborted)
}

type Row = Pick<FileRow, 'name' | 'id' | 'sha256'> & { readonly bytes: number | undefined }

/** Those that are asked for by name, too, which the hub may not have listed yet; and the folders that have nothing. */
async function rowsOf(room: Room, { names, all }: Asked): Promise<{ readonly rows: readonly Row[]; readonly missing: readonly string[] }> {
  const rows = new Map<string, Row>()
  const missing: string[] = []
  const plain = names.filter(name => !name.endsWith('/'))
  const known = await lookUp(room, plain)
  for (const name of plain) rows.set(name, known.get(name) ?? { name, bytes: undefined })
  for (const prefix of all ? [''] : names.filter(name => name.endsWith('/'))) {
    let count = 0
    for await (const row of room.files({ prefix })) {
      rows.set(row.name, row)
      count++
    }
    if (count === 0 && !all) missing.push(prefix)
  }
  return { rows: [...rows.values()], missing }
}

async function fetchOne(room: Room, row: Row, place: To, stop: AbortSignal, began: Parameters<Job['move']>[0]): ReturnType<Job['move']> {
  const landed: Landed = await (place.to === 'file' ? place.landing.at(place.path) : place.landing.place(row.name))
  const { sink, path } = landed
  const { name, sha256, bytes } = row
  if (sha256 !== undefined && bytes !== undefined && (await sink.has?.({ name, bytes, sha256 })))
    return { was: 'there', path, file: { id: row.id ?? '', name, bytes, sha256 } }
  const transfer = room.download(name, sink, { signal: stop })
  began(transfer, landed.isGoingOn)
  const file = await transfer.done
  return { was: landed.wasThere() ? 'there' : 'moved', path, file: { ...file, id: file.id || (row.id ?? '') } }
}

async function getPiped(name: string, moving: Moving, { party, output, stop }: Stay): Promise<number> {
  const room = await enterRoom(party, moving.room)
  const row = (await lookUp(room, [name])).get(name)
  let isEnough = false
  const job: Job = {
    name,
    bytes: row?.bytes,
    async move(began) {
      const transfer = room.download(name, pipedSink(process.stdout, output.closed), { signal: stop })
      began(transfer, false)
      try {
        return { was: 'moved', file: await transfer.done }
      } catch (thrown) {
        isEnough = thrown instanceof PartylineError && thrown.code === 'output-closed'
        throw thrown
      }
    },
  }
  using report = new Report([job], { done: 'got', output, json: false, quiet: moving.quiet, isPiped: true })
  await moveAll([job], 1, stop, report)
  // As `tail`: whoever reads had what was wanted.
  return isEnough ? 0 : report.end(stop.aborted)
}
