// All that can be said: one union of commands (from a client) and one of events (from the hub). Every syntax reads the first and writes the second.
import type { Refusal } from './refusals.ts'

/** What a client asks for. `say` is everything that is not something else. */
export type Command =
  | { verb: 'say'; text: string }
  | { verb: 'status'; past: number }
  | { verb: 'list'; after: string }
  /** `readings` are tried in turn: a line such as `get a 5` may mean a file `a 5`, or `a` from byte 5. */
  | { verb: 'get'; readings: readonly { name: string; offset: number }[] }
  | { verb: 'put'; name: string; bytes: number; rename: boolean; begin: 'when-ready' | 'now'; resume: string | undefined }
  | { verb: 'help' }
  | { verb: 'exit' }
  | { verb: 'name'; name: string }
  | { verb: 'who' }
  | { verb: 'history'; rows: number }
  | { verb: 'since'; seq: number }
  | { verb: 'limits' }
  | { verb: 'token' }
  | { verb: 'resume'; token: string }

export type Verb = Command['verb']
export type CommandOf<V extends Verb> = Extract<Command, { verb: V }>

/** Why a session ended; absent while it lasts. */
export type EndReason =
  | 'exit'
  | 'closed'
  | 'reset'
  | 'timeout'
  | 'too-slow'
  | 'kicked'
  | 'resumed-elsewhere'
  | 'refused'
  | 'hub-stopped'
  | 'hub-crashed'

/** One connection's life. Times are milliseconds since 1970, UTC. */
export type SessionRow = {
  readonly id: number
  readonly guest: number
  readonly name: string
  readonly address: string
  readonly port: number
  readonly door: Door
  readonly connectedAt: number
  readonly ended?: { readonly at: number; readonly reason: EndReason }
}

export type Door = 'line'

/** What an entry holds; every lasting change of a room is an entry. */
export type EntryBody =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'file'; readonly name: string; readonly bytes: number; readonly sha256: string }

/** A place in a room's gapless log. `session` and `guest` say whose it is; `author` is the name as it was then. */
export type Entry = EntryBody & {
  readonly seq: number
  readonly at: number
  readonly session: number
  readonly guest: number
  readonly author: string
}

export type FileRow = { readonly name: string; readonly bytes: number; readonly modifiedAt: number }

export type Event =
  | { event: 'welcome'; name: string }
  | { event: 'receipt'; text: string }
  | { event: 'joined'; name: string }
  | { event: 'left'; name: string }
  | { event: 'renamed'; from: string; to: string }
  | { event: 'announced'; text: string }
  | { event: 'stopping' }
  | { event: 'refused'; refusal: Refusal }
  | { event: 'status'; rows: readonly SessionRow[] }
  | { event: 'files'; rows: readonly FileRow[] }
  | { event: 'start'; bytes: number; name: string }
  | { event: 'end'; sha256: string }
  | { event: 'ready'; offset: number }
  | { event: 'stored'; name: string; sha256: string }
  | { event: 'help' }
  | { event: 'goodbye'; name: string }
  | { event: 'named'; name: string }
  | { event: 'people'; names: readonly string[] }
  | { event: 'limits'; rows: readonly (readonly [key: string, value: string])[] }
  | { event: 'token'; token: string }
  | { event: 'resumed'; name: string; seq: number }

/** Entries that follow each other in one room's log, as they go to everybody in it. */
export type EntryBatch = {
  readonly room: string
  readonly entries: readonly Entry[]
  readonly first: number
  readonly last: number
  /** Which of the entries each session wrote: it has receipts for them instead. */
  readonly authors: ReadonlyMap<number, readonly number[]>
}

/** Puts entries (at least one, gapless, in order) into the form in which they are delivered. */
export function batchOf(room: string, entries: readonly Entry[]): EntryBatch {
  const first = entries[0]?.seq ?? 0
  const authors = new Map<number, number[]>()
  entries.forEach((entry, index) => {
    const own = authors.get(entry.session)
    if (own === undefined) authors.set(entry.session, [index])
    else own.push(index)
  })
  return { room, entries, first, last: first + entries.length - 1, authors }
}
