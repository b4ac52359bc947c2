// All that can be said: one union of commands (from a client) and one of events (from the hub). Every syntax reads the first and writes the second.
import type { AccountView, Mode, SignInRow } from './accounts.ts'
import type { EntriesAsked, RoomRef, SearchAsked } from './asking.ts'
import type { Entry } from './entries.ts'
import type { FileRow, ShareRow, TransferRow } from './files.ts'
import type { OperatorAnswer } from './operator-answers.ts'
import type { Refusal } from './refusals.ts'
import type { Hit, Member, Person, RoomListing, RoomView, TimelineRow } from './rooms.ts'

/** What a client asks for. `say` is everything that is not something else. Where `room` may be left out it is the session's current one. */
export type Command = (
  | { verb: 'say'; room?: RoomRef; text: string; replyTo?: number; files?: readonly string[] }
  | { verb: 'edit'; room?: RoomRef; seq: number; text: string }
  | { verb: 'delete'; room?: RoomRef; seq: number }
  | { verb: 'react'; room?: RoomRef; seq: number; emoji: string; on: boolean }
  | { verb: 'typing'; room: RoomRef }
  | { verb: 'read'; room: RoomRef; seq: number }
  | { verb: 'rooms'; after?: string }
  | { verb: 'create'; name: string; kind: 'open' | 'private'; topic?: string }
  /** `make`: an open room is made if there is none of that name. */
  | { verb: 'join'; room: RoomRef; make?: boolean }
  | { verb: 'leave'; room?: RoomRef }
  | { verb: 'invite'; room?: RoomRef; name: string }
  /** Without a text it is a question. */
  | { verb: 'topic'; room?: RoomRef; text?: string }
  | { verb: 'rename'; room?: RoomRef; name: string }
  | { verb: 'archive'; room?: RoomRef; on: boolean }
  | { verb: 'direct'; names: readonly string[] }
  | { verb: 'msg'; names: readonly string[]; text: string }
  | { verb: 'members'; room?: RoomRef; after?: number }
  | { verb: 'who'; room?: RoomRef }
  | { verb: 'history'; rows: number }
  | { verb: 'since'; seq: number }
  | ({ verb: 'page'; room: RoomRef } & EntriesAsked)
  /** Entries as they were made, after a seq. */
  | { verb: 'log'; room: RoomRef; after: number; rows?: number }
  | ({ verb: 'search' } & SearchAsked)
  | { verb: 'status'; past: number }
  | { verb: 'list'; room?: RoomRef; after: string; rows?: number }
  /** `readings` are tried in turn: a line such as `get a 5` may mean a file `a 5`, or `a` from byte 5. */
  | { verb: 'get'; room?: RoomRef; readings: readonly { name: string; offset: number }[] }
  | { verb: 'put'; name: string; bytes: number; rename: boolean; begin: 'when-ready' | 'now'; resume: string | undefined }
  /** An upload of which some is here already, from an offset on and then along with it. */
  | { verb: 'follow'; transfer: string; offset: number }
  /** Uploads in progress, in rooms that one may read. */
  | { verb: 'transfers'; room?: RoomRef }
  /** An upload of one's own is not wanted any more. */
  | { verb: 'cancel'; transfer: string }
  /** A file is taken off its shelf. */
  | { verb: 'remove'; room?: RoomRef; name: string }
  | { verb: 'move'; room?: RoomRef; name: string; to: string }
  /** How many days a room keeps its files: 0 keeps them for ever, and with null the hub's own setting counts. Without it it is a question. */
  | { verb: 'keep'; room?: RoomRef; days?: number | null }
  /** A link to a file for whoever has it: for so many hours, so many downloads, and with a password, as far as these are given. */
  | { verb: 'share'; room?: RoomRef; name: string; hours?: number; downloads?: number; password?: string }
  /** The links to a file that one may revoke. */
  | { verb: 'shares'; room?: RoomRef; name: string }
  | { verb: 'unshare'; room?: RoomRef; name: string; share: string }
  | { verb: 'help' }
  | { verb: 'exit' }
  | { verb: 'name'; name: string }
  | { verb: 'limits' }
  | { verb: 'token' }
  /** The token is void from now on. */
  | { verb: 'forget' }
  | { verb: 'resume'; token: string }
  /** `device`: what signs in, in its own words. Answered with a token, by which one comes back as the account. */
  | { verb: 'login'; login: string; password: string; code?: string; device?: string }
  /** Makes an account: of an invitation, or, where guests may come in, of the guest one is. */
  | { verb: 'register'; login: string; name?: string; password: string; invitation?: string; device?: string }
  /** One's own account, and where it is signed in. */
  | { verb: 'account' }
  | { verb: 'password'; old: string; new: string }
  /** The second step of signing in: an app is begun with and confirmed by a `code`; ended, or given other recovery codes, by the `password`. */
  | { verb: 'twosteps'; act: 'begin' | 'confirm' | 'end' | 'codes'; code?: string; password?: string }
  /** Ends sign-ins: this one, another one, or all others. */
  | { verb: 'signout'; which?: string | 'others' }
  /** A command of the operator's tool, as far as one's role allows it. */
  | { verb: 'admin'; line: string }
  /** Frames come instead of lines from now on. */
  | { verb: 'json' }
  | { verb: 'ping' }
) & {
  /** The client's own id: unique per sender, stored with the entry, so that a retry is stored once. */
  id?: string
}

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
  | 'signed-out'
  | 'refused'
  | 'hub-stopped'
  | 'hub-crashed'

/** One connection's life. Times are milliseconds since 1970, UTC. */
export type SessionRow = {
  readonly id: number
  readonly guest: number
  readonly name: string
  /** Empty, and the port 0, where the hub does not tell others' addresses. */
  readonly address: string
  readonly port: number
  readonly door: Door
  readonly connectedAt: number
  readonly ended?: { readonly at: number; readonly reason: EndReason }
}

export type Door = 'line' | 'web'

export type SecretWanted = 'PASSWORD' | 'NEW-PASSWORD' | 'CODE'

export type Event =
  | { event: 'welcome'; name: string }
  /** The answer to `say`, `edit`, `delete` and the like: it is durable, and this is its place. */
  | { event: 'receipt'; room: number; name: string; seq: number; at: number; entry: Entry; again: boolean }
  | { event: 'joined'; room: number; guest: number; name: string }
  | { event: 'left'; room: number; guest: number; name: string }
  | { event: 'renamed'; room: number; guest: number; from: string; to: string }
  /** How many are here now. */
  | { event: 'present'; room: number; count: number }
  | { event: 'typing'; room: number; guest: number; name: string }
  | { event: 'announced'; text: string }
  | { event: 'stopping' }
  | { event: 'refused'; refusal: Refusal }
  | { event: 'status'; rows: readonly SessionRow[] }
  | { event: 'files'; room: number; rows: readonly FileRow[]; more: boolean }
  /** Something about a shelf has changed that is no entry: the operator has put a file there, or a hash is known now. */
  | { event: 'shelf'; room: number }
  | { event: 'transfers'; rows: readonly TransferRow[] }
  | { event: 'cancelled'; transfer: string }
  | { event: 'kept'; room: number; name: string; days: number | null }
  /** A link was made; its path on the web door is told only this once. */
  | { event: 'shared'; room: number; path: string; share: ShareRow }
  | { event: 'shares'; room: number; name: string; rows: readonly ShareRow[] }
  | { event: 'unshared'; room: number; share: string }
  | { event: 'start'; bytes: number; name: string }
  | { event: 'end'; sha256: string }
  | { event: 'ready'; offset: number }
  | { event: 'stored'; name: string; sha256: string }
  | { event: 'help' }
  | { event: 'goodbye'; name: string }
  | { event: 'named'; name: string }
  | { event: 'people'; room: number; count: number; rows: readonly Person[] }
  | { event: 'members'; room: number; rows: readonly Member[]; more: boolean }
  | { event: 'rooms'; rows: readonly RoomListing[]; more: boolean }
  /** A room one is in now, or what has become of it. `entered`: one was not in it before. */
  | { event: 'room'; room: RoomView; entered: boolean }
  /** A room one is not in any more. */
  | { event: 'gone'; room: number; name: string }
  | { event: 'invited'; room: number; name: string; by: string }
  | { event: 'topic'; room: number; name: string; text: string }
  /** `covers`: the seqs about which nothing more is to be told, first and last; `asOf`: the log was read when this was its last seq. */
  | {
      event: 'page'
      room: number
      rows: readonly TimelineRow[]
      covers: readonly [from: number, to: number]
      asOf: number
      before: boolean
      after: boolean
    }
  | { event: 'log'; room: number; entries: readonly Entry[]; first: number; last: number }
  | { event: 'found'; hits: readonly Hit[]; next?: string }
  /** Entries that retention has removed: they cannot be told any more. */
  | { event: 'gap'; room: number; from: number; to: number }
  | { event: 'limits'; rows: readonly (readonly [key: string, value: string])[] }
  | { event: 'token'; token: string; expiresAt: number }
  | { event: 'resumed'; name: string; seq: number }
  /** Only people with an account come in here. */
  | { event: 'sign-in'; mode: Mode }
  /** The next line is taken for what is wanted here, and is not said. */
  | { event: 'secret'; wants: SecretWanted; sentence: string }
  | { event: 'signed-in'; account: AccountView; token: string; expiresAt: number }
  | { event: 'account'; account: AccountView; rows: readonly SignInRow[] }
  | { event: 'administered'; answer: OperatorAnswer }
  | { event: 'signed-out'; count: number }
  /** For an authenticator app, in Base32 and as the address that its camera takes. */
  | { event: 'totp'; secret: string; uri: string }
  /** Told only this once. */
  | { event: 'recovery-codes'; codes: readonly string[] }
  /** Frames from now on. */
  | { event: 'json' }
  | { event: 'forgotten' }
  | { event: 'done' }
