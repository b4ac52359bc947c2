// Uploads from their opening to their name: who may go on with which, what they are promised, and what becomes of those that were cut off.
// Open, append, seal, publish: what is acknowledged is on disk and told of in the room's log.
import { isFileTarget, nextFreeName } from '../../protocol/file-names.ts'
import type { TransferRow } from '../../protocol/files.ts'
import { limits } from '../../protocol/limits.ts'
import { Refusal } from '../../protocol/refusals.ts'
import { type FileRecord, type NewEntry, StoreLost, type TransferRecord } from '../ports.ts'
import type { Room, Writer } from '../room.ts'
import type { Pace, Paces } from './pace.ts'
import type { FilesParts, RoomOf } from './parts.ts'
import { Quotas } from './quotas.ts'
import type { NewFile, Shelf } from './shelf.ts'
import type { Shelves } from './shelves.ts'
import { type PutAsked, Transfer } from './transfer.ts'
import { type Stored, Upload, type UploadEnds } from './upload.ts'

export class Uploads {
  readonly #parts: FilesParts
  readonly #shelves: Shelves
  readonly #roomOf: RoomOf
  readonly #quotas: Quotas
  readonly #paces: Paces
  /** Every upload that is not over, and for a while what became of those that are. */
  readonly #transfers = new Map<string, Transfer>()

  constructor(parts: FilesParts, shelves: Shelves, roomOf: RoomOf, quotas: Quotas, paces: Paces) {
    this.#parts = parts
    this.#shelves = shelves
    this.#roomOf = roomOf
    this.#quotas = quotas
    this.#paces = paces
  }

  /** Takes up the uploads that were cut off; answers their ids. */
  async start(): Promise<ReadonlySet<string>> {
    const { store, clock } = this.#parts
    for (const record of await store.transfers()) {
      if (this.#expiry(record.at) < clock.now()) await store.dropTransfer(record.id)
      else await this.#takeUp(record)
    }
    return new Set(this.#transfers.keys())
  }

  /** Opens an upload. Refusals: `bad-file-name`, `file-too-large`, `quota-full`, `storage-full`, `exists`, `too-many-transfers`. */
  async put(asked: PutAsked): Promise<Upload> {
    if (!isFileTarget(asked.name)) throw new Refusal('bad-file-name')
    const most = this.#parts.limits['max-file-bytes']
    if ((asked.bytes ?? 0) > most)
      throw new Refusal('file-too-large', `This hub takes files of up to ${most} bytes. To say this line, use /say.`)
    const pace = this.#paces.begin({ guest: asked.writer.guest, address: asked.address })
    try {
      // The newest request goes on; an older one of the same guest for the same bytes lets go first, or is brought to its end.
      const same = this.#same(asked)
      await same?.holder?.abort()
      const already = asked.over === undefined ? await this.#standing(asked) : undefined
      if (already === 'other' && asked.ifTaken !== 'rename') throw new Refusal('exists')
      const stored = typeof already === 'object' ? already : undefined
      const transfer = stored === undefined ? ((same?.state === 'open' ? same : undefined) ?? (await this.#begin(asked))) : undefined
      return await this.#hold(transfer, stored, asked, pace)
    } catch (thrown) {
      pace.end()
      throw thrown
    }
  }

  /** Goes on with an upload by its id; whoever held it lets go. Refusals: `no-such-transfer`, `too-many-transfers`. */
  async take(id: string, writer: Writer, address: string, keeps: () => boolean): Promise<Upload> {
    const transfer = this.own(id, writer.guest)
    const pace = this.#paces.begin({ guest: writer.guest, address })
    try {
      await transfer.holder?.abort()
      if (transfer.state === 'dead') throw new Refusal('no-such-transfer')
      const { name } = transfer.record
      const stored = transfer.state === 'stored' ? transfer.stored : undefined
      return await this.#hold(stored === undefined ? transfer : undefined, stored, { name, writer, keeps }, pace)
    } catch (thrown) {
      pace.end()
      throw thrown
    }
  }

  /**
   * Lets go of an upload whoever holds it. Where all bytes are there without a name, since a crash came between, it gets its name now.
   * Refusals: `no-such-transfer`, and as of `Upload.finish`.
   */
  async settle(id: string, writer: Writer, address: string): Promise<void> {
    const transfer = this.own(id, writer.guest)
    for (;;) {
      if (!transfer.completing) await transfer.holder?.abort()
      if (transfer.state !== 'open' || transfer.length !== transfer.bytes) return
      try {
        await transfer.complete(async () => (await this.take(id, writer, address, () => true)).finish())
      } catch (thrown) {
        // Somebody took it over to bring it to its end.
        if (!(thrown instanceof Refusal && thrown.code === 'resumed-elsewhere')) throw thrown
      }
    }
  }

  /** An upload that is this guest's own; one that nobody has signed is anybody's who knows its id. */
  find(id: string, guest: number): Transfer | undefined {
    const transfer = this.#transfers.get(id)
    return transfer?.record.guest === guest || transfer?.record.guest === 0 ? transfer : undefined
  }

  /** The same. Refusal: `no-such-transfer`. */
  own(id: string, guest: number): Transfer {
    const transfer = this.find(id, guest)
    if (transfer === undefined) throw new Refusal('no-such-transfer')
    return transfer
  }

  /** An upload, whosever it is, and the room that it is for. Refusal: `no-such-transfer`. */
  async known(id: string): Promise<{ readonly transfer: Transfer; readonly room: Room }> {
    const transfer = this.#transfers.get(id) ?? [...this.#transfers.values()].find(({ shownId }) => shownId === id)
    const room = transfer && (await this.#roomOf(transfer.record.room))
    if (transfer === undefined || room === undefined) throw new Refusal('no-such-transfer')
    return { transfer, room }
  }

  /** Uploads in this room that are not over. */
  in(room: Room): TransferRow[] {
    return [...this.#transfers.values()]
      .filter(transfer => transfer.record.room === room.id && transfer.state === 'open')
      .map(transfer => transfer.row(this.#expiry(transfer.touchedAt)))
  }

  /** When an upload is thrown away unless somebody goes on with it. */
  expiryOf(transfer: Transfer): number {
    return this.#expiry(transfer.touchedAt)
  }

  /** Ends an upload of one's own. Refusal: `no-such-transfer`. */
  async cancel(id: string, guest: number): Promise<void> {
    const transfer = this.own(id, guest)
    await transfer.holder?.abort()
    if (transfer.state === 'open') await this.#drop(transfer)
  }

  /** Throws away what nobody came back for, and lets rest what nobody seems to come back for. */
  async sweep(now: number): Promise<void> {
    let warm = limits.warmUploadsMax
    for (const transfer of [...this.#transfers.values()].reverse()) {
      const since = now - transfer.touchedAt
      if (transfer.state !== 'open') {
        if (since > limits.storedUploadSeconds * 1_000 || this.#transfers.size > limits.storedUploadsMax)
          this.#transfers.delete(transfer.id)
      } else if (transfer.holder === undefined) {
        if (since > limits.followSecondsMax * 1_000) transfer.tellOfDelay()
        if (this.#expiry(transfer.touchedAt) < now) await this.#drop(transfer)
        else if (since > limits.warmUploadSeconds * 1_000 || --warm < 0) await transfer.rest()
      }
    }
  }

  /** Nobody brings bytes any more: what may be gone on with is written down, and the rest is thrown away. */
  async stop(): Promise<void> {
    for (const transfer of [...this.#transfers.values()]) {
      await transfer.holder?.abort()
      await transfer.rest().catch(thrown => this.#couldNotClear(thrown))
    }
  }

  #expiry(touchedAt: number): number {
    return touchedAt + this.#parts.limits['upload-hours'] * 3_600_000
  }

  #shownId({ id, guest }: TransferRecord): string {
    return guest === 0 ? this.#parts.secrets.newId() : id
  }

  /** An upload from before this start, as it was left. */
  async #takeUp(record: TransferRecord): Promise<void> {
    const blobs = this.#shelves.blobsOf(record.room)
    const blob = await blobs.stage(record.id, { kept: true, isNew: false })
    const { length } = blob
    await blob.close()
    const promised = this.#quotas.keep(blobs, record.guest, record.bytes ?? length)
    const at = record.at
    const transfer = new Transfer({
      record,
      shownId: this.#shownId(record),
      kept: true,
      over: undefined,
      promised,
      blobs,
      isNew: false,
      length,
      at,
    })
    this.#transfers.set(record.id, transfer)
  }

  /** What stands under the name already, as far as it can be told before the bytes have come. */
  async #standing({ room, name, bytes, sha256 }: PutAsked): Promise<Stored | 'nothing' | 'other' | 'perhaps'> {
    const opened = await this.#shelves.of(room.id).open(name)
    if (opened === undefined) return 'nothing'
    try {
      if (bytes !== undefined && opened.reader.bytes !== bytes) return 'other'
      if (sha256 === undefined) return 'perhaps'
      if ((await opened.sha256()) !== sha256) return 'other'
      return { id: opened.file.id ?? '', name, bytes: opened.reader.bytes, sha256, again: true }
    } finally {
      await opened.reader.close()
    }
  }

  /** An upload of the same guest under the same name, with the same length and declared hash. */
  #same({ room, writer, name, bytes, sha256 }: PutAsked): Transfer | undefined {
    if (sha256 === undefined || writer.guest === 0) return undefined
    for (const transfer of this.#transfers.values()) {
      const { record } = transfer
      const isSame = record.guest === writer.guest && record.room === room.id && record.name === name && record.sha256 === sha256
      if (isSame && record.bytes === bytes && transfer.kept && transfer.state === 'open') return transfer
    }
    return undefined
  }

  async #begin(asked: PutAsked): Promise<Transfer> {
    const { writer, name, bytes, sha256, ifTaken, kept } = asked
    const blobs = this.#shelves.blobsOf(asked.room.id)
    if (kept) await this.#makeRoom()
    const promised = await this.#quotas.promise(blobs, writer.guest, bytes ?? 0, bytes ?? Quotas.step)
    try {
      const at = this.#parts.clock.now()
      const id = this.#parts.secrets.newId()
      const record = { id, room: asked.room.id, guest: writer.guest, author: writer.name, name, bytes, sha256, ifTaken, at }
      if (kept) await this.#parts.store.saveTransfer(record)
      const transfer = new Transfer({
        record,
        shownId: this.#shownId(record),
        kept,
        over: asked.over,
        promised,
        blobs,
        isNew: true,
        length: 0,
        at,
      })
      this.#transfers.set(id, transfer)
      return transfer
    } catch (thrown) {
      this.#quotas.release(promised)
      throw thrown
    }
  }

  /** Only so many uploads wait for somebody to go on with them; the oldest of whoever has most gives way. */
  async #makeRoom(): Promise<void> {
    const waiting = [...this.#transfers.values()].filter(transfer => transfer.state === 'open' && transfer.holder === undefined)
    if (waiting.length < limits.stagedUploadsMax) return
    const byGuest = Map.groupBy(waiting, transfer => transfer.record.guest)
    const [oldest] = [...byGuest.values()].reduce((most, other) => (other.length > most.length ? other : most))
    if (oldest !== undefined) await this.#drop(oldest)
  }

  async #hold(
    transfer: Transfer | undefined,
    already: Stored | undefined,
    { name, writer, keeps }: Pick<PutAsked, 'name' | 'writer' | 'keeps'>,
    pace: Pace,
  ): Promise<Upload> {
    const ends: UploadEnds = {
      grow: async bytes => {
        if (transfer === undefined || bytes <= transfer.promised.bytes) return
        const isKnown = transfer.bytes !== undefined
        await this.#quotas.grow(transfer.promised, bytes, isKnown ? bytes : bytes + Quotas.step)
      },
      finish: (ending, by, keep) => this.#finish(ending, by, keep),
      letGo: ending => this.#letGo(ending),
      drop: ending => this.#drop(ending),
      declare: async (declared, bytes) => {
        if (declared.kept) await this.#parts.store.saveTransfer({ ...declared.record, bytes })
        declared.setBytes(bytes)
      },
    }
    for (let holder = transfer?.holder; holder !== undefined; holder = transfer?.holder) await holder.abort()
    if (transfer !== undefined && transfer.state !== 'open') throw new Refusal('resumed-elsewhere')
    const upload = new Upload({ name, transfer, already, writer, pace, ends, keeps })
    try {
      await transfer?.hold(upload, this.#parts.clock.now())
    } catch (thrown) {
      await upload.abort()
      throw thrown
    }
    upload.begun()
    return upload
  }

  /** Seals an upload and gives it its name. Whatever becomes of it, nobody holds it any more. */
  async #finish(transfer: Transfer, writer: Writer, keep: boolean): Promise<Stored> {
    const { record } = transfer
    let sealed = false
    let stored: Stored
    try {
      const sha256 = await transfer.blob.seal()
      if (record.sha256 !== undefined && sha256 !== record.sha256) throw new Refusal('wrong-hash')
      sealed = true
      stored = await this.#publish(transfer, writer, sha256)
    } catch (thrown) {
      // Nobody knows whether it is recorded; the next start finds out, if everything is left as it is.
      if (thrown instanceof StoreLost) {
        await transfer.leave().catch(lost => this.#couldNotClear(lost))
        throw thrown
      }
      // Sealed bytes are still good when only their name or their record could not be written.
      const diskSaidNo = sealed && thrown instanceof Refusal && thrown.code.startsWith('storage-')
      if (diskSaidNo && keep) await this.#letGo(transfer)
      else await this.#drop(transfer)
      throw thrown
    }
    this.#quotas.release(transfer.promised)
    await transfer.end(stored).catch(thrown => this.#couldNotClear(thrown))
    if (transfer.kept && stored.again) await this.#forget(transfer)
    return stored
  }

  /** Gives sealed bytes their name, records them and tells the room; answers what they are known by. */
  async #publish(transfer: Transfer, writer: Writer, sha256: string): Promise<Stored> {
    const { record, over } = transfer
    const room = await this.#roomOf(record.room)
    if (room === undefined) throw new Refusal('no-such-room')
    const shelf = this.#shelves.of(room.id)
    const bytes = transfer.length
    const id = this.#shelves.newFileId()
    for (let attempt = 1; ; attempt++) {
      const name = attempt === 1 ? record.name : nextFreeName(record.name, attempt)
      const addedAt = this.#parts.clock.now()
      const file: NewFile = { id, room: room.id, name, bytes, sha256, guest: record.guest, author: writer.name, addedAt }
      const body = { kind: 'file', file: id, name, bytes, sha256 } as const
      if (over !== undefined && !(await this.#isStill(shelf, over))) throw new Refusal('changed')
      const tell = () => this.#entries(room, { ...writer, guest: record.guest }, body)
      const told = await shelf.publish(file, transfer.blob, tell, { over, transfer: transfer.id })
      if (told !== 'taken') {
        this.#quotas.count(record.guest, bytes)
        this.#quotas.forget(told.appended.forgotten)
        // What has been published counts; from the same turn on it is promised no more.
        this.#quotas.release(transfer.promised)
        room.tellOf(told.entries, told.appended)
        return { id, name, bytes, sha256 }
      }
      if (over !== undefined) throw new Refusal('changed')
      const there = await this.#holding(shelf, name, bytes, sha256)
      if (there !== undefined) return there
      if (record.ifTaken !== 'rename') throw new Refusal('exists')
    }
  }

  /** The file of that name, if it has just this content. */
  async #holding(shelf: Shelf, name: string, bytes: number, sha256: string): Promise<Stored | undefined> {
    const opened = await shelf.open(name)
    if (opened === undefined) return undefined
    try {
      if (opened.reader.bytes !== bytes || (await opened.sha256()) !== sha256) return undefined
      return { id: opened.file.id ?? '', name, bytes, sha256, again: true }
    } finally {
      await opened.reader.close()
    }
  }

  async #isStill(shelf: Shelf, file: FileRecord): Promise<boolean> {
    const opened = await shelf.open(file.name)
    await opened?.reader.close()
    return opened?.file.id === file.id
  }

  async #letGo(transfer: Transfer): Promise<void> {
    const at = this.#parts.clock.now()
    await transfer.letGo(at)
    if (!transfer.kept || at - transfer.writtenAt < limits.transferWrittenSeconds * 1_000) return
    // So that a restart does not count from its beginning again.
    transfer.writtenAt = at
    await this.#parts.store.saveTransfer({ ...transfer.record, bytes: transfer.bytes, at }).catch(() => undefined)
  }

  async #drop(transfer: Transfer): Promise<void> {
    this.#transfers.delete(transfer.id)
    await transfer.end().catch(thrown => this.#couldNotClear(thrown))
    this.#quotas.release(transfer.promised)
    if (transfer.kept) await this.#forget(transfer)
  }

  /** A record that stays for now is dropped at a later start. */
  async #forget({ id }: Transfer): Promise<void> {
    await this.#parts.store.dropTransfer(id).catch(() => undefined)
  }

  /** Staged bytes that nobody wants go at the next start. */
  #couldNotClear(thrown: unknown): void {
    this.#parts.log.warn({ err: thrown }, 'Bytes of an upload could not be thrown away yet.')
  }

  #entries(room: Room, writer: Writer, body: NewEntry) {
    return room.newEntries(writer, [body], this.#parts.clock.now())
  }
}
