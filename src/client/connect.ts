// `partyline/client`: a program's or a front's way to a hub, in browsers and in Node.
import type { ConnectOptions, Partyline } from './api.ts'
import { Client } from './client.ts'

/**
 * Connects to a hub, and stays connected until it is closed.
 *
 * `url`: `ws://host:8080` or `wss://...` (the path is `/ws` unless there is another; `http` and `https` mean the same), or `tcp://host:12345` with
 * the transport of `partyline/client/tcp`. Throws a `TypeError` when the URL cannot be used at all, and nothing because of the network.
 */
export function connect(url: string, options: ConnectOptions = {}): Partyline {
  const parsed = new URL(url)
  if (options.transport === undefined && !/^(wss?|https?):$/.test(parsed.protocol))
    throw new TypeError(`No transport for ${parsed.protocol}// is given: use ws://, or tcp() of partyline/client/tcp.`)
  return new Client(parsed, options)
}

export type { AccountView, Mode, Role, SignInRow } from '../protocol/accounts.ts'
export type { FileRow, ShareRow, TransferRow } from '../protocol/files.ts'
export type {
  Clock,
  ConnectOptions,
  Found,
  Page,
  Partyline,
  Receipt,
  Room,
  RoomEvent,
  Saved,
  SavedCommand,
  SendOptions,
  Storage,
} from './api.ts'
export { PartylineError } from './error.ts'
export type { Credentials, NewAccount, SignedIn, SigningInOptions } from './signing-in.ts'
export { register, signIn } from './signing-in.ts'
export type * from './state/state.ts'
export type {
  Batch,
  BatchProgress,
  BatchResult,
  Coming,
  Failed,
  FileSink,
  FileSource,
  FilesAsked,
  Kept,
  ManyOptions,
  Progress,
  Shared,
  ShareOptions,
  StoredFile,
  Transfer,
  TransferOptions,
  UploadAllOptions,
  UploadOptions,
  UploadSource,
  Wanted,
} from './transfers/api.ts'
export type { Hash } from './transfers/sha256.ts'
export type { Link, LinkEvents, Transport } from './transport.ts'
