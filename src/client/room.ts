// A handle on a room: what one does there becomes commands, and what happens there is looped over.
import type { EntriesAsked, RoomRef } from '../protocol/asking.ts'
import type { FileRow, ShareRow, TransferRow } from '../protocol/files.ts'
import { limits } from '../protocol/limits.ts'
import type { Member, Person } from '../protocol/rooms.ts'
import type { Page, Receipt, Room, RoomEvent, SendOptions } from './api.ts'
import { PartylineError } from './error.ts'
import type { Asked, Told } from './frames.ts'
import { loadAround, loadNewer, loadOlder } from './loading.ts'
import { findRoom } from './state/finding.ts'
import type { Pending, RoomState } from './state/state.ts'
import type { Store } from './store.ts'
import type { Door } from './transfers/addresses.ts'
import type {
  Batch,
  FileSink,
  FilesAsked,
  ManyOptions,
  Shared,
  ShareOptions,
  Transfer,
  TransferOptions,
  UploadAllOptions,
  UploadOptions,
  UploadSource,
  Wanted,
} from './transfers/api.ts'
import { type FileAnswers, RoomFiles } from './transfers/room-files.ts'
import type { Underway } from './transfers/underway.ts'

/** What a room needs of its client. */
type Answers = 'receipt' | 'page' | 'members' | 'people' | 'gone' | FileAnswers
export type RoomSource = {
  readonly store: Store
  readonly door: Door
  readonly underway: Underway
  now(): number
  id(): string
  ready(): Promise<void>
  /** Asks the hub; `lasting` when it makes an entry. */
  ask<E extends Answers>(event: E, frame: Asked, lasting: boolean): Promise<Told<E>>
  /** Tells the hub, if there is a connection. */
  tell(frame: Asked): void
  read(room: number, seq: number): void
  events(ref: RoomRef, after?: number): AsyncIterableIterator<RoomEvent>
}

export class RoomHandle implements Room {
  readonly ref: RoomRef
  readonly #source: RoomSource
  readonly #files: RoomFiles
  #id: number | undefined
  #typedAt = Number.NEGATIVE_INFINITY

  constructor(ref: RoomRef, source: RoomSource) {
    this.ref = ref
    this.#source = source
    this.#files = new RoomFiles({
      door: source.door,
      underway: source.underway,
      where: () => this.#where,
      ready: () => source.ready(),
      ask: (event, frame, lasting) => source.ask(event, frame, lasting),
    })
    this.pin()
  }

  get state(): RoomState | undefined {
    return findRoom(this.#source.store.state.rooms, this.#where)
  }

  /** A name is a room's only until it is renamed: once it is known which room is meant, its number is remembered. */
  pin(): void {
    this.#id ??= findRoom(this.#source.store.state.rooms, this.ref)?.id
  }

  get #where(): RoomRef {
    this.pin()
    return this.#id ?? this.ref
  }

  send(text: string, { replyTo, files }: SendOptions = {}): Promise<Receipt> {
    const pending: Pending = {
      id: this.#source.id(),
      text,
      at: this.#source.now(),
      state: 'queued',
      ...(replyTo !== undefined && { replyTo }),
      ...(files !== undefined && { files }),
    }
    return this.#say(pending)
  }

  retry(id: string): Promise<Receipt> {
    const { rooms, unplaced } = this.#source.store.state
    const found =
      [...rooms.values()].flatMap(room => room.pending).find(pending => pending.id === id) ?? unplaced.find(pending => pending.id === id)
    if (found?.state !== 'refused') return Promise.reject(new PartylineError('no-such-message', 'No refused message has this id.'))
    const { text, replyTo, files, at } = found
    return this.#say({
      id,
      text,
      at,
      state: 'queued',
      ...(replyTo !== undefined && { replyTo }),
      ...(files !== undefined && { files }),
    })
  }

  discard(id: string): void {
    const mine = [...(this.state?.pending ?? []), ...this.#source.store.state.unplaced]
    if (mine.some(pending => pending.id === id && pending.state === 'refused')) this.#source.store.dispatch({ type: 'discarded', id })
  }

  edit(seq: number, text: string): Promise<Receipt> {
    return this.#change({ verb: 'edit', room: this.#where, seq, text })
  }

  delete(seq: number): Promise<Receipt> {
    return this.#change({ verb: 'delete', room: this.#where, seq })
  }

  react(seq: number, emoji: string, on = true): Promise<Receipt> {
    return this.#change({ verb: 'react', room: this.#where, seq, emoji, on })
  }

  typing(): void {
    const now = this.#source.now()
    if (now - this.#typedAt < limits.typingEverySeconds * 1_000) return
    this.#typedAt = now
    this.#source.tell({ verb: 'typing', room: this.#where })
  }

  read(seq: number): void {
    const room = this.state
    if (room === undefined || seq <= room.read) return
    this.#source.store.dispatch({ type: 'read', room: room.id, seq })
    this.#source.read(room.id, seq)
  }

  async leave(): Promise<void> {
    await this.#source.ask('gone', { verb: 'leave', room: this.#where }, false)
  }

  invite(name: string): Promise<Receipt> {
    return this.#change({ verb: 'invite', room: this.#where, name })
  }

  topic(text: string): Promise<Receipt> {
    return this.#change({ verb: 'topic', room: this.#where, text })
  }

  rename(name: string): Promise<Receipt> {
    return this.#change({ verb: 'rename', room: this.#where, name })
  }

  archive(on: boolean): Promise<Receipt> {
    return this.#change({ verb: 'archive', room: this.#where, on })
  }

  async members(): Promise<readonly Member[]> {
    const all: Member[] = []
    for (;;) {
      const after = all.at(-1)?.guest
      const { rows, more } = await this.#source.ask(
        'members',
        { verb: 'members', room: this.#where, ...(after !== undefined && { after }) },
        false,
      )
      all.push(...rows)
      if (!more || rows.length === 0) return all
    }
  }

  async who(): Promise<{ readonly count: number; readonly rows: readonly Person[] }> {
    const { count, rows } = await this.#source.ask('people', { verb: 'who', room: this.#where }, false)
    return { count, rows }
  }

  async page(asked: EntriesAsked): Promise<Page> {
    const { rows, covers, asOf, before, after } = await this.#source.ask('page', { verb: 'page', room: this.#where, ...asked }, false)
    return { rows, covers, asOf, before, after }
  }

  async older(rows?: number): Promise<boolean> {
    return loadOlder(this.#source.store, await this.#known(), asked => this.page(asked), rows)
  }

  async newer(rows?: number): Promise<boolean> {
    return loadNewer(this.#source.store, await this.#known(), asked => this.page(asked), rows)
  }

  async around(seq: number, rows?: number): Promise<void> {
    return loadAround(this.#source.store, await this.#known(), asked => this.page(asked), seq, rows)
  }

  look(seq: number | undefined): void {
    const room = this.state
    if (room !== undefined) this.#source.store.dispatch({ type: 'look', room: room.id, seq })
  }

  events({ after }: { readonly after?: number } = {}): AsyncIterableIterator<RoomEvent> {
    return this.#source.events(this.#where, after)
  }

  upload(source: UploadSource, options?: UploadOptions): Transfer {
    return this.#files.upload(source, options)
  }

  download(file: Wanted, sink: FileSink, options?: TransferOptions): Transfer {
    return this.#files.download(file, sink, options)
  }

  fetch(file: Wanted, options: TransferOptions & { readonly bytesMax?: number } = {}): Promise<Uint8Array> {
    return this.#files.fetch(file, options)
  }

  uploadAll(sources: Iterable<UploadSource> | AsyncIterable<UploadSource>, options?: UploadAllOptions): Batch {
    return this.#files.uploadAll(sources, options)
  }

  downloadAll(
    which: string | Iterable<FileRow> | AsyncIterable<FileRow>,
    sinkFor: (row: FileRow) => FileSink | undefined | Promise<FileSink | undefined>,
    options?: ManyOptions,
  ): Batch {
    return this.#files.downloadAll(which, sinkFor, options)
  }

  files(asked?: FilesAsked): AsyncIterableIterator<FileRow> {
    return this.#files.files(asked)
  }

  filesPage(after = '', rows?: number): Promise<{ readonly rows: readonly FileRow[]; readonly more: boolean }> {
    return this.#files.page(after, rows)
  }

  removeFile(name: string): Promise<Receipt> {
    return this.#files.remove(name)
  }

  moveFile(name: string, to: string): Promise<Receipt> {
    return this.#files.move(name, to)
  }

  transfers(): Promise<readonly TransferRow[]> {
    return this.#files.transfers()
  }

  cancelTransfer(id: string): Promise<void> {
    return this.#files.cancel(id)
  }

  keepFiles(days?: number | null): Promise<number | null> {
    return this.#files.keep(days)
  }

  shareFile(name: string, options: ShareOptions = {}): Promise<Shared> {
    return this.#files.share(name, options)
  }

  fileShares(name: string): Promise<readonly ShareRow[]> {
    return this.#files.shares(name)
  }

  unshareFile(name: string, share: string): Promise<void> {
    return this.#files.unshare(name, share)
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<RoomEvent> {
    return this.events()
  }

  async #known(): Promise<RoomState> {
    await this.#source.ready()
    const room = this.state
    if (room === undefined) throw new PartylineError('not-a-member', 'You are not in this room. Join it first.')
    return room
  }

  #say(pending: Pending): Promise<Receipt> {
    const { id, text, replyTo, files } = pending
    this.#source.store.dispatch({ type: 'queued', room: this.#where, pending })
    return this.#change({
      id,
      verb: 'say',
      room: this.#where,
      text,
      ...(replyTo !== undefined && { replyTo }),
      ...(files !== undefined && { files: [...files] }),
    })
  }

  #change(frame: Asked): Promise<Receipt> {
    const receipt = this.#source.ask('receipt', frame, true).then(({ room, seq, at }) => ({ room, seq, at }))
    // Messages tell in the state that they were refused; nobody needs to wait for that here.
    receipt.catch(() => {})
    return receipt
  }
}
