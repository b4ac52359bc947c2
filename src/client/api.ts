// What a program or a front sees of the SDK: the connection to a hub, a room of it, and the options.

import type { AccountView, SignInRow } from '../protocol/accounts.ts'
import type { EntriesAsked, RoomRef, SearchAsked } from '../protocol/asking.ts'
import type { FileRow, ShareRow, TransferRow } from '../protocol/files.ts'
import type { WireEntry, WireHit } from '../protocol/json.ts'
import type { SessionRow } from '../protocol/messages.ts'
import type { OperatorAnswer } from '../protocol/operator-answers.ts'
import type { Member, Person, RoomListing } from '../protocol/rooms.ts'
import type { NewAccount } from './signing-in.ts'
import type { RoomState, State, TimelineRow } from './state/state.ts'
import type {
  Batch,
  FileSink,
  FilesAsked,
  ManyOptions,
  Shared,
  ShareOptions,
  Transfer,
  TransferOptions,
  UploadAllOptions,
  UploadOptions,
  UploadSource,
  Wanted,
} from './transfers/api.ts'
import type { Transport } from './transport.ts'

/** Where a durable entry stands: `at` is the hub's time in milliseconds since 1970. */
export type Receipt = { readonly room: number; readonly seq: number; readonly at: number }

/**
 * What is said in a room as it comes. Entries are those of the protocol ([F20]): messages, edits, deletions, reactions, members, files ... One that is
 * told late is as it is stored then: a message with its present text and the seq of its last edit, or of its deletion.
 */
export type RoomEvent =
  | WireEntry
  /** Retention has removed these entries ([R18]); they cannot be told any more. */
  | { readonly kind: 'gap'; readonly from: number; readonly to: number }

/** A page of rows, oldest first. `covers`: the seqs it speaks of; `before` and `after`: whether there is more. */
export type Page = {
  readonly rows: readonly TimelineRow[]
  readonly covers: readonly [from: number, to: number]
  /** The log's last seq when it was read. */
  readonly asOf: number
  readonly before: boolean
  readonly after: boolean
}

/** Hits, the newest first; `next` is to be given as `page` for the next ones. */
export type Found = { readonly hits: readonly WireHit[]; readonly next?: string }

export type SendOptions = {
  /** The seq of the message that this one answers. */
  readonly replyTo?: number
  /** Names of files on the room's shelf. */
  readonly files?: readonly string[]
}

/**
 * A room. A handle may be had before there is a connection: what it is asked to do waits until then, in order. Every method may reject with a
 * `PartylineError`; no method rejects because a connection broke, since it is asked again under the same id when there is one.
 */
export type Room = AsyncIterable<RoomEvent> & {
  /** As it was asked for: an id or a name. */
  readonly ref: RoomRef
  /** The room as it is in the present state; undefined while one is not in it. */
  readonly state: RoomState | undefined
  /**
   * Says something. Resolves when it is durable, stored exactly once however often the connection broke meanwhile.
   * Rejects when the hub refuses it (`not-a-member`, `archived`, `line-too-long`, ...) or when the client is closed before.
   */
  send(text: string, options?: SendOptions): Promise<Receipt>
  /** Sends a refused message again, under its old id. */
  retry(id: string): Promise<Receipt>
  /** Forgets a refused message. */
  discard(id: string): void
  /** Gives one's own message a new text. */
  edit(seq: number, text: string): Promise<Receipt>
  /** Takes one's own message away; a tombstone stays. */
  delete(seq: number): Promise<Receipt>
  /** Puts a reaction to a message, or takes it back. */
  react(seq: number, emoji: string, on?: boolean): Promise<Receipt>
  /** Tells that one is typing. To be called at every key: it is sent every few seconds at most, and only while there is a connection. */
  typing(): void
  /** Moves the read cursor forward to that seq. Sent soon, and only the furthest of several. */
  read(seq: number): void
  leave(): Promise<void>
  /** Invites somebody who is connected. */
  invite(name: string): Promise<Receipt>
  topic(text: string): Promise<Receipt>
  /** Gives the room a new name, `#name`. */
  rename(name: string): Promise<Receipt>
  /** Closes the room for everything but reading, or opens it again. */
  archive(on: boolean): Promise<Receipt>
  /** Everybody who is in the room or invited. */
  members(): Promise<readonly Member[]>
  /** Who is here now, the longest connected first: at most 500 of `count`. */
  who(): Promise<{ readonly count: number; readonly rows: readonly Person[] }>
  /** A page of the room, not put into the state. */
  page(asked: EntriesAsked): Promise<Page>
  /** Loads the rows before those at which the front looks (at first: the newest ones) into the timeline. Resolves with whether there are more. */
  older(rows?: number): Promise<boolean>
  /** Loads the rows after those at which the front looks, up to the live end. Resolves with whether there are more before it. */
  newer(rows?: number): Promise<boolean>
  /** Loads the rows around a seq, and looks there. */
  around(seq: number, rows?: number): Promise<void>
  /** Tells where the front looks (undefined: at the live end), so that other rows are given up first. */
  look(seq: number | undefined): void
  /**
   * Entries as they come, each once and in order, own ones included, beginning with the first one after this call; or after the seq given.
   * None is left out, however slow the loop is: when too many wait here they are read from the hub's log as they are asked for.
   * After a restart with `storage` the first loop of a room begins where the last one stopped. An entry counts as seen when the next is asked for.
   */
  events(options?: { readonly after?: number }): AsyncIterableIterator<RoomEvent>
  /**
   * Leaves a file on the room's shelf: a `File`, a `Blob` or bytes (with `name`), or a source. Begins at once. Throws `bad-file-name` when nothing
   * says what it is called; everything else, such as `exists`, `quota-full`, `wrong-hash`, comes by `done`.
   */
  upload(source: UploadSource, options?: UploadOptions): Transfer
  /** Fetches a file into a sink. Begins at once. `done` rejects with `no-such-file`, `changed`, `wrong-hash`, or what the sink threw. */
  download(file: Wanted, sink: FileSink, options?: TransferOptions): Transfer
  /** Fetches a small file into memory: up to 256 MiB, or up to `bytesMax`. Rejects as `download`, and with `file-too-large`. */
  fetch(file: Wanted, options?: TransferOptions & { readonly bytesMax?: number }): Promise<Uint8Array>
  /** Leaves many files, a few at a time. Those that are there with the same content are passed over. */
  uploadAll(sources: Iterable<UploadSource> | AsyncIterable<UploadSource>, options?: UploadAllOptions): Batch
  /** Fetches all files whose names begin so, or those of some rows. Where `sinkFor` gives no sink the file is passed over. */
  downloadAll(
    which: string | Iterable<FileRow> | AsyncIterable<FileRow>,
    sinkFor: (row: FileRow) => FileSink | undefined | Promise<FileSink | undefined>,
    options?: ManyOptions,
  ): Batch
  /** The files on the room's shelf, by name, read page by page as the loop goes on. */
  files(asked?: FilesAsked): AsyncIterableIterator<FileRow>
  /** One page of them: up to 1,000 after a name, or up to so many rows. */
  filesPage(after?: string, rows?: number): Promise<{ readonly rows: readonly FileRow[]; readonly more: boolean }>
  /** Takes a file off the shelf. One's own, or any in a room that one made; `forbidden` else. */
  removeFile(name: string): Promise<Receipt>
  /** Gives a file another name. `exists` when there is one of that name. */
  moveFile(name: string, to: string): Promise<Receipt>
  /** Uploads in progress in this room, anybody's, and those that were cut off and can be gone on with. */
  transfers(): Promise<readonly TransferRow[]>
  /** Ends an upload of one's own by its id. */
  cancelTransfer(id: string): Promise<void>
  /** For how many days this room keeps files: 0 for ever, null as the hub does. With `days` whoever made the room changes it. */
  keepFiles(days?: number | null): Promise<number | null>
  /** Makes a link by which anybody can fetch a file. */
  shareFile(name: string, options?: ShareOptions): Promise<Shared>
  /** The links to a file that one may revoke. */
  fileShares(name: string): Promise<readonly ShareRow[]>
  /** Revokes a link by its id. */
  unshareFile(name: string, share: string): Promise<void>
}

/** A connection to a hub that mends itself. It begins at once, and throws nothing because of the network. */
export type Partyline = AsyncDisposable & {
  /** The present state: immutable, and the same object until something changes. */
  readonly state: State
  /** Calls the listener after changes, once for all changes of a microtask. Returns how to stop it. */
  subscribe(listener: () => void): () => void
  /** Resolves when the first hello is answered; rejects with a `PartylineError` when no retry would mend it. */
  ready(): Promise<void>
  room(ref: RoomRef): Room
  /** All rooms that one may join or is in, by name; direct rooms are not listed. */
  rooms(): Promise<readonly RoomListing[]>
  /** Makes a room and enters it. */
  create(name: string, kind?: 'open' | 'private', topic?: string): Promise<Room>
  /** Enters a room; with `make` an open one is made if there is none of that name. */
  join(ref: RoomRef, options?: { readonly make?: boolean }): Promise<Room>
  /** The direct room with these people. */
  direct(...names: readonly string[]): Promise<Room>
  search(asked: SearchAsked): Promise<Found>
  /** Who is connected, oldest first, and the `past` last sessions that ended. */
  status(past?: number): Promise<readonly SessionRow[]>
  /** Takes another name. Resolves with the name as the hub wrote it. */
  rename(name: string): Promise<string>
  /** Makes the guest one is an account: one stays who one was. Rejects as `register` does. */
  register(wanted: NewAccount): Promise<AccountView>
  /** One's own account, and where it is signed in. Rejects with `no-account`. */
  account(): Promise<{ readonly account: AccountView; readonly signIns: readonly SignInRow[] }>
  /** Signs out everywhere else; resolves with how many devices that were. Rejects with `bad-sign-in`, `weak-password`. */
  changePassword(old: string, next: string): Promise<number>
  /** A secret for an authenticator app; from `confirmTwoSteps` on signing in wants a code of it. */
  beginTwoSteps(): Promise<{ readonly secret: string; readonly uri: string }>
  /** Resolves with the recovery codes, which are told only now. Rejects with `bad-code`. */
  confirmTwoSteps(code: string): Promise<readonly string[]>
  /** Other recovery codes; the former ones are void. Rejects with `bad-sign-in`. */
  renewRecoveryCodes(password: string): Promise<readonly string[]>
  endTwoSteps(password: string): Promise<void>
  /** Ends this sign-in, that of an id, or all `'others'`. Resolves with how many. */
  signOut(which?: string): Promise<number>
  /** A command of the operator's tool, as `people` or `invite member 72 1`, as far as one's role allows it. Rejects with `forbidden`, `no-account`. */
  administer(line: string): Promise<OperatorAnswer>
  /** The hub's limits by key. */
  limits(): Promise<Readonly<Record<string, number>>>
  /** Makes the token void: after the next disconnection one is a new guest. */
  forget(): Promise<void>
  /** Tries at once instead of waiting; looks whether a connection still lives. For the moment when a network comes back. */
  reconnectNow(): void
  /**
   * Waits a few seconds for what is in flight, unless there is no connection, says `exit` and stops. What is unsettled then rejects with `closed`,
   * and stays in the storage.
   */
  close(): Promise<void>
}

/** A command that was not settled when it was saved: the frame as it goes to the hub, and whether it may have been there. */
export type SavedCommand = {
  readonly frame: { readonly id: string; readonly verb: string } & Readonly<Record<string, unknown>>
  readonly at: number
  readonly sent: boolean
}

/** What a front needs to survive its own restart; plain JSON. The token is a secret. */
export type Saved = {
  /** The id of the hub's data. */
  readonly hub: string
  readonly token?: string
  /** By room id: the seq up to which the loops of this program have seen it. */
  readonly cursors: Readonly<Record<string, number>>
  readonly outbox: readonly SavedCommand[]
}

/** Where `Saved` is kept. `save` is never called twice at the same time. */
export type Storage = { load(): Promise<Saved | undefined>; save(saved: Saved): Promise<void> }

/** Time. `after` calls back once, so many milliseconds from now, unless what it returns is called before. */
export type Clock = { now(): number; after(milliseconds: number, callback: () => void): () => void }

export type ConnectOptions = {
  /** What one would like to be called; `ClientNN` if that is not free. */
  readonly name?: string
  /** The resume token of a guest; one in the storage goes first. */
  readonly token?: string
  /** The token is that of an account: where it is void, one does not go on as a guest, but is `closed` with `signed-out`. */
  readonly signedIn?: boolean
  /** How frames travel; a WebSocket unless given. */
  readonly transport?: Transport
  readonly storage?: Storage
  /** Closes at once when it aborts. */
  readonly signal?: AbortSignal
  /** About how many rows of each room are kept in the state; 2,000 unless given. 0 for programs that only listen and speak. */
  readonly rowsKept?: number
  /** From 0 to below 1; for tests. */
  readonly random?: () => number
  readonly clock?: Clock
}
