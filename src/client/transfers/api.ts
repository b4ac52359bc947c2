// What a program or a front sees of files: sources and sinks, a transfer, and many transfers at once.
import type { FileRow, IfTaken, ShareRow } from '../../protocol/files.ts'
import type { PartylineError } from '../error.ts'
import type { Hash } from './sha256.ts'

/** A file to be left with a hub. `stream` is asked again after a cut: it gives the bytes from an offset on. */
export type FileSource = {
  /** Its name on the shelf; with `/` it lies in folders there. */
  readonly name: string
  /** Undefined where nobody knows how long it will be. */
  readonly bytes?: number
  /** In lower-case hex, where it is known already. */
  readonly sha256?: string
  stream(offset: number): AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>
  /** The bytes from one offset up to another, as something that a request can send without their being held here. */
  slice?(from: number, to: number): Blob
  /** A faster SHA-256 than the SDK's own. */
  hash?(): Hash
}

export type UploadSource = Blob | Uint8Array | FileSource

/** The version of a file that is coming: `sha256` is absent while the hub does not know it either. */
export type Coming = { readonly name: string; readonly bytes: number | undefined; readonly sha256: string | undefined }

/** Where the bytes of a download go. Whatever it throws ends the download. */
export type FileSink = {
  /** The next bytes, which belong `at` bytes after the beginning. They are the sink's own. */
  write(chunk: Uint8Array, at: number): Promise<void> | void
  /** All bytes are there, and are those that the hub has. */
  close?(): Promise<void> | void
  /** They will not come, or were not right (`wrong-hash`). After `closed` or `interrupted` another run may go on with what is there. */
  abort?(reason: Error): Promise<void> | void
  /** Bytes come from the beginning: for the first time, or because the file has changed. What was written before is void. */
  begin?(coming: Coming): Promise<void> | void
  /** What is here of an earlier run: the first `at` bytes of the file with that SHA-256. They are to be given to `hash`. */
  resume?(hash: Hash): Promise<Kept | undefined>
  /** Whether just this content is here already, so that nothing has to come. */
  has?(coming: Coming): Promise<boolean>
  /** A faster SHA-256 than the SDK's own. */
  hash?(): Hash
}

export type Kept = { readonly at: number; readonly sha256: string }

/** A file as the hub has it. */
export type StoredFile = { readonly id: string; readonly name: string; readonly bytes: number; readonly sha256: string }

export type Progress = {
  /** Bytes that have gone or come. After a cut it may be less than before. */
  readonly bytes: number
  readonly total?: number
  /** Over the last few seconds. */
  readonly bytesPerSecond: number
  readonly secondsLeft?: number
  /** `waiting`: for its turn, for a connection, or for the next try. */
  readonly state: 'waiting' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled'
  /** How often it had to begin anew because the file had changed, or because the hub knew nothing of it any more. */
  readonly restarts: number
}

/** An upload or a download. It begins at once, and goes on through broken connections until it is there, refused or ended here. */
export type Transfer<T = StoredFile> = AsyncIterable<Progress> & {
  readonly name: string
  readonly progress: Progress
  /** Of an upload of more than 1 MiB, as soon as it has begun: with it as `resumeUrl` it can be gone on with in another run of the program. */
  readonly url: string | undefined
  /** Rejects with a `PartylineError`, or with what the source or the sink threw. Nobody has to wait for it. */
  readonly done: Promise<T>
  /** Calls back a few times a second while something changes, as soon as there is a `url`, and at the end. Returns how to stop it. */
  onProgress(listener: (progress: Progress) => void): () => void
  /** What has gone or come stays. */
  pause(): void
  resume(): void
  /** Ends it, and throws away what is at the hub or in the sink. Resolves when that is done. */
  cancel(): Promise<void>
}

export type TransferOptions = {
  /** Ends the transfer here; what is at the hub or in the sink stays, for another run to go on with. `done` rejects with `interrupted`. */
  readonly signal?: AbortSignal
}

export type UploadOptions = TransferOptions & {
  /** Instead of the source's own name. */
  readonly name?: string
  /** In lower-case hex. The hub refuses other bytes with `wrong-hash`, and bytes that it has already need not go. */
  readonly sha256?: string
  /** When other content has the name: `exists`, or `name (2).txt`. */
  readonly ifTaken?: IfTaken
  /** The `url` of an upload of the same file that was not finished. If the hub knows it no more it begins anew. */
  readonly resumeUrl?: string
}

/** A file to be fetched: a name in the room, the id of a file, or a row of a listing. */
export type Wanted = string | { readonly id: string } | FileRow

export type FilesAsked = {
  /** Only names that begin so: `photos/`. */
  readonly prefix?: string
  /** Only names after this one, by code point. */
  readonly after?: string
}

export type ShareOptions = {
  /** How long the link leads somewhere; for ever unless given. */
  readonly hours?: number
  /** How often the file may be fetched by it. */
  readonly downloads?: number
  readonly password?: string
}

/** A link to one file for whoever has it; it is told only now. `share.id` names it to `unshareFile`. */
export type Shared = { readonly url: string; readonly share: ShareRow }

export type ManyOptions = TransferOptions & {
  /** How many at once; 4 unless given. */
  readonly parallel?: number
}

export type UploadAllOptions = ManyOptions & {
  readonly ifTaken?: IfTaken
  /** A folder of the shelf under which all the names stand. */
  readonly under?: string
}

export type BatchProgress = Progress & {
  /** Files that are there now, were there before, or could not be moved; `total` when all of them are known. */
  readonly files: { readonly done: number; readonly skipped: number; readonly failed: number; readonly total?: number }
}

export type Failed = { readonly name: string; readonly error: PartylineError | Error }

export type BatchResult = {
  /** Those that were there already are among them. */
  readonly done: readonly StoredFile[]
  readonly failed: readonly Failed[]
  /** How many were there already. */
  readonly skipped: number
  /** Moves those that failed once more. */
  retryFailed(): Batch
}

/** Many transfers, a few at a time. One that fails does not keep the others. */
export type Batch = AsyncIterable<BatchProgress> & {
  readonly progress: BatchProgress
  /** Rejects when the list of files cannot be read, or when the batch was cancelled or interrupted. */
  readonly done: Promise<BatchResult>
  onProgress(listener: (progress: BatchProgress) => void): () => void
  pause(): void
  resume(): void
  cancel(): Promise<void>
  /** Moves those that have failed so far once more, in a batch of their own. */
  retryFailed(): Batch
}
