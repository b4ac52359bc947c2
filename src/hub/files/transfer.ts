// One upload from its first byte to its last, whoever brings them: it outlives the connections on which they come. While somebody holds it
// bytes may come; when it is let go it waits for the next who holds it, or for its end.
import type { IfTaken, TransferRow } from '../../protocol/files.ts'
import { Refusal } from '../../protocol/refusals.ts'
import type { Blobs, FileRecord, StagedBlob, TransferRecord } from '../ports.ts'
import type { Room, Writer } from '../room.ts'
import type { Promised } from './quotas.ts'
import type { Stored, Upload } from './upload.ts'

/** What somebody wants to put on a shelf. */
export type PutAsked = {
  readonly room: Room
  readonly writer: Writer
  readonly address: string
  readonly name: string
  /** Undefined where the sender does not know. */
  readonly bytes: number | undefined
  readonly sha256: string | undefined
  readonly ifTaken: IfTaken
  /** The file that it replaces, if it is still there. */
  readonly over?: FileRecord
  /** Whether the bytes stay for a while when the sender is cut off; asked when that happens. */
  readonly keeps: () => boolean
  /** It is written down from the start, because somebody may come back for it after a restart. */
  readonly kept: boolean
}

export class Transfer {
  readonly id: string
  /** By this id it is shown and followed. Whoever knows the other one of an upload that nobody has signed may go on with it and end it. */
  readonly shownId: string
  readonly record: TransferRecord
  readonly kept: boolean
  readonly over: FileRecord | undefined
  readonly promised: Promised
  /** Up to when it is written down that somebody is at it. */
  writtenAt: number
  readonly #blobs: Blobs
  #blob: StagedBlob | undefined
  /** No byte was ever staged. */
  #isNew: boolean
  /** The bytes are being opened or closed; one thing after the other. */
  #handling: Promise<unknown> = Promise.resolve()
  #bytes: number | undefined
  #length: number
  #touchedAt: number
  #holder: Upload | undefined
  #state: 'open' | 'stored' | 'dead' = 'open'
  #stored: Stored | undefined
  #completing: Promise<unknown> | undefined
  #doubtfulFrom: number | undefined
  /** Readers that wait for more bytes, or for the end. */
  #waiting: ((goesOn: boolean) => void)[] = []

  constructor(start: {
    readonly record: TransferRecord
    readonly shownId: string
    readonly kept: boolean
    readonly over: FileRecord | undefined
    readonly promised: Promised
    readonly blobs: Blobs
    readonly isNew: boolean
    readonly length: number
    readonly at: number
  }) {
    this.record = start.record
    this.id = start.record.id
    this.shownId = start.shownId
    this.kept = start.kept
    this.over = start.over
    this.promised = start.promised
    this.#blobs = start.blobs
    this.#isNew = start.isNew
    this.#bytes = start.record.bytes
    this.#length = start.length
    this.#touchedAt = start.at
    this.writtenAt = start.at
    this.promised.written = start.length
  }

  get length(): number {
    return this.#length
  }

  /** How much of it may be read along: bytes whose sender gave a checksum count when that has been compared. */
  get readable(): number {
    return this.#doubtfulFrom ?? this.#length
  }

  /** The length of the whole file, as soon as it is known. */
  get bytes(): number | undefined {
    return this.#bytes
  }

  get holder(): Upload | undefined {
    return this.#holder
  }

  get touchedAt(): number {
    return this.#touchedAt
  }

  get state(): 'open' | 'stored' | 'dead' {
    return this.#state
  }

  /** What it has become. */
  get stored(): Stored | undefined {
    return this.#stored
  }

  row(expiresAt: number): TransferRow {
    const { room, name, guest, author } = this.record
    const bytes = this.#bytes
    return {
      id: this.shownId,
      room,
      name,
      ...(bytes !== undefined && { bytes }),
      offset: this.#length,
      guest,
      author,
      active: this.#holder !== undefined,
      expiresAt,
    }
  }

  /** Somebody who asked about it brings it to its end. */
  get completing(): boolean {
    return this.#completing !== undefined
  }

  /** Brings it to its end, once for all who ask at this time. */
  async complete(finish: () => Promise<unknown>): Promise<void> {
    this.#completing ??= finish().finally(() => {
      this.#completing = undefined
    })
    await this.#completing
  }

  /** The sender knows by now how long the file is. */
  setBytes(bytes: number): void {
    this.#bytes = bytes
  }

  /** Somebody holds it from now on; nobody else may. */
  async hold(upload: Upload, at: number): Promise<void> {
    if (this.#holder !== undefined) throw new Error('Somebody holds this upload.')
    this.#holder = upload
    this.#touchedAt = at
    await this.#handle(async () => {
      // It may be over by now, or held by another.
      if (this.#state === 'open') this.#blob ??= await this.#stage()
    })
    this.#moved()
    if (this.#holder === upload) await this.settle(false)
  }

  /** Nobody holds it; the bytes wait. */
  async letGo(at: number): Promise<void> {
    try {
      await this.settle(false)
    } finally {
      this.#holder = undefined
      this.#touchedAt = at
    }
  }

  /** Closes the bytes, of which nobody seems to come back for a while. They stay. */
  async rest(): Promise<void> {
    await this.#handle(async () => {
      if (this.#holder !== undefined) return
      const blob = this.#blob
      this.#blob = undefined
      await blob?.close()
    })
  }

  async append(chunks: readonly Uint8Array[]): Promise<void> {
    try {
      await this.blob.append(chunks)
    } finally {
      // A full disk may have taken some of them.
      this.#moved()
    }
  }

  /** What comes from here on is to be compared with a checksum before it counts. */
  doubt(): void {
    this.#doubtfulFrom ??= this.#length
  }

  /** It is what its sender said it would be; or else it is thrown away. */
  async settle(isRight: boolean): Promise<void> {
    const from = this.#doubtfulFrom
    if (from === undefined) return
    if (!isRight) await this.blob.cut(from)
    this.#doubtfulFrom = undefined
    this.#moved()
  }

  /** The bytes, while somebody holds them. */
  get blob(): StagedBlob {
    if (this.#blob === undefined) throw new Refusal('resumed-elsewhere')
    return this.#blob
  }

  /** It has its name now, or is thrown away for good. */
  async end(stored?: Stored): Promise<void> {
    if (this.#state !== 'open') return
    this.#state = stored === undefined ? 'dead' : 'stored'
    this.#stored = stored
    this.#holder = undefined
    this.#wake(true)
    await this.#handle(async () => {
      const blob = this.#blob ?? (this.kept ? await this.#stage() : undefined)
      this.#blob = undefined
      await blob?.discard()
    })
  }

  /** Nobody knows what has become of it. The bytes are left as they are. */
  async leave(): Promise<void> {
    this.#state = 'dead'
    this.#holder = undefined
    this.#wake(true)
    await this.rest()
  }

  async #stage(): Promise<StagedBlob> {
    const isNew = this.#isNew
    this.#isNew = false
    return this.#blobs.stage(this.id, { kept: this.kept, isNew })
  }

  #handle(work: () => Promise<void>): Promise<void> {
    const done = this.#handling.then(work)
    this.#handling = done.catch(() => undefined)
    return done
  }

  /** Settles when something has changed about it. False: nobody has brought anything for too long. */
  change(): Promise<boolean> {
    return new Promise(resolve => this.#waiting.push(resolve))
  }

  /** Settles when more than `length` bytes can be read, or it has ended. False: nobody has brought any for too long. */
  async more(length: number): Promise<boolean> {
    while (this.#state === 'open' && this.readable <= length) if (!(await this.change())) return false
    return true
  }

  /** Whoever reads along waits no longer. */
  tellOfDelay(): void {
    this.#wake(false)
  }

  #moved(): void {
    this.#length = this.#blob?.length ?? this.#length
    this.promised.written = this.#length
    this.#wake(true)
  }

  #wake(goesOn: boolean): void {
    for (const wake of this.#waiting.splice(0)) wake(goesOn)
  }
}
