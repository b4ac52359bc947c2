// The shelf: which files may be fetched and left, under which names, and what becomes of an upload that was cut off.

import { isFileName, isFilePath, nextFreeName } from '../protocol/file-names.ts'
import { type LimitValues, limits } from '../protocol/limits.ts'
import type { CommandOf, FileRow } from '../protocol/messages.ts'
import { Refusal } from '../protocol/refusals.ts'
import { Download } from './download.ts'
import { hashOf } from './hashes.ts'
import type { Blobs, Clock, Secrets, StagedBlob, StagedUpload, Store } from './ports.ts'
import type { Session } from './session.ts'
import { Upload } from './upload.ts'

type Put = CommandOf<'put'>

export class Files {
  readonly #store: Store
  readonly #blobs: Blobs
  readonly #secrets: Secrets
  readonly #clock: Clock
  readonly #limits: LimitValues
  /** Uploads that can be gone on with, by what they declared. */
  readonly #staged = new Map<string, StagedUpload>()
  readonly #active = new Map<string, Upload>()
  #transfers = 0
  /** Bytes promised to uploads that are about to begin. */
  #reserved = 0
  #whenIdle: (() => void)[] = []

  constructor(parts: { store: Store; blobs: Blobs; secrets: Secrets; clock: Clock; limits: LimitValues }) {
    this.#store = parts.store
    this.#blobs = parts.blobs
    this.#secrets = parts.secrets
    this.#clock = parts.clock
    this.#limits = parts.limits
  }

  /** Takes up the uploads that were cut off, and clears away what nobody can go on with. */
  async start(): Promise<void> {
    const oldest = this.#clock.now() - limits.stagedUploadSecondsMax * 1_000
    for (const upload of await this.#store.stagedUploads()) {
      if (upload.at >= oldest) this.#staged.set(keyOf(upload), upload)
      else await this.#store.dropStagedUpload(upload.id)
    }
    await this.#blobs.sweep(new Set([...this.#staged.values()].map(upload => upload.id)))
  }

  list(after: string): Promise<readonly FileRow[]> {
    return this.#blobs.list(after, limits.listRowsMax)
  }

  /** Opens the first reading that names a file. Refusals: `no-such-file`, `bad-offset`. */
  async open(readings: CommandOf<'get'>['readings']): Promise<Download> {
    for (const { name, offset } of readings) {
      const reader = isFilePath(name) ? await this.#blobs.open(name) : undefined
      if (reader === undefined) continue
      if (offset <= reader.bytes) return new Download(name, offset, reader, this.#store, this.#transferBegins())
      await reader.close()
      throw new Refusal('bad-offset', `${name} has ${reader.bytes} bytes; the offset cannot be ${offset}. To say this line, use /say.`)
    }
    throw new Refusal('no-such-file')
  }

  /** Opens an upload. Refusals: `bad-file-name`, `file-too-large`, `storage-full`, `exists`. */
  async put(session: Session, put: Put): Promise<Upload> {
    if (!isFileName(put.name)) throw new Refusal('bad-file-name')
    const most = this.#limits['max-file-bytes']
    if (put.bytes > most) throw new Refusal('file-too-large', `This hub takes files of up to ${most} bytes. To say this line, use /say.`)
    // The newest request goes on; an older one of the same guest for the same bytes lets go first, or is brought to its end.
    await this.#activeFor(session, put)?.abort()
    const there = await this.#standing(put)
    if (there === 'other' && !put.rename) throw new Refusal('exists')
    const already = there === 'same' ? put.resume : undefined
    const staged = already === undefined ? await this.#stage(session, put) : undefined
    const ends = this.#transferBegins()
    const upload: Upload = new Upload(put, session, staged?.blob, {
      already,
      ended: outcome => {
        ends()
        if (staged === undefined) return
        this.#active.delete(staged.id)
        if (outcome === 'kept') return
        this.#staged.delete(staged.key)
        if (put.resume !== undefined) void this.#store.dropStagedUpload(staged.id).catch(() => undefined)
      },
      publish: (blob, sha256) => this.#publish(session, put, blob, sha256),
    })
    if (staged !== undefined) {
      this.#active.set(staged.id, upload)
      this.#reserved -= staged.reserved
    }
    return upload
  }

  /** Settles when no transfer is in flight. */
  idle(): Promise<void> {
    return this.#transfers === 0 ? Promise.resolve() : new Promise(resolve => this.#whenIdle.push(resolve))
  }

  /** Throws away staged bytes that nobody came back for. */
  async sweep(): Promise<void> {
    const oldest = this.#clock.now() - limits.stagedUploadSecondsMax * 1_000
    for (const [key, upload] of this.#staged) if (upload.at < oldest && !this.#active.has(upload.id)) await this.#forget(key, upload)
  }

  async #forget(key: string, upload: StagedUpload): Promise<void> {
    this.#staged.delete(key)
    await (await this.#blobs.stage(upload.id)).discard()
    await this.#store.dropStagedUpload(upload.id)
  }

  /** Only so many uploads wait for somebody to go on with them; the oldest gives way. */
  async #makeRoom(): Promise<void> {
    if (this.#staged.size < limits.stagedUploadsMax) return
    for (const [key, upload] of this.#staged) if (!this.#active.has(upload.id)) return this.#forget(key, upload)
  }

  #activeFor(session: Session, put: Put): Upload | undefined {
    const known = put.resume === undefined ? undefined : this.#staged.get(keyOf(declaredBy(session, put)))
    return known === undefined ? undefined : this.#active.get(known.id)
  }

  /** What stands under the name already, as far as it can be told before the bytes have come. */
  async #standing(put: Put): Promise<'nothing' | 'same' | 'other' | 'perhaps'> {
    const reader = await this.#blobs.open(put.name)
    if (reader === undefined) return 'nothing'
    try {
      if (reader.bytes !== put.bytes) return 'other'
      if (put.resume === undefined) return 'perhaps'
      return (await hashOf(this.#store, put.name, reader)) === put.resume ? 'same' : 'other'
    } finally {
      await reader.close()
    }
  }

  async #stage(session: Session, put: Put): Promise<{ id: string; key: string; blob: StagedBlob; reserved: number }> {
    const declared = declaredBy(session, put)
    const key = keyOf(declared)
    const known = put.resume === undefined ? undefined : this.#staged.get(key)
    if (known !== undefined) {
      const blob = await this.#blobs.stage(known.id)
      if (blob.length <= put.bytes) return { id: known.id, key, blob, reserved: 0 }
      await blob.discard()
    }
    if (put.bytes > (await this.#blobs.freeBytes()) - this.#promisedBytes())
      throw new Refusal('storage-full', "The hub's disk has no room for this file.")
    // From here to the next pause nobody else can be promised the same bytes.
    this.#reserved += put.bytes
    try {
      const id = known?.id ?? this.#secrets.newId()
      if (put.resume !== undefined && known === undefined) {
        await this.#makeRoom()
        const upload = { id, ...declared, at: this.#clock.now() }
        await this.#store.saveStagedUpload(upload)
        this.#staged.set(key, upload)
      }
      return { id, key, blob: await this.#blobs.stage(id), reserved: put.bytes }
    } catch (thrown) {
      this.#reserved -= put.bytes
      throw thrown
    }
  }

  /** Gives sealed bytes their name, records them and tells the room; answers the name they stand under. */
  async #publish(session: Session, put: Put, blob: StagedBlob, sha256: string): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      const name = attempt === 1 ? put.name : nextFreeName(put.name, attempt)
      const published = await blob.publish(name)
      if (published !== 'taken') {
        try {
          await session.lobby.tellOfFile(session, { name, sha256, version: published.version }, put.bytes, this.#clock.now())
          return name
        } catch (thrown) {
          await blob.unpublish(name)
          throw thrown
        }
      }
      if (await this.#holds(name, put.bytes, sha256)) return name
      if (!put.rename) throw new Refusal('exists')
    }
  }

  /** Whether the file of that name has just this content. */
  async #holds(name: string, bytes: number, sha256: string): Promise<boolean> {
    const reader = await this.#blobs.open(name)
    if (reader === undefined) return false
    try {
      return reader.bytes === bytes && (await hashOf(this.#store, name, reader)) === sha256
    } finally {
      await reader.close()
    }
  }

  /** What the uploads in progress will still take of the disk. */
  #promisedBytes(): number {
    let bytes = this.#reserved
    for (const upload of this.#active.values()) bytes += upload.missing
    return bytes
  }

  #transferBegins(): () => void {
    this.#transfers++
    return () => {
      this.#transfers--
      if (this.#transfers === 0) for (const resolve of this.#whenIdle.splice(0)) resolve()
    }
  }
}

const declaredBy = (session: Session, put: Put): Pick<StagedUpload, 'guest' | 'name' | 'bytes' | 'sha256'> => ({
  guest: session.guest,
  name: put.name,
  bytes: put.bytes,
  sha256: put.resume ?? '',
})

const keyOf = ({ guest, name, bytes, sha256 }: Pick<StagedUpload, 'guest' | 'name' | 'bytes' | 'sha256'>): string =>
  JSON.stringify([guest, name, bytes, sha256])
