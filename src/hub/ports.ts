// What the domain needs from the outside: a store, a place for file bytes, a bus between hubs, a clock, randomness and connections.
// Every asynchronous call may fail with a `Refusal`; anything else it throws is a bug.
import type { EntriesAsked, SearchAsked } from '../protocol/asking.ts'
import type { Entry, EntryBatch, EntryBody } from '../protocol/entries.ts'
import type { FileRow, IfTaken, ShareRow } from '../protocol/files.ts'
import type { Door, EndReason, Event, SessionRow } from '../protocol/messages.ts'
import type { OperatorAnswer } from '../protocol/operator-answers.ts'
import type { OperatorCommand } from '../protocol/operator-commands.ts'
import type { RefusalCode } from '../protocol/refusals.ts'
import type { Hit, Member, Person, RoomKind, RoomListing, TimelineRow } from '../protocol/rooms.ts'
import type { AccountStore } from './account-ports.ts'

export type * from './account-ports.ts'

/** Milliseconds since 1970, UTC; and a steady count of milliseconds for measuring spans. */
export interface Clock {
  now(): number
  steady(): number
}

/** An entry before the store gave it its seq. `id` is the sender's own; `named` are keys of names that a text mentions and nobody here has. */
export type NewEntry = EntryBody & { readonly id?: string; readonly named?: readonly string[] }

/** Nothing but a text. There are many of these, and they take the short way. */
export const isBareMessage = (entry: NewEntry): entry is NewEntry & { kind: 'message' } =>
  entry.kind === 'message' &&
  entry.id === undefined &&
  entry.replyTo === undefined &&
  entry.files === undefined &&
  entry.mentions === undefined &&
  entry.named === undefined

/** Entries of one session for one room. */
export type NewEntries = {
  readonly room: number
  readonly session: number
  readonly guest: number
  readonly author: string
  readonly at: number
  readonly bodies: readonly NewEntry[]
}

/** What became of one of several new entries, where it did not simply take the next seq. */
export type Outcome =
  /** It was stored before. */
  | { readonly index: number; readonly again: number; readonly at: number }
  | { readonly index: number; readonly refused: RefusalCode }
  /** It took the next seq, and mentions these guests. */
  | { readonly index: number; readonly mentions: readonly number[] }

/** The new entries took the seqs from `first` on, in order, but for those that `outcomes` tells of. */
export type Appended = { readonly first: number; readonly outcomes: readonly Outcome[] }

export type RoomRow = {
  readonly id: number
  readonly name: string
  readonly kind: RoomKind
  readonly topic: string
  readonly archived: boolean
  readonly owner: number
  readonly first: number
  readonly last: number
  /** After so many days its files go; null leaves that to the hub's own setting. */
  readonly fileDays: number | null
}
/** A room that somebody is in, with the reader's own place in it. */
export type Membership = RoomRow & {
  readonly read: number
  readonly unread: number
  readonly mentions: number
  /** Of a direct room. */
  readonly people?: readonly Person[]
}
export type NewRoom = {
  readonly name: string
  /** By which names are too alike; none for a direct room. */
  readonly keys: readonly string[]
  readonly kind: RoomKind
  readonly topic: string
  readonly at: number
  readonly owner: number
  readonly members: readonly Person[]
  /** The maker's own id for what makes it a member. */
  readonly id?: string
  /** How many rooms with a name there may be. */
  readonly most: number
}

/** `seq` is the lobby's last seq when the guest was last connected. `signIn`: by which of an account's sign-ins it came. */
export type GuestRow = { readonly id: number; readonly name: string; readonly seq: number; readonly signIn?: string }
/** An upload that may be gone on with; `id` names it and its staged bytes. */
export type TransferRecord = {
  readonly id: string
  readonly room: number
  readonly guest: number
  readonly author: string
  readonly name: string
  readonly bytes: number | undefined
  readonly sha256: string | undefined
  readonly ifTaken: IfTaken
  readonly at: number
}
/** A file on a shelf as it is remembered. */
export type FileRecord = {
  readonly id: string
  readonly room: number
  readonly name: string
  readonly bytes: number
  readonly modifiedAt: number
  /** Of the file on disk; empty where only its id leads to it. */
  readonly version: string
  readonly sha256: string | undefined
  readonly guest: number
  /** Empty where nobody put it there but the operator. */
  readonly author: string
  readonly addedAt: number
}
/** What became of what was noticed: how many files are new, and those that are known no more. */
export type Noticed = { readonly come: number; readonly forgotten: readonly FileRecord[] }
/** What stands where a file was to be put: its name is taken. */
export type NameTaken = { readonly taken: FileRecord | undefined }
/** A file has this name from now on. `forgotten`: what was remembered under it. */
export type Shelved = Appended & { readonly forgotten?: FileRecord }
/** `over`: the file that is replaced. `transfer`: the upload that it was, which is forgotten with the same commit. */
export type Publishing = { readonly over?: string | undefined; readonly transfer?: string | undefined }
export type ShareRecord = ShareRow & { readonly guest: number; readonly passwordHash: string | undefined }

/** What a hub finds when it starts. */
export type Remembered = {
  /** Names this data for ever. */
  readonly dataId: string
  /** Nothing had been stored before. */
  readonly isNew: boolean
  readonly lobby: RoomRow
  readonly nextSession: number
  readonly nextGuestNumber: number
  readonly settings: Readonly<Record<string, string>>
  /** Sessions that a crash left open; they have been ended at the last heartbeat. */
  readonly crashed: number
}

/** The store is lost, and nobody knows whether what was asked last is in it: there is no honest answer, so none is given. */
export class StoreLost extends Error {}

/**
 * The log and all else that is remembered. A promise settles when what was asked is durable (fsynced); writes take effect in the order
 * in which they were asked for. Refusals: `storage-full`, `storage-failed`. When nothing
 * can be stored any more: `StoreLost`.
 */
export interface Store extends AccountStore {
  /** Ends what a crash left open and says what is known. `dataId` names the data if nothing does yet. */
  start(at: number, dataId: string): Promise<Remembered>
  /** Gives the entries the room's next seqs, in order, and does what they say. */
  append(entries: NewEntries): Promise<Appended>
  /** A page of the log: entries after `seq`, oldest first, at most `most` and about `limits.pageBytes`; empty only when there are none. */
  entriesAfter(room: number, seq: number, most: number): Promise<readonly Entry[]>
  /** The entries at these places, as far as they are there. */
  entriesAt(places: readonly Place[]): Promise<readonly { readonly room: number; readonly entry: Entry }[]>
  /** What a guest has stored under an id of its own. */
  storedUnder(guest: number, id: string): Promise<{ readonly room: number; readonly entry: Entry } | undefined>
  /** A page of a timeline as `guest` sees it. */
  timeline(room: number, guest: number, asked: EntriesAsked & { readonly rows: number }): Promise<TimelinePage>
  /** Makes a room with its members; of a direct room the one that is there. Refused: `room-taken`, `too-many`. */
  createRoom(room: NewRoom): Promise<RoomRow | RefusalCode>
  room(ref: { readonly id: number } | { readonly key: string }): Promise<RoomRow | undefined>
  /** Rooms with a name that this guest may know of, by name. */
  listRooms(guest: number, after: string, most: number): Promise<readonly Omit<RoomListing, 'here'>[]>
  /** The rooms a guest is in, the lobby not counted, and its place in each; and its place in the lobby. */
  memberships(guest: number): Promise<{ readonly lobby: Membership; readonly rooms: readonly Membership[] }>
  membership(guest: number, room: number): Promise<Membership | undefined>
  /** What a guest is to a room. */
  standing(guest: number, room: number): Promise<'member' | 'invited' | 'none'>
  members(room: number, after: number, most: number): Promise<readonly Omit<Member, 'here'>[]>
  /** Gives a guest its place in the lobby, with nothing unread, if it has none. */
  settleIn(guest: number, lobby: number, seq: number): Promise<void>
  /** Moves a read cursor forward. */
  read(guest: number, room: number, seq: number): Promise<void>
  /** Guests whose name has this key and with whom `guest` shares a direct room. */
  acquaintances(guest: number, nameKey: string): Promise<readonly Person[]>
  /** Removes some of the oldest entries from before `at`; answers rooms whose first seq has changed. */
  retain(at: number): Promise<readonly { readonly room: number; readonly first: number }[]>
  openSession(session: SessionRow, nextGuestNumber: number): Promise<void>
  changeSession(id: number, change: { readonly name: string; readonly guest: number }): Promise<void>
  endSession(id: number, at: number, reason: EndReason): Promise<void>
  /** The sessions that ended last, newest first. */
  pastSessions(most: number): Promise<readonly SessionRow[]>
  /** Replaces the guest's token, if one is given; the former one is void. Without one the guest is remembered by its number alone. */
  saveGuest(guest: GuestRow, tokenHash: string | null, at: number): Promise<void>
  /** Remembers the name of a guest that is known already, and where it was. */
  rememberGuest(guest: GuestRow, at: number): Promise<void>
  /** The guest's token is void. */
  forgetToken(guest: number): Promise<void>
  /** Only a token that was used since `usedSince` counts. */
  findGuest(tokenHash: string, usedSince: number): Promise<GuestRow | undefined>
  fileById(id: string): Promise<FileRecord | undefined>
  fileNamed(room: number, name: string): Promise<FileRecord | undefined>
  /** By code point of their names. */
  filesAfter(room: number, after: string, most: number): Promise<readonly FileRecord[]>
  /** Those that are known under these names. */
  filesNamed(room: number, names: readonly string[]): Promise<readonly FileRecord[]>
  /** A file's record and the entry that tells of it, in one transaction. */
  publishFile(file: FileRecord, entry: NewEntries, how: Publishing): Promise<Shelved | NameTaken>
  /** Forgets a file and tells of it. Undefined when it was forgotten already. */
  removeFile(id: string, entry: NewEntries): Promise<Appended | undefined>
  moveFile(id: string, to: string, version: string, entry: NewEntries): Promise<Shelved | NameTaken | undefined>
  /** What the operator has done to the lobby's shelf: files that came or changed, and those that went. */
  noticeFiles(room: number, come: readonly FileRecord[], gone: readonly FileRecord[]): Promise<Noticed>
  /** Files of this room whose SHA-256 is not known, by name. */
  filesUnhashed(room: number, after: string, most: number): Promise<readonly FileRecord[]>
  rememberHash(room: number, name: string, version: string, sha256: string): Promise<void>
  /** Files that were uploaded and have had their days. */
  filesExpired(at: number, daysDefault: number, most: number): Promise<readonly FileRecord[]>
  /** Bytes of the files that each guest has uploaded. */
  bytesOfFiles(): Promise<readonly { readonly guest: number; readonly bytes: number }[]>
  keepFiles(room: number, days: number | null): Promise<void>
  transfers(): Promise<readonly TransferRecord[]>
  saveTransfer(transfer: TransferRecord): Promise<void>
  dropTransfer(id: string): Promise<void>
  saveShare(share: ShareRecord, tokenHash: string): Promise<void>
  sharesOf(file: string): Promise<readonly ShareRecord[]>
  share(tokenHash: string): Promise<ShareRecord | undefined>
  /** Takes one of the downloads that are left. False when there is none, or the link is over. */
  takeShare(tokenHash: string, at: number): Promise<boolean>
  dropShare(file: string, id: string): Promise<void>
  saveSetting(key: string, value: string): Promise<void>
  dropSetting(key: string): Promise<void>
  beat(at: number): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export type Place = { readonly room: number; readonly seq: number }

export type TimelinePage = {
  readonly rows: readonly TimelineRow[]
  readonly covers: readonly [from: number, to: number]
  readonly asOf: number
  readonly before: boolean
  readonly after: boolean
}

/** Finds entries by their words. Refusal: `storage-failed`. */
export interface Search {
  /** The rooms are those that the asker may read. */
  find(asked: Omit<SearchAsked, 'room'> & { readonly rooms: readonly number[]; readonly most: number }): Promise<{
    readonly hits: readonly Omit<Hit, 'name'>[]
    readonly next?: string
  }>
  /** A room's log has grown. */
  changed(room: number): void
}

/** A file open for reading. Whatever happens to its name, the handle stays with the same file. */
export interface BlobReader {
  readonly bytes: number
  readonly modifiedAt: number
  /** Changes whenever the content may have changed. */
  readonly version: string
  /** Whether it was left alone for so long that a change from now on gets another version, however coarse the file system's clock is. */
  readonly settled: boolean
  /** Fills `into` from `position` on; answers how many bytes there were (0 at the end). */
  read(into: Uint8Array, position: number): Promise<number>
  /** The SHA-256 of the whole file in lower-case hex, computed off the main thread. */
  sha256(): Promise<string>
  /** Whether the file is still the version that was opened. */
  unchanged(): Promise<boolean>
  /** Whether the bytes seem to be those that were opened, whatever became of their name. */
  intact(): Promise<boolean>
  close(): Promise<void>
}

/** Bytes on their way in, on the same file system as the shelf and never visible there. */
export interface StagedBlob {
  /** Bytes staged so far. */
  readonly length: number
  append(chunks: readonly Uint8Array[]): Promise<void>
  /** Throws away what was staged beyond `length`. */
  cut(length: number): Promise<void>
  /** Fsyncs; answers the SHA-256 of all that was staged. */
  seal(): Promise<string>
  /** Gives sealed bytes their final name; then fsyncs the folder. Only with `over` is a file that has the name replaced. */
  publish(name: string, over?: 'over'): Promise<{ readonly version: string } | 'taken'>
  /** Takes back a publication that could not be recorded: the bytes are staged as before. */
  unpublish(name: string): Promise<void>
  /** Lets go; the bytes stay, and how far they are sure to be on disk is written down. */
  close(): Promise<void>
  /** Throws the bytes away. */
  discard(): Promise<void>
}

/** A file that has been taken away from its name and is not thrown away yet. */
export interface TakenBlob {
  putBack(): Promise<void>
  discard(): Promise<void>
}

export type BlobRow = FileRow & { readonly version: string }
export type Looked = { readonly rows: readonly BlobRow[]; readonly hasFolder: boolean }

/** `kept`: it is written down how far the bytes are sure, since somebody may come back for them. `isNew`: there are none yet. */
export type Staging = { readonly kept: boolean; readonly isNew: boolean }

/** File bytes under names. Names are checked here once more: nothing outside the shelf is ever reached. */
export interface Blobs {
  /** Files after a name, by code point. */
  list(after: string, most: number): Promise<readonly BlobRow[]>
  /** Undefined when there is no ordinary file of that name. */
  open(name: string): Promise<BlobReader | undefined>
  /** Staged bytes, as they were left where there are some. */
  stage(id: string, how: Staging): Promise<StagedBlob>
  /** Reads staged bytes, as far as they have come, while they are staged and afterwards. */
  openStaged(id: string): Promise<BlobReader | undefined>
  /** Takes the file of that name and version away, durably. Undefined when there is none. */
  take(name: string, version: string): Promise<TakenBlob | undefined>
  /** Gives a file another name, durably. */
  move(name: string, version: string, to: string): Promise<{ readonly version: string } | 'taken' | 'gone'>
  /** Bytes that another upload may still take. */
  freeBytes(): Promise<number>
  /** Throws away staged bytes but for those named. */
  sweep(keep: ReadonlySet<string>): Promise<void>
  /** Those of these names that are ordinary files, and whether any is a folder. */
  look(names: readonly string[]): Promise<Looked>
  /** Calls when something directly in the folder may have changed: of which names, or undefined when it may be anything. */
  watch(changed: (names: ReadonlySet<string> | undefined) => void): Disposable
  [Symbol.asyncDispose](): Promise<void>
}

/** How hubs tell each other what was stored. A hint: the store is the truth. */
export interface Bus {
  publish(batch: EntryBatch): void
  subscribe(receive: (batch: EntryBatch) => void): void
}

export interface Secrets {
  /** A new random token and what the store keeps of it. */
  newToken(): { readonly token: string; readonly hash: string }
  hashToken(token: string): string
  newId(): string
  /** Why a password is easy to guess, as advice for whoever chose it; undefined when it is not. `about`: what others may know of that person. */
  weakness(password: string, about: readonly string[]): Promise<string | undefined>
  /** A code for people to type (100 random bits), and what the store keeps of it. */
  newCode(): { readonly code: string; readonly hash: string }
  /** However it was typed. */
  hashCode(code: string): string
  /** A secret for an authenticator app, in Base32, and the address by which it takes it. */
  newTotp(login: string): { readonly secret: string; readonly uri: string }
  /** The time step whose code this is; undefined when it is none of now. */
  totpStep(secret: string, code: string, at: number): number | undefined
  /** What only this hub can open again. */
  seal(text: string): string
  open(sealed: string): string
  /** What the store keeps of a password. Takes a while on purpose. Refusal: `too-many`. */
  hashPassword(password: string): Promise<string>
  /** Whether it is the password of that hash. Refusal: `too-many`. */
  isPassword(password: string, hash: string): Promise<boolean>
}

/** A way in, as the hub sees it. */
export interface Connection {
  readonly door: Door
  readonly address: string
  readonly port: number
  readonly loopback: boolean
  /** Chat. Answers false when the reader has too much waiting; the hub then comes back to it when it has caught up. */
  deliver(batch: EntryBatch): boolean
  /** An event that is no reply. */
  tell(event: Event): void
  /** Entries that are gone from a room's log, where this reader would have come to them. */
  gap(room: number, from: number, to: number): void
  /** Says a last event, if any, and closes. */
  close(last?: Event): void
}

/** What looks after a hub; `by` is told in the log and to whom it concerns. */
export interface Operating {
  perform(command: OperatorCommand, by?: string): Promise<OperatorAnswer>
}

/** What is worth an operator's eye. Never message text, never a token. */
export interface Log {
  info(fields: Record<string, unknown>, sentence: string): void
  warn(fields: Record<string, unknown>, sentence: string): void
  error(fields: Record<string, unknown>, sentence: string): void
}
