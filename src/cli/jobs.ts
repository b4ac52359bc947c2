// What is still to be done, in the order in which it was typed.
import type { Expected } from '../client/expected.ts'
import type { Unsettled } from '../client/seen.ts'
import type { Face } from './face.ts'
import type { Wire } from './wire.ts'

/** A line for the hub. */
export type Ask = {
  readonly kind: 'ask'
  readonly line: Uint8Array
  readonly typed: string
  readonly expects: Expected
  tries: number
  /** It was sent, and the connection broke before its answer. */
  unsure: boolean
  /** The message, as the log is searched for it; other lines may be asked twice. */
  readonly message: Unsettled | undefined
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

export type Job = Ask | Carry | Tell

export function askOf(line: Uint8Array, typed: string, expects: Expected): Ask {
  const message = expects.reply === 'receipt' ? { text: expects.text, stored: false } : undefined
  return { kind: 'ask', line, typed, expects, tries: 0, unsure: false, message }
}
