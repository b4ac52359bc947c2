// One sender's hold on a transfer: from the offset on it brings bytes, then it has them sealed and published. The newest hold counts: an older
// one is told at its next byte that it goes on elsewhere.
import { Refusal } from '../../protocol/refusals.ts'
import type { Writer } from '../room.ts'
import type { Pace } from './pace.ts'
import type { Transfer } from './transfer.ts'

/** What was stored, under which name, and by which id. `again`: it stood there already. */
export type Stored = {
  readonly id: string
  readonly name: string
  readonly bytes: number
  readonly sha256: string
  readonly again?: true
}

export type UploadEnds = {
  /** More bytes are coming than were promised, since nobody knew how many. */
  readonly grow: (bytes: number) => Promise<void>
  readonly finish: (transfer: Transfer, writer: Writer, keeps: boolean) => Promise<Stored>
  readonly letGo: (transfer: Transfer) => Promise<void>
  readonly drop: (transfer: Transfer) => Promise<void>
  /** It is known by now how long the file is. */
  readonly declare: (transfer: Transfer, bytes: number) => Promise<void>
}

export class Upload {
  readonly name: string
  #offset: number
  /** What of it is there already, so that nothing has to come. */
  readonly already: Stored | undefined
  readonly #transfer: Transfer | undefined
  readonly writer: Writer
  readonly #pace: Pace
  readonly #ends: UploadEnds
  readonly #keeps: () => boolean
  #ended = false
  #finishing: Promise<Stored> | undefined
  #aborting: Promise<void> | undefined
  #writing: Promise<void> = Promise.resolve()
  #tellTaken: () => void = nothing

  constructor(start: {
    readonly name: string
    readonly transfer: Transfer | undefined
    readonly already: Stored | undefined
    readonly writer: Writer
    readonly pace: Pace
    readonly ends: UploadEnds
    readonly keeps: () => boolean
  }) {
    this.name = start.name
    this.#transfer = start.transfer
    this.already = start.already
    this.writer = start.writer
    this.#pace = start.pace
    this.#ends = start.ends
    this.#keeps = start.keeps
    this.#offset = start.transfer?.length ?? start.already?.bytes ?? 0
  }

  /** Bytes that the hub has already. */
  get offset(): number {
    return this.#offset
  }

  /** The bytes that were left are open, and it is sure how many there are. */
  begun(): void {
    this.#offset = this.length
  }

  /** By this id it can be gone on with. Undefined when nothing is missing. */
  get id(): string | undefined {
    return this.#transfer?.id
  }

  get length(): number {
    return this.#transfer?.length ?? this.#offset
  }

  /** Bytes that are still to come; undefined while the sender does not know. */
  get missing(): number | undefined {
    if (this.#transfer === undefined) return 0
    return this.#transfer.bytes === undefined ? undefined : this.#transfer.bytes - this.#transfer.length
  }

  get ended(): boolean {
    return this.#ended
  }

  /** `tell` is called when somebody else goes on with it or it is cancelled, however long the next byte is in coming. */
  whenTaken(tell: () => void): void {
    this.#tellTaken = tell
  }

  /** Takes the next bytes, at most `missing`; settles when more may come. Refusals: `resumed-elsewhere`, `storage-full`, `storage-failed`. */
  append(chunks: readonly Uint8Array[]): Promise<void> {
    if (this.#ended) return Promise.reject(new Refusal('resumed-elsewhere'))
    this.#writing = this.#append(chunks)
    // Whoever lets go waits for it, too.
    this.#writing.catch(nothing)
    return this.#writing
  }

  /** How much of it may be in memory at this time, of at most so many bytes. */
  share(bytes: number): number {
    return this.#pace.share(bytes)
  }

  /** Milliseconds to wait after these bytes. */
  delay(bytes: number): number {
    return this.#pace.delay(bytes)
  }

  /** What comes from here on is to be compared with a checksum; `settle` then says whether it was right, or else it is thrown away. */
  doubt(): void {
    this.#transfer?.doubt()
  }

  async settle(isRight: boolean): Promise<void> {
    await this.#transfer?.settle(isRight)
  }

  /** The sender knows by now how long the file is. Refusals: as of `append`, and `bad-length` when more has come already. */
  async setBytes(bytes: number): Promise<void> {
    if (this.#transfer === undefined) return
    if (bytes < this.#transfer.length) throw new Refusal('bad-length')
    await this.#ends.grow(bytes)
    await this.#ends.declare(this.#transfer, bytes)
  }

  /** All bytes are there: seals and publishes them. Refusals: `bad-length` where there are fewer, `wrong-hash`, `exists`, `storage-full`, `storage-failed`. */
  finish(): Promise<Stored> {
    this.#finishing ??= this.#finish()
    return this.#finishing
  }

  /** Cut off. The bytes stay for a while if somebody can come back for them; else they are thrown away. */
  abort(): Promise<void> {
    // What is being published already is brought to its end.
    this.#aborting ??= this.#finishing?.then(nothing, nothing) ?? this.#abort()
    return this.#aborting
  }

  async #abort(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    this.#tellTaken()
    await this.#writing.catch(nothing)
    this.#pace.end()
    if (this.#transfer === undefined) return
    await this.#part(this.#transfer)
  }

  #part(transfer: Transfer): Promise<void> {
    return this.#keeps() ? this.#ends.letGo(transfer) : this.#ends.drop(transfer)
  }

  async #append(chunks: readonly Uint8Array[]): Promise<void> {
    const transfer = this.#transfer
    if (transfer === undefined) return
    const length = transfer.length + chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    if (transfer.bytes === undefined) await this.#ends.grow(length)
    else if (length > transfer.bytes) throw new Refusal('bad-length')
    await transfer.append(chunks)
  }

  async #finish(): Promise<Stored> {
    if (this.#ended) throw new Refusal('resumed-elsewhere')
    try {
      if (this.#transfer === undefined) return this.already ?? { id: '', name: this.name, bytes: 0, sha256: '' }
      await this.#complete(this.#transfer)
      return await this.#ends.finish(this.#transfer, this.writer, this.#keeps())
    } finally {
      this.#ended = true
      this.#pace.end()
    }
  }

  /** All bytes have come; else the sender is cut off. */
  async #complete(transfer: Transfer): Promise<void> {
    try {
      await this.#writing
      if (transfer.bytes !== undefined && transfer.bytes !== transfer.length) throw new Refusal('bad-length')
    } catch (thrown) {
      await this.#part(transfer)
      throw thrown
    }
    if (transfer.bytes === undefined) transfer.setBytes(transfer.length)
  }
}

const nothing = (): void => undefined
