// `partyline dial`: talks to a hub from a terminal, or as a filter in a script.
import { join } from 'node:path'
import type { ReadStream, WriteStream } from 'node:tty'
import { clientBounds } from '../../client/lines/bounds.ts'
import { Seat, stateFolder } from '../seat.ts'
import { trustHub, Untrusted } from '../trust.ts'
import { writeAddress } from './address.ts'
import { complete } from './completion.ts'
import type { Face } from './face.ts'
import { Final, Lost, reasonOf } from './failures.ts'
import { Filter, feed } from './filter.ts'
import { Guest } from './guest.ts'
import { Line } from './line.ts'
import { type DialOptions, dialUsage, readOptions } from './options.ts'
import { paintFor } from './paint.ts'
import { Screen } from './screen.ts'
import { isExit, jobOf, type Places } from './typed.ts'

const filterPatienceMs = 60_000
/** A connection that takes longer is worth a word. */
const slowMs = 1_000

/** Runs until the user leaves or the input ends; answers the exit code. */
export async function main(args: string[]): Promise<number> {
  const options = readOptions(args)
  if (options === 'help') {
    process.stdout.write(`${dialUsage}\n`)
    return 0
  }
  if ('wrong' in options) {
    process.stderr.write(`partyline: ${options.wrong}\n`)
    return 2
  }
  try {
    if (options.address.secure) await trustHub(options.address, sentence => process.stderr.write(`partyline: ${sentence}\n`))
  } catch (thrown) {
    if (!(thrown instanceof Untrusted)) throw thrown
    process.stderr.write(`partyline: ${thrown.message}\n`)
    return 1
  }
  const state = stateFolder(process.env)
  await using seat = await Seat.take(state, options.address)
  const guest = new Guest(seat, options.name)
  const places = { folder: '.', locks: join(state, 'locks') }
  // A terminal that cannot move its cursor gets plain lines.
  const isScreen = process.stdin.isTTY && process.stdout.isTTY && process.env.TERM !== 'dumb'
  // Awaited here, since the seat is let go when this function returns.
  return await (isScreen ? talk(options, guest, places, process.stdin, process.stdout) : pipe(options, guest, places))
}

async function pipe({ address }: DialOptions, guest: Guest, places: Places): Promise<number> {
  const face = new Filter(process.stdout, process.stderr)
  const line = new Line({ address, guest, face, patienceMs: filterPatienceMs })
  // The reader of our output may have enough, as `head` has.
  process.stdout.on('error', thrown => {
    if (!('code' in thrown) || thrown.code !== 'EPIPE') {
      face.wrong(`The output cannot be written: ${reasonOf(thrown)}.`)
      line.toDo.hasFailed = true
    }
    line.leave()
  })
  const left = new AbortController()
  const feeding = feed(process.stdin, line.toDo, places, left.signal).catch(error => {
    if (left.signal.aborted) return
    face.wrong(`The input cannot be read any further: ${reasonOf(error)}.`)
    line.toDo.hasFailed = true
    line.toDo.end()
  })
  const isWhole = await runToEnd(line, face)
  left.abort()
  process.stdin.destroy()
  await feeding
  const unanswered = line.toDo.length
  if (unanswered > 0) face.wrong(unanswered === 1 ? 'one line was not answered' : `${unanswered} lines were not answered`)
  return isWhole && unanswered === 0 && !line.toDo.hasFailed ? 0 : 1
}

async function talk({ address }: DialOptions, guest: Guest, places: Places, input: ReadStream, output: WriteStream): Promise<number> {
  const screen = new Screen(input, output, paintFor(process.env), {
    typed: text => type(text),
    interrupted: () => {
      if (!line.stopTransfer()) line.leave()
    },
    ended: () => (line.isUp && line.toDo.length === 0 ? type('exit') : line.leave()),
    complete: text => complete(text, line.rooms.names),
  })
  const line = new Line({ address, guest, face: screen, patienceMs: undefined })
  const type = (text: string): void => {
    const job = jobOf(text, places)
    if (job === undefined) return
    if (isExit(text) && !line.isUp) line.leave()
    else if (line.toDo.isFull) screen.wrong(`${clientBounds.waitingLinesMax} lines are waiting already; this one was not kept: ${text}`)
    else {
      if (!line.isUp) screen.note('not connected; this will be sent as soon as the hub is there')
      else if (line.toDo.carry !== undefined) screen.note('this will be sent after the transfer, which Ctrl-C stops')
      line.toDo.add(job)
    }
  }
  // The window was closed.
  for (const stream of [input, output]) stream.on('error', () => line.leave())
  const slow = setTimeout(() => {
    if (!line.isUp) screen.note(`connecting to ${writeAddress(address)} ...`)
  }, slowMs)
  const isWhole = await runToEnd(line, screen)
  clearTimeout(slow)
  if (line.toDo.length > 0)
    screen.note(`${line.toDo.length === 1 ? 'one line was' : `${line.toDo.length} lines were`} not answered any more`)
  screen.close()
  return isWhole ? 0 : 1
}

async function runToEnd(line: Line, face: Face): Promise<boolean> {
  try {
    await line.run()
    return true
  } catch (error) {
    if (!(error instanceof Final || error instanceof Lost)) throw error
    face.wrong(error.message)
    return false
  }
}
