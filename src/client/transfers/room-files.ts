// The files of one room, as a program has them: one or many up and down, the list, and what can be done to a file there.
import type { RoomRef } from '../../protocol/asking.ts'
import type { FileRow, ShareRow, TransferRow } from '../../protocol/files.ts'
import type { Receipt } from '../api.ts'
import { PartylineError } from '../error.ts'
import type { Asked, Told } from '../frames.ts'
import { sdkBounds } from '../sdk-bounds.ts'
import { addressOf, type Door, roomPart } from './addresses.ts'
import type {
  Batch,
  FileSink,
  FileSource,
  FilesAsked,
  ManyOptions,
  Shared,
  ShareOptions,
  StoredFile,
  Transfer,
  TransferOptions,
  UploadAllOptions,
  UploadOptions,
  UploadSource,
  Wanted,
} from './api.ts'
import { type Item, Many } from './batch.ts'
import { Download } from './download.ts'
import { loaded, told } from './failures.ts'
import type { Shelf } from './shelf.ts'
import { joined, renamed, sourceOf } from './sources.ts'
import type { Underway } from './underway.ts'
import { Upload } from './upload.ts'

/** What the hub answers to questions about files. */
export type FileAnswers = 'files' | 'transfers' | 'done' | 'kept' | 'shared' | 'shares' | 'unshared'

/** What files need of their room and its client. */
export type FilesSource = {
  readonly door: Door
  readonly underway: Underway
  /** The room's number, or its name while that is all that is known. */
  where(): RoomRef
  ready(): Promise<void>
  ask<E extends FileAnswers | 'receipt'>(event: E, frame: Asked, lasting: boolean): Promise<Told<E>>
}

export class RoomFiles {
  readonly #source: FilesSource
  readonly #shelf: Shelf

  constructor(source: FilesSource) {
    this.#source = source
    this.#shelf = {
      door: source.door,
      underway: source.underway,
      folder: async () => {
        await source.ready()
        return roomPart(source.where())
      },
      remove: async name => void (await this.remove(name)),
    }
  }

  upload(source: UploadSource, options: UploadOptions = {}): Transfer {
    return new Upload(this.#shelf, sourceOf(source, options.name), options)
  }

  download(wanted: Wanted, sink: FileSink, options: TransferOptions = {}): Transfer {
    return new Download(this.#shelf, wanted, sink, options)
  }

  async fetch(wanted: Wanted, { bytesMax = sdkBounds.fetchBytesMax, ...options }: TransferOptions & { readonly bytesMax?: number }) {
    let chunks: Uint8Array[] = []
    let length = 0
    const mayHold = (bytes: number) => {
      if (bytes > bytesMax)
        throw new PartylineError('file-too-large', `The file has more than ${bytesMax} bytes. Download it into a sink, or allow more.`)
    }
    const sink: FileSink = {
      begin: ({ bytes = 0 }) => {
        chunks = []
        length = 0
        mayHold(bytes)
      },
      write: chunk => {
        length += chunk.length
        mayHold(length)
        chunks.push(chunk)
      },
    }
    await this.download(wanted, sink, options).done
    return joined(chunks)
  }

  uploadAll(sources: Iterable<UploadSource> | AsyncIterable<UploadSource>, options: UploadAllOptions = {}): Batch {
    const { under, parallel: _, ...rest } = options
    const folder = under === undefined ? '' : `${under}/`
    let there: Promise<ReadonlyMap<string, FileRow>> | undefined
    const begin = async (source: FileSource) => {
      there ??= this.#there(folder)
      const row = (await there).get(source.name)
      if (row?.sha256 === undefined || row.bytes !== (source.bytes ?? row.bytes)) return this.upload(source, rest)
      const sha256 = source.sha256 ?? (await plainly(hashed(source)))
      return sha256 === row.sha256 ? { there: storedOf(row, sha256) } : this.upload(source, { ...rest, sha256 })
    }
    const itemOf = (one: UploadSource): Item => {
      const own = sourceOf(one)
      const source = folder === '' ? own : renamed(own, folder + own.name)
      return { name: source.name, bytes: source.bytes, begin: () => begin(source) }
    }
    return new Many(this.#source.underway, mapped(sources, itemOf), options)
  }

  downloadAll(
    which: string | Iterable<FileRow> | AsyncIterable<FileRow>,
    sinkFor: (row: FileRow) => FileSink | undefined | Promise<FileSink | undefined>,
    options: ManyOptions = {},
  ): Batch {
    const { parallel: _, ...rest } = options
    const begin = async (row: FileRow) => {
      const sink = await sinkFor(row)
      const isHere = sink !== undefined && row.sha256 !== undefined && (await sink.has?.({ ...row, sha256: row.sha256 }))
      return sink === undefined || isHere === true ? { there: storedOf(row, row.sha256 ?? '') } : this.download(row, sink, rest)
    }
    const rows = typeof which === 'string' ? this.files({ prefix: which }) : which
    return new Many(
      this.#source.underway,
      mapped(rows, row => ({ name: row.name, bytes: row.bytes, begin: () => begin(row) })),
      options,
    )
  }

  async *files({ prefix = '', after = '' }: FilesAsked = {}): AsyncGenerator<FileRow, void> {
    for (let last = later(after, startOf(prefix)); ; ) {
      const { rows, more } = await this.page(last)
      for (const row of rows) {
        if (row.name.startsWith(prefix)) yield row
        else if (later(row.name, prefix) === row.name) return
      }
      const end = rows.at(-1)
      if (!more || end === undefined) return
      last = end.name
    }
  }

  async page(after: string, rowsMax?: number): Promise<{ readonly rows: readonly FileRow[]; readonly more: boolean }> {
    const most = rowsMax === undefined ? {} : { rows: rowsMax }
    const { rows, more } = await this.#source.ask('files', { verb: 'list', room: this.#source.where(), after, ...most }, false)
    return { rows, more }
  }

  async remove(name: string): Promise<Receipt> {
    return receiptOf(await this.#source.ask('receipt', { verb: 'remove', room: this.#source.where(), name }, true))
  }

  async move(name: string, to: string): Promise<Receipt> {
    return receiptOf(await this.#source.ask('receipt', { verb: 'move', room: this.#source.where(), name, to }, true))
  }

  async transfers(): Promise<readonly TransferRow[]> {
    return (await this.#source.ask('transfers', { verb: 'transfers', room: this.#source.where() }, false)).rows
  }

  async cancel(transfer: string): Promise<void> {
    await this.#source.ask('done', { verb: 'cancel', transfer }, false)
  }

  async keep(days?: number | null): Promise<number | null> {
    const asked = { verb: 'keep', room: this.#source.where(), ...(days !== undefined && { days }) } as const
    return (await this.#source.ask('kept', asked, false)).days
  }

  async share(name: string, options: ShareOptions): Promise<Shared> {
    const { path, share } = await this.#source.ask('shared', { verb: 'share', room: this.#source.where(), name, ...options }, false)
    return { url: addressOf(this.#source.door, path.replace(/^\//, '')).href, share }
  }

  async shares(name: string): Promise<readonly ShareRow[]> {
    return (await this.#source.ask('shares', { verb: 'shares', room: this.#source.where(), name }, false)).rows
  }

  async unshare(name: string, share: string): Promise<void> {
    await this.#source.ask('unshared', { verb: 'unshare', room: this.#source.where(), name, share }, false)
  }

  /** What is on the shelf already, as far as it is worth knowing beforehand. */
  async #there(prefix: string): Promise<ReadonlyMap<string, FileRow>> {
    const rows = new Map<string, FileRow>()
    for await (const row of this.files({ prefix })) {
      rows.set(row.name, row)
      if (rows.size >= sdkBounds.manifestRowsMax) break
    }
    return rows
  }
}

const storedOf = ({ id = '', name, bytes }: FileRow, sha256: string): StoredFile => ({ id, name, bytes, sha256 })
const receiptOf = ({ room, seq, at }: Receipt): Receipt => ({ room, seq, at })

async function* mapped<A, B>(all: Iterable<A> | AsyncIterable<A>, map: (one: A) => B): AsyncGenerator<B, void> {
  for await (const one of all) yield map(one)
}

const hashed = async (source: FileSource): Promise<string> => (await loaded(() => import('./reading.ts'))).hashOfSource(source)

/** What reads the program's own files fails with what they threw. */
const plainly = <T>(work: Promise<T>): Promise<T> =>
  work.catch(thrown => {
    throw told(thrown)
  })

/** After this name come all that begin with the prefix: those in a folder, or those with one character less. */
const startOf = (prefix: string): string => (prefix.endsWith('/') ? prefix : [...prefix].slice(0, -1).join(''))

/** The one that the hub lists later: by code point, which is not how JavaScript compares. */
function later(one: string, other: string): string {
  const [a, b] = [[...one], [...other]]
  const at = a.findIndex((character, index) => character !== b[index])
  if (at === -1) return other
  return (a[at]?.codePointAt(0) ?? 0) > (b[at]?.codePointAt(0) ?? -1) ? one : other
}
