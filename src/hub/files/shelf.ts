// What a room's files stand on. The lobby's shelf is a folder in which the operator works, too: there the names of the disk decide. Every other
// shelf is kept in the vault, where bytes lie under ids and the store knows the names.
import type { FileRow } from '../../protocol/files.ts'
import {
  type BlobReader,
  type Blobs,
  type FileRecord,
  type NewEntries,
  type Shelved,
  type StagedBlob,
  type Store,
  StoreLost,
} from '../ports.ts'
import { Changing } from './changing.ts'
import { hashOf } from './hashes.ts'

/** A file that was opened. */
export type Opened = { readonly file: FileRow; readonly reader: BlobReader; sha256(): Promise<string> }
/** A file that is to be put on a shelf. */
export type NewFile = Omit<FileRecord, 'version' | 'modifiedAt'> & { readonly sha256: string }
export type Told = { readonly file: FileRecord; readonly entries: NewEntries; readonly appended: Shelved }
/** `over`: the file that is replaced, if it is still there. `transfer`: the upload that it was. */
export type Placing = { readonly over: FileRecord | undefined; readonly transfer: string }
/** What tells of a change, once it is known under which name. */
export type TellOf = (file: FileRecord) => NewEntries

export interface Shelf {
  readonly blobs: Blobs
  list(after: string, most: number): Promise<readonly FileRow[]>
  open(name: string): Promise<Opened | undefined>
  /** The file of this record, if it is still that one. */
  openRecord(file: FileRecord): Promise<Opened | undefined>
  /** Gives sealed bytes a name, and tells of it. When that throws `StoreLost` nobody knows whether it is so; all is left as it is. */
  publish(file: NewFile, blob: StagedBlob, tell: TellOf, how: Placing): Promise<Told | 'taken'>
  /** Undefined when there is no such file any more. */
  remove(file: FileRecord, tell: TellOf): Promise<Told | undefined>
  move(file: FileRecord, to: string, tell: TellOf): Promise<Told | 'taken' | undefined>
}

const rowOf = ({ name, bytes, modifiedAt, id, sha256, author, guest }: FileRecord): FileRow => ({
  name,
  bytes,
  modifiedAt,
  id,
  ...(sha256 !== undefined && { sha256 }),
  ...(author !== '' && { author, guest }),
})

export class FolderShelf implements Shelf {
  readonly blobs: Blobs
  readonly changing = new Changing()
  readonly #room: number
  readonly #store: Store

  constructor(room: number, blobs: Blobs, store: Store) {
    this.blobs = blobs
    this.#room = room
    this.#store = store
  }

  async list(after: string, most: number): Promise<readonly FileRow[]> {
    const rows = await this.blobs.list(after, most)
    const names = rows.map(row => row.name)
    const known = new Map((await this.#store.filesNamed(this.#room, names)).map(file => [file.name, file]))
    return rows.map(({ version, ...row }) => {
      const file = known.get(row.name)
      return file?.version === version ? rowOf(file) : row
    })
  }

  async open(name: string): Promise<Opened | undefined> {
    const reader = await this.blobs.open(name)
    if (reader === undefined) return undefined
    const known = await this.#store.fileNamed(this.#room, name)
    const { bytes, modifiedAt } = reader
    const file = known?.version === reader.version ? rowOf(known) : { name, bytes, modifiedAt }
    return { file, reader, sha256: () => hashOf(this.#store, this.#room, name, reader) }
  }

  async openRecord(file: FileRecord): Promise<Opened | undefined> {
    const opened = await this.open(file.name)
    if (opened?.file.id === file.id) return opened
    await opened?.reader.close()
    return undefined
  }

  publish(file: NewFile, blob: StagedBlob, tell: TellOf, how: Placing): Promise<Told | 'taken'> {
    return this.changing.during([file.name], () => this.#publish(file, blob, tell, how))
  }

  remove(file: FileRecord, tell: TellOf): Promise<Told | undefined> {
    return this.changing.during([file.name], () => this.#remove(file, tell))
  }

  move(file: FileRecord, to: string, tell: TellOf): Promise<Told | 'taken' | undefined> {
    return this.changing.during([file.name, to], () => this.#move(file, to, tell))
  }

  async #publish(file: NewFile, blob: StagedBlob, tell: TellOf, { over, transfer }: Placing): Promise<Told | 'taken'> {
    const published = await blob.publish(file.name, over && 'over')
    if (published === 'taken') return 'taken'
    const record = { ...file, modifiedAt: file.addedAt, version: published.version }
    try {
      const entries = tell(record)
      const appended = await this.#store.publishFile(record, entries, { over: over?.id, transfer })
      return 'taken' in appended ? 'taken' : { file: record, entries, appended }
    } catch (thrown) {
      if (!(thrown instanceof StoreLost)) await blob.unpublish(file.name)
      throw thrown
    }
  }

  async #remove(file: FileRecord, tell: TellOf): Promise<Told | undefined> {
    const taken = await this.blobs.take(file.name, file.version)
    if (taken === undefined) return undefined
    const entries = tell(file)
    let appended: Shelved | undefined
    try {
      appended = await this.#store.removeFile(file.id, entries)
    } catch (thrown) {
      if (!(thrown instanceof StoreLost)) await taken.putBack()
      throw thrown
    }
    // What cannot be thrown away now is swept at the next start.
    await taken.discard().catch(() => undefined)
    return appended && { file, entries, appended }
  }

  async #move(file: FileRecord, to: string, tell: TellOf): Promise<Told | 'taken' | undefined> {
    const moved = await this.blobs.move(file.name, file.version, to)
    if (moved === 'taken') return 'taken'
    if (moved === 'gone') return undefined
    const entries = tell(file)
    try {
      const appended = await this.#store.moveFile(file.id, to, moved.version, entries)
      if (appended !== undefined && !('taken' in appended)) return { file: { ...file, name: to, ...moved }, entries, appended }
    } catch (thrown) {
      if (!(thrown instanceof StoreLost)) await this.blobs.move(to, moved.version, file.name)
      throw thrown
    }
    await this.blobs.move(to, moved.version, file.name)
    return undefined
  }
}

export class VaultShelf implements Shelf {
  readonly blobs: Blobs
  readonly #room: number
  readonly #store: Store

  constructor(room: number, vault: Blobs, store: Store) {
    this.blobs = vault
    this.#room = room
    this.#store = store
  }

  async list(after: string, most: number): Promise<readonly FileRow[]> {
    return (await this.#store.filesAfter(this.#room, after, most)).map(rowOf)
  }

  async open(name: string): Promise<Opened | undefined> {
    const file = await this.#store.fileNamed(this.#room, name)
    return file && this.openRecord(file)
  }

  async openRecord(file: FileRecord): Promise<Opened | undefined> {
    const reader = await this.blobs.open(file.id)
    return reader && { file: rowOf(file), reader, sha256: async () => file.sha256 ?? reader.sha256() }
  }

  async publish(file: NewFile, blob: StagedBlob, tell: TellOf, { over, transfer }: Placing): Promise<Told | 'taken'> {
    // Whether the name is free decides itself in the store; until then nobody knows these bytes' id.
    if ((await blob.publish(file.id)) === 'taken') throw new Error('an id was given twice')
    const record = { ...file, modifiedAt: file.addedAt, version: '' }
    try {
      const entries = tell(record)
      const appended = await this.#store.publishFile(record, entries, { over: over?.id, transfer })
      if (!('taken' in appended)) {
        if (appended.forgotten !== undefined) await this.#discard(appended.forgotten)
        return { file: record, entries, appended }
      }
    } catch (thrown) {
      if (!(thrown instanceof StoreLost)) await blob.unpublish(file.id)
      throw thrown
    }
    await blob.unpublish(file.id)
    return 'taken'
  }

  async remove(file: FileRecord, tell: TellOf): Promise<Told | undefined> {
    const entries = tell(file)
    const appended = await this.#store.removeFile(file.id, entries)
    if (appended === undefined) return undefined
    await this.#discard(file)
    return { file, entries, appended }
  }

  async move(file: FileRecord, to: string, tell: TellOf): Promise<Told | 'taken' | undefined> {
    const entries = tell(file)
    const appended = await this.#store.moveFile(file.id, to, '', entries)
    if (appended !== undefined && 'taken' in appended) return 'taken'
    return appended && { file: { ...file, name: to }, entries, appended }
  }

  /** Nobody can find these bytes any more. What cannot be thrown away now is swept at the next start. */
  async #discard(file: FileRecord): Promise<void> {
    try {
      const reader = await this.blobs.open(file.id)
      await reader?.close()
      if (reader !== undefined) await (await this.blobs.take(file.id, reader.version))?.discard()
    } catch {}
  }
}
