// What is still to be done, in the order in which it was typed.
import { type Expected, expectedOf } from '../../client/lines/expected.ts'
import type { Unsettled } from '../../client/lines/seen.ts'
import { readCommand } from '../../protocol/text-commands.ts'
import { type Bearing, bearingOf } from './bearing.ts'
import type { Face } from './face.ts'
import type { Place } from './place.ts'
import type { Wire } from './wire.ts'

/** A line for the hub. */
export type Ask = {
  readonly kind: 'ask'
  readonly line: Uint8Array
  readonly typed: string
  readonly expects: Expected
  readonly bearing: Bearing
  tries: number
  /** It was sent, and the connection broke before its answer. */
  unsure: boolean
  /** The room that was the current one when it was sent. */
  room: Place | undefined
  /** What it did, as the log is searched for it; what leaves no trace may be asked twice. */
  readonly trace: Unsettled | undefined
}

/** A file on its way, over as many connections as it takes. */
export interface Transfer extends AsyncDisposable {
  readonly title: string
  /** Whether it may leave an entry in the room's log, which the hub does not tell the one who made it. */
  readonly leavesEntry: boolean
  /** Bytes moved so far, on all connections. */
  readonly moved: number
  /** Throws `Failed`, or why the connection broke; then it is run again on the next one. When `signal` is aborted the connection breaks, too. */
  run(wire: Wire, face: Face, signal: AbortSignal): Promise<void>
  /** What to tell the user who stopped it. */
  stoppedNote(): string
}

export type Carry = { readonly kind: 'carry'; readonly transfer: Transfer; stalls: number; stop: AbortController }

/** Something that is to be told when all before it has been answered. */
type Tell = { readonly kind: 'tell'; readonly sentence: string }

/** A line that turned out to have been done, without its answer. */
type Answered = { readonly kind: 'answered'; readonly line: string; readonly said: 'answer' | 'receipt' }

export type Job = Ask | Carry | Tell | Answered

export function askOf(line: Uint8Array, typed: string, expects: Expected): Ask {
  const bearing = bearingOf(readCommand(typed))
  const trace = bearing.to === 'room' && bearing.entry !== undefined ? { deed: bearing.entry.deed, stored: false } : undefined
  return { kind: 'ask', line, typed, expects, bearing, tries: 0, unsure: false, room: undefined, trace }
}

/** The same job with another line, which is not blank. */
export const insteadOf = (ask: Ask, typed: string): Ask => ({
  ...askOf(Buffer.from(typed), typed, expectedOf(typed) ?? ask.expects),
  tries: ask.tries,
})

type AskTo<T extends Bearing['to']> = Ask & { readonly bearing: Extract<Bearing, { to: T }> }

/** Whether it is about the room that is the current one. */
export const isForRoom = (job: Job): job is AskTo<'room'> | Carry =>
  job.kind === 'carry' || (job.kind === 'ask' && job.bearing.to === 'room')

/** As the user knows it. */
export const titleOf = (job: Ask | Carry): string => (job.kind === 'ask' ? job.typed : job.transfer.title)

/** Whether another room may be the current one after it. */
export const changesRooms = (job: Job): job is AskTo<'rooms'> => job.kind === 'ask' && job.bearing.to === 'rooms'
