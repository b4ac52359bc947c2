// `partyline/client`: a program's or a front's way to a hub, in browsers and in Node.
export type { AccountView, Mode, Role, SignInRow } from '../protocol/accounts.ts'
export type { FileRow, ShareRow, TransferRow } from '../protocol/files.ts'
export type { BanShown, LimitRow, OperatorAnswer } from '../protocol/operator-answers.ts'
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
export { connect } from './connecting.ts'
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
