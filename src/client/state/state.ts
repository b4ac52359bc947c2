// What a front renders, and nothing else: one immutable value that the reducer makes anew where something has changed, and shares where not.

import type { AccountView } from '../../protocol/accounts.ts'
import type { RoomRef } from '../../protocol/asking.ts'
import type { WireRow } from '../../protocol/json.ts'
import type { Person, RoomView } from '../../protocol/rooms.ts'
import type { Change } from './changes.ts'
import type { Tally } from './tally.ts'

/** An entry that has a place of its own on a timeline: a message as it is now, with its reactions; a file, a topic, a name, a member. */
export type TimelineRow = WireRow

/** Why there is no connection. `code` is a refusal's code of the protocol, or one of the client's own (`unreachable`, `cut`, `silent`, `fault`, `closed`). */
export type Why = { readonly code: string; readonly sentence: string }

export type ConnectionState =
  /** On the way: a socket is being opened, or `hello` is not answered yet. */
  | { readonly at: 'connecting' }
  | { readonly at: 'live' }
  /** Not connected; the next try is at `until` (milliseconds since 1970), or at once with `reconnectNow()`. */
  | { readonly at: 'waiting'; readonly until: number; readonly why: Why }
  /** For good: nothing more happens. `resumed-elsewhere` means that another program or tab goes on as this guest. */
  | { readonly at: 'closed'; readonly why: Why }

/** Who one is. `former` is there when the hub did not know the token any more: one is a new guest now, and not in the former one's rooms. */
export type Me = Person & { readonly former?: Person }

/** A message that was sent here and is not known to be durable. It is in no timeline; a front shows it after the newest row. */
export type Pending = {
  /** The client's own id, under which the hub stores it. */
  readonly id: string
  readonly text: string
  readonly replyTo?: number
  readonly files?: readonly string[]
  /** When it was sent, by the clock of this machine, in milliseconds since 1970. */
  readonly at: number
} & (
  | { readonly state: 'queued' | 'sent' }
  /** The hub said no, and why: `retry(id)` or `discard(id)`. */
  | { readonly state: 'refused'; readonly code: string; readonly sentence: string }
)

/** Somebody is typing, until `until` (milliseconds since 1970) unless it is told again. One's own typing is not told. */
export type Typing = Person & { readonly until: number }

/** Seqs about which nothing more is to be told, first and last included. */
export type Range = readonly [from: number, to: number]

/**
 * What is known of a room's rows. `rows` is sorted by seq. Between two `ranges` (sorted, never touching) rows may be missing:
 * a front shows a gap there, and loads it. The last range is the one at the live end, if it reaches `RoomState.last`.
 */
export type Timeline = {
  readonly rows: readonly TimelineRow[]
  /** How many rows there are; unlike `rows.length` it costs nothing. */
  readonly size: number
  readonly ranges: readonly Range[]
  /** The row of that seq, if it is here. */
  row(seq: number): TimelineRow | undefined
}

/** A room one is in: the facts that the hub tells (name, kind, topic, archived, owner, here, people, first, read), and what was seen of it. */
export type RoomState = Omit<RoomView, 'last'> & {
  /** The last seq that came: the live end. Where it is below `first` there is nothing to load. */
  readonly last: number
  /** Messages and files of others after `read`, and those of them that name oneself; counted up to `limits.unreadCountMax`. */
  readonly unread: number
  readonly mentions: number
  readonly typing: readonly Typing[]
  /** Another number whenever something on the room's shelf has changed: then a front that shows the files asks for them again. */
  readonly shelf: number
  readonly timeline: Timeline
  /** In the order in which they were sent. */
  readonly pending: readonly Pending[]
  /** For the reducer, not for fronts. */
  readonly inner: RoomInner
}

export type RoomInner = {
  /** `unread` and `mentions` of the hub speak of the log up to this seq. */
  readonly counted: number
  /** What `unread` and `mentions` are made of. */
  readonly unread: Tally
  readonly mentioned: Tally
  /** Pages that were asked for and have not come: while there are any, changes are kept, since a page may be older than they are. */
  readonly asked: number
  /** The changes after `changesAfter`, complete, in order. */
  readonly changes: readonly Change[]
  readonly changesAfter: number
  /** The seq at which the front looks; rows far from it are given up first. Undefined: the live end. */
  readonly focus: number | undefined
}

/** Something that is told once and stored nowhere. `number` counts up, so that a front knows which ones it has shown. */
export type Notice = { readonly number: number; readonly at: number } /** The operator speaks to everybody. */ & (
  | { readonly kind: 'announced'; readonly text: string }
  | { readonly kind: 'joined' | 'left'; readonly room: number; readonly guest: number; readonly name: string }
  | { readonly kind: 'renamed'; readonly room: number; readonly guest: number; readonly from: string; readonly to: string }
  /** One is not in this room any more. */
  | { readonly kind: 'gone'; readonly room: number; readonly name: string }
)

export type Invitation = { readonly room: number; readonly name: string; readonly by: string }

export type State = {
  readonly connection: ConnectionState
  /** Undefined until the first hello is answered. */
  readonly me: Me | undefined
  /** One's account; undefined of a guest. */
  readonly account: AccountView | undefined
  /** The hub's limits by key, as in `partyline admin limits`; empty until the first hello is answered. */
  readonly limits: Readonly<Record<string, number>>
  /** What the operator says to who arrives, perhaps in several lines, as Markdown; empty when that is nothing. */
  readonly welcome: string
  /** The rooms one is in, by id; the lobby first. They stay here while there is no connection. */
  readonly rooms: ReadonlyMap<number, RoomState>
  /** Private rooms that one was invited to during this connection and has not joined, and open ones. */
  readonly invitations: readonly Invitation[]
  /** The newest notices, oldest first; a bounded number of them. */
  readonly notices: readonly Notice[]
  /** What was sent to a room that is not known yet, because there was no connection since; it moves to its room. */
  readonly unplaced: readonly (Pending & { readonly room: RoomRef })[]
}
