// Rooms as they are told to those who are in them or may come in.
import type { Entry } from './entries.ts'

/** The lobby is the first room there is. */
export const lobbyId = 1

export type RoomKind = 'open' | 'private' | 'direct'

export type Person = { readonly guest: number; readonly name: string }
export type Member = Person & { readonly state: 'member' | 'invited'; readonly here: boolean }

/** A room as one who is in it sees it. `read` is one's own cursor; `unread` and `mentions` count up to `limits.unreadCountMax`, as of `last`. */
export type RoomView = {
  readonly id: number
  /** `#name`; of a direct room `@` and the names of the others. */
  readonly name: string
  readonly kind: RoomKind
  readonly topic: string
  readonly archived: boolean
  /** The guest who made it; 0 for the lobby. */
  readonly owner: number
  /** The first seq that is kept, and the last there is. */
  readonly first: number
  readonly last: number
  readonly read: number
  readonly unread: number
  readonly mentions: number
  /** How many are here now. */
  readonly here: number
  /** Of a direct room: everybody in it, oneself included. */
  readonly people?: readonly Person[]
}

/** A room that one may join, or has joined. */
export type RoomListing = {
  readonly id: number
  readonly name: string
  readonly kind: RoomKind
  readonly topic: string
  readonly archived: boolean
  readonly state: 'member' | 'invited' | 'none'
  readonly here: number
}

export type Reaction = { readonly emoji: string; readonly count: number; readonly mine: boolean }

/** An entry that has a place of its own on a timeline (edits, deletions and reactions show on their message), with its reactions. */
export type TimelineRow = Entry & { readonly reactions?: readonly Reaction[] }

export type Hit = {
  readonly room: number
  /** What the room is called. */
  readonly name: string
  readonly entry: Entry
  /** Spans of UTF-16 code units in the message's text or the file's name. */
  readonly highlights: readonly (readonly [start: number, end: number])[]
}
