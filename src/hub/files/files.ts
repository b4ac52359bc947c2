// The transfer engine: everything that comes onto a shelf or goes from one goes through here, whichever door it uses. Open, append, seal,
// publish; what is acknowledged is on disk and told of in the room's log.
import { isFilePath, isFileTarget } from '../../protocol/file-names.ts'
import type { FileRow } from '../../protocol/files.ts'
import { limits } from '../../protocol/limits.ts'
import { Refusal } from '../../protocol/refusals.ts'
import type { FileRecord, NewEntry } from '../ports.ts'
import type { Room, Writer } from '../room.ts'
import { Download } from './download.ts'
import { follow } from './following.ts'
import { Noticing } from './noticing.ts'
import { type Caller, Paces } from './pace.ts'
import type { FilesParts, RoomOf } from './parts.ts'
import { Quotas } from './quotas.ts'
import { Sharing } from './sharing.ts'
import type { Opened, Told } from './shelf.ts'
import { Shelves } from './shelves.ts'
import { Uploads } from './uploads.ts'
import { sweepVault } from './vault.ts'

/** By whom files go that have had their days. */
const hubWriter: Writer = { id: 0, guest: 0, name: 'hub' }

export class Files {
  readonly uploads: Uploads
  readonly sharing: Sharing
  readonly #parts: FilesParts
  readonly #lobby: Room
  readonly #roomOf: RoomOf
  readonly #shelves: Shelves
  readonly #quotas: Quotas
  readonly #paces: Paces
  readonly #noticing: Noticing
  #stopped = false
  #sweeping: Promise<void> | undefined

  constructor(parts: FilesParts, lobby: Room, roomOf: RoomOf) {
    this.#parts = parts
    this.#lobby = lobby
    this.#roomOf = roomOf
    this.#shelves = new Shelves(lobby.id, parts)
    this.#quotas = new Quotas(parts.limits)
    this.#paces = new Paces(parts.limits, parts.clock)
    this.uploads = new Uploads(parts, this.#shelves, roomOf, this.#quotas, this.#paces)
    this.sharing = new Sharing(parts)
    this.#noticing = new Noticing(lobby.id, this.#shelves.folder, parts, forgotten => {
      for (const file of forgotten) this.#quotas.forget(file)
      lobby.tell({ event: 'shelf', room: lobby.id })
    })
  }

  /** Takes up the uploads that were cut off, and clears away what nobody can go on with. */
  async start(): Promise<void> {
    const { store, blobs, vault } = this.#parts
    this.#quotas.start(await store.bytesOfFiles())
    const kept = await this.uploads.start()
    await Promise.all([blobs.sweep(kept), vault.sweep(kept)])
  }

  /** Begins to notice what happens to the lobby's folder. */
  watch(): Disposable {
    const watching = this.#parts.blobs.watch(names => void this.#noticing.touched(names))
    void this.#noticing.look()
    // Once: what is published after it has ended may not be written down yet when another one looks.
    this.#sweeping ??= this.#sweepVault()
    return watching
  }

  async #sweepVault(): Promise<void> {
    const { vault, store, log } = this.#parts
    try {
      await sweepVault(vault, store, this.#shelves.given, () => this.#stopped)
    } catch (thrown) {
      log.warn({ err: thrown }, 'Bytes that nobody knows could not be swept.')
    }
    this.#shelves.swept()
  }

  /** Cuts off what is still under way, and waits until nothing looks at the disk any more on its own account. */
  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all([this.#noticing.stop(), this.#sweeping, this.uploads.stop()])
  }

  list(room: Room, after: string, most: number = limits.listRowsMax): Promise<readonly FileRow[]> {
    return this.#shelves.of(room.id).list(after, most)
  }

  /** Opens the first reading that names a file. Refusals: `no-such-file`, `bad-offset`, `too-many-transfers`. */
  async open(room: Room, caller: Caller, readings: readonly { readonly name: string; readonly offset: number }[]): Promise<Download> {
    for (const { name, offset } of readings) {
      const opened = isFilePath(name) ? await this.#shelves.of(room.id).open(name) : undefined
      if (opened !== undefined) return this.#download(opened, caller, offset)
    }
    throw new Refusal('no-such-file')
  }

  /** Opens the very file of that record. Refusals: as of `open`. */
  async openRecord(file: FileRecord, caller: Caller): Promise<Download> {
    const opened = await this.#shelves.of(file.room).openRecord(file)
    if (opened === undefined) throw new Refusal('no-such-file')
    return this.#download(opened, caller, 0)
  }

  /** What is known of a file, by its id or by the room and its name. Refusal: `no-such-file`. */
  async find(which: { readonly id: string } | { readonly room: Room; readonly name: string }): Promise<FileRecord> {
    const { store } = this.#parts
    let file = await ('id' in which ? store.fileById(which.id) : store.fileNamed(which.room.id, which.name))
    if (file === undefined && 'room' in which && which.room === this.#lobby && isFilePath(which.name)) {
      // It may be there and not noticed yet.
      await this.#noticing.lookAt(which.name)
      file = await store.fileNamed(this.#lobby.id, which.name)
    }
    if (file === undefined) throw new Refusal('no-such-file')
    return file
  }

  /** Reads an upload along. Refusals: `no-such-transfer`, `bad-offset`, `too-many-transfers`; later `upload-died`. */
  async follow(id: string, caller: Caller, offset: number): Promise<Download> {
    const { transfer } = await this.uploads.known(id)
    const { name, room } = transfer.record
    const blobs = this.#shelves.blobsOf(room)
    let staged = await blobs.openStaged(transfer.id)
    // There are no bytes yet, or none any more since they are being given their name.
    while (staged === undefined && transfer.state === 'open' && (await transfer.change())) staged = await blobs.openStaged(transfer.id)
    if (transfer.stored !== undefined) {
      await staged?.close()
      const opened = await this.#shelves.of(room).openRecord(await this.find({ id: transfer.stored.id }))
      if (opened !== undefined) return this.#download(opened, caller, offset)
      throw new Refusal('no-such-transfer')
    }
    if (staged === undefined) throw new Refusal('no-such-transfer')
    if (transfer.bytes === undefined) {
      await staged.close()
      throw new Refusal('no-such-transfer', 'How long this file is will be known when it is here. Wait for it.')
    }
    const reader = follow(transfer, staged, transfer.bytes)
    const file = { name, bytes: transfer.bytes, modifiedAt: staged.modifiedAt }
    return this.#download({ file, reader, sha256: () => reader.sha256() }, caller, offset)
  }

  /** Takes a file off its shelf. Refusal: `no-such-file`. */
  async remove(room: Room, file: FileRecord, writer: Writer, why: 'deleted' | 'expired' = 'deleted', id?: string): Promise<Told> {
    const body = { kind: 'file-gone', file: file.id, name: file.name, why, ...(id !== undefined && { id }) } as const
    const told = await this.#shelves.of(room.id).remove(file, () => this.#entries(room, writer, body))
    if (told === undefined) throw new Refusal('no-such-file')
    this.#quotas.forget(file)
    room.tellOf(told.entries, told.appended)
    return told
  }

  /** Gives a file another name. Refusals: `no-such-file`, `exists`, `bad-file-name`. */
  async move(room: Room, file: FileRecord, to: string, writer: Writer, id?: string): Promise<Told> {
    if (!isFileTarget(to)) throw new Refusal('bad-file-name')
    const body = { kind: 'file-renamed', file: file.id, name: file.name, to, ...(id !== undefined && { id }) } as const
    const told = await this.#shelves.of(room.id).move(file, to, () => this.#entries(room, writer, body))
    if (told === undefined) throw new Refusal('no-such-file')
    if (told === 'taken') throw new Refusal('exists')
    this.#quotas.forget(told.appended.forgotten)
    room.tellOf(told.entries, told.appended)
    return told
  }

  /** What is promised to uploads, and what the files of one guest, or of all, take: in bytes. */
  bytes(guest?: number): { readonly promised: number; readonly used: number } {
    return { promised: this.#quotas.promised, used: this.#quotas.used(guest) }
  }

  /** Settles when no transfer is in flight. */
  idle(): Promise<void> {
    return this.#paces.idle()
  }

  /** Throws away what nobody came back for, and files that have had their days; and looks at the lobby's folder now and then. */
  async sweep(): Promise<void> {
    const now = this.#parts.clock.now()
    this.#paces.sweep()
    await this.uploads.sweep(now)
    this.#noticing.lookNowAndThen()
    await this.#sweepFiles(now)
  }

  async #sweepFiles(now: number): Promise<void> {
    const expired = await this.#parts.store.filesExpired(now, this.#parts.limits['file-days'], limits.expiredFilesPerStep)
    for (const file of expired) {
      const room = await this.#roomOf(file.room)
      if (room === undefined) continue
      await this.remove(room, file, hubWriter, 'expired').catch(thrown => {
        if (!(thrown instanceof Refusal) || thrown.code !== 'no-such-file') throw thrown
      })
    }
  }

  async #download(opened: Opened, caller: Caller, offset: number): Promise<Download> {
    const { file, reader } = opened
    try {
      if (offset > reader.bytes)
        throw new Refusal(
          'bad-offset',
          `${file.name} has ${reader.bytes} bytes; the offset cannot be ${offset}. To say this line, use /say.`,
        )
      return new Download(file, offset, reader, () => opened.sha256(), this.#paces.begin(caller))
    } catch (thrown) {
      await reader.close()
      throw thrown
    }
  }

  #entries(room: Room, writer: Writer, body: NewEntry) {
    return room.newEntries(writer, [body], this.#parts.clock.now())
  }
}
