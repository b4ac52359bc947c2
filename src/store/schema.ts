// The tables, as the queries see them. Times are milliseconds since 1970, UTC.
import type { Generated } from 'kysely'
import type { Role } from '../protocol/accounts.ts'
import type { EntryBody } from '../protocol/entries.ts'
import type { RoomKind } from '../protocol/rooms.ts'

type Guests = {
  id: number
  name: string
  name_key: string
  seq: number
  /** Null while nobody can come back as this guest. */
  token_hash: string | null
  token_at: number
}

type Files = {
  /** Names this content under this name for ever; other content has another one. */
  id: string
  room_id: number
  name: string
  bytes: number
  modified_at: number
  /** Of the file on disk; empty where no name of the disk leads to it but its id. */
  version: string
  /** Null until it has been worked out. */
  sha256: string | null
  guest_id: number
  /** Empty where nobody put it here but the operator. */
  author: string
  added_at: number
}

export type Schema = {
  hub: { id: number; beat_at: number; next_session: number; next_guest_number: number; data_id: Generated<string> }
  rooms: {
    id: Generated<number>
    /** `#name`; of a direct room `@` and the sorted numbers of those who are in it. */
    name: string
    last_seq: number
    created_at: number
    kind: Generated<RoomKind>
    topic: Generated<string>
    archived: Generated<number>
    owner_id: Generated<number>
    /** After so many days its files go; null leaves that to the hub's own setting. */
    file_days: Generated<number | null>
    /** Entries before it have been removed. */
    first_seq: Generated<number>
  }
  /** The keys by which names of rooms are too alike. */
  room_names: { key: string; room_id: number }
  entries: {
    room_id: number
    seq: number
    at: number
    session_id: number
    guest_id: number
    author: string
    kind: EntryBody['kind']
    /** The text of a message as it is now. */
    body: string
    client_id: string | null
    /** What it answers or changes. */
    of_seq: number | null
    extra: string | null
    edited_seq: number | null
    deleted_seq: number | null
  }
  members: {
    guest_id: number
    room_id: number
    state: 'member' | 'invited'
    read_seq: number /** The entry that made it so. */
    since_seq: number
  }
  mentions: { guest_id: number; room_id: number; seq: number }
  reactions: { room_id: number; of_seq: number; emoji: string; guest_id: number; seq: number }
  sessions: {
    id: number
    guest_id: number
    name: string
    address: string
    port: number
    door: string
    connected_at: number
    ended_at: number | null
    reason: string | null
  }
  guests: Guests
  /** What `guests` is called while it is being made. */
  known_guests: Guests
  files: Files
  /** What `files` is called while it is being made. */
  shelved_files: Files
  /** Uploads that somebody may come back for. */
  transfers: {
    id: string
    room_id: number
    guest_id: number
    author: string
    name: string
    bytes: number | null
    sha256: string | null
    if_taken: string
    at: number
  }
  shares: {
    token_hash: string
    file_id: string
    guest_id: number
    created_at: number
    expires_at: number | null
    downloads_left: number | null
    password_hash: string | null
  }
  settings: { key: string; value: string }
  /** Registered people. What an account is called stands among the guests, under its number. */
  accounts: {
    guest_id: number
    login: string
    login_key: string
    role: Role
    password_hash: string
    created_at: number
    totp_secret: string | null
    totp_step: number
  }
  bans: { id: string; guest_id: number; range_text: string; reason: string; by_name: string; at: number; until_at: number | null }
  recovery_codes: { guest_id: number; code_hash: string }
  /** The keys of logins and names of accounts: nobody else may have a name that is too alike. */
  account_names: { key: string; guest_id: number }
  /** Devices on which an account is signed in. */
  sign_ins: {
    id: string
    guest_id: number
    token_hash: string
    device: string
    address: string
    created_at: number
    used_at: number
  }
  invitations: {
    id: string
    code_hash: string
    role: Role
    by_name: string
    created_at: number
    expires_at: number
    uses_left: number
  }
}
