// What the operator does to the lobby's folder, noticed: the folder is compared with what is remembered of it, a page at a time, and files that
// nobody has hashed yet are hashed, one after the other, off the main thread.
import type { FileRow } from '../../protocol/files.ts'
import { limits } from '../../protocol/limits.ts'
import type { BlobRow, Clock, FileRecord, Log, Secrets, Store } from '../ports.ts'
import { hashOf } from './hashes.ts'
import type { FolderShelf } from './shelf.ts'

type Parts = { readonly store: Store; readonly secrets: Secrets; readonly clock: Clock; readonly log: Log }

export class Noticing {
  readonly #room: number
  readonly #shelf: FolderShelf
  readonly #parts: Parts
  readonly #tell: (forgotten: readonly FileRecord[]) => void
  #running: Promise<void> | undefined
  /** All of the folder is to be looked at, at once or at the next beat. */
  #whole = false
  #wholeLater = false
  /** Names directly in the folder that are to be looked at, at once or at the next beat. */
  readonly #touched = new Set<string>()
  readonly #later = new Set<string>()
  #stopped = false
  /** What the last look has cost, in milliseconds: it is rested for many times as long. */
  #cost = 0
  #lookedAt = Number.NEGATIVE_INFINITY

  /** `tell` is told that something has changed, and which files are known no more. */
  constructor(room: number, shelf: FolderShelf, parts: Parts, tell: (forgotten: readonly FileRecord[]) => void) {
    this.#room = room
    this.#shelf = shelf
    this.#parts = parts
    this.#tell = tell
    shelf.changing.whenOver = name => {
      if (this.#touched.has(name)) void this.#go()
      else if (this.#later.delete(name)) void this.touched(new Set([name]))
    }
  }

  /** Looks at the whole folder; whoever asks while somebody is looking has it looked at again. */
  look(): Promise<void> {
    this.#whole = true
    return this.#go()
  }

  /** Looks at these names, or at all where nobody knows which. */
  touched(names: ReadonlySet<string> | undefined): Promise<void> {
    if (names === undefined) return this.look()
    for (const name of names) this.#touched.add(name)
    return this.#go()
  }

  /** Looks at one file alone. */
  async lookAt(name: string): Promise<void> {
    const reader = await this.#shelf.blobs.open(name)
    if (reader === undefined) return
    await reader.close()
    const { bytes, modifiedAt, version } = reader
    const { forgotten } = await this.#parts.store.noticeFiles(this.#room, [this.#record({ name, bytes, modifiedAt, version })], [])
    if (forgotten.length > 0) this.#tell(forgotten)
  }

  /** Looks at what waits for it, and at all if the last time was long enough ago. */
  lookNowAndThen(): void {
    for (const name of this.#later) this.#touched.add(name)
    this.#later.clear()
    if (this.#wholeLater || this.#parts.clock.steady() - this.#lookedAt > 50 * this.#cost) this.#whole = true
    this.#wholeLater = false
    void this.#go()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  #go(): Promise<void> {
    this.#running ??= this.#work().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #work(): Promise<void> {
    while (!this.#stopped) {
      const names = [...this.#touched].filter(name => !this.#shelf.changing.isOn(name))
      if (!this.#whole && names.length === 0) return
      // What the hub is changing itself is looked at when that is over.
      for (const name of names) this.#touched.delete(name)
      const look = this.#whole ? () => this.#lookAtAll() : () => this.#lookAtThese(names)
      await look().catch(thrown => {
        if (!this.#stopped) this.#parts.log.warn({ err: thrown }, 'The files folder could not be looked at.')
      })
    }
  }

  async #lookAtAll(): Promise<void> {
    const { clock } = this.#parts
    const began = clock.steady()
    this.#whole = false
    try {
      await this.#compare()
      this.#cost = clock.steady() - began
      await this.#hash()
    } finally {
      this.#lookedAt = clock.steady()
    }
  }

  async #lookAtThese(names: readonly string[]): Promise<void> {
    this.#shelf.changing.begin()
    const known = await this.#parts.store.filesNamed(this.#room, names)
    const { rows, hasFolder } = await this.#shelf.blobs.look(names)
    if (hasFolder) this.#whole = true
    const isNew = await this.#note(rows, known)
    if (isNew || known.some(file => file.sha256 === undefined)) await this.#hash()
  }

  async #compare(): Promise<void> {
    const most = limits.noticedFilesPage
    for (let after = ''; !this.#stopped; ) {
      this.#shelf.changing.begin()
      // What is remembered is read first: a file that is put there in between is found, but not missed.
      const known = await this.#parts.store.filesAfter(this.#room, after, most)
      const rows = await this.#shelf.blobs.list(after, most)
      const ends = [known, rows].filter(page => page.length === most).map(page => page.at(-1)?.name ?? '')
      const end = ends.sort(byUtf8)[0]
      await this.#note(
        rows.filter(row => upTo(row, end)),
        known.filter(file => upTo(file, end)),
      )
      if (end === undefined) return
      after = end
    }
  }

  /** Remembers what is there and known no more; answers whether there is something new. */
  async #note(rows: readonly BlobRow[], known: readonly FileRecord[]): Promise<boolean> {
    const remembered = new Map(known.map(file => [file.name, file]))
    const there = new Set(rows.map(row => row.name))
    const { changing } = this.#shelf
    const changed = rows.filter(row => remembered.get(row.name)?.version !== row.version)
    const missed = known.filter(file => !there.has(file.name))
    const come: FileRecord[] = []
    for (const row of changed.filter(one => !changing.has(one.name)))
      come.push({ ...this.#record(row), sha256: await this.#contentOf(row, remembered.get(row.name)) })
    const gone = missed.filter(file => !changing.has(file.name))
    // The hub's own changes are looked at again when they are over.
    for (const { name } of [...changed, ...missed])
      if (changing.has(name) && !changing.isOn(name) && !name.includes('/')) this.#touched.add(name)
      else if (changing.has(name)) this.#lookAgainAt(name)
    if (come.length + gone.length === 0) return false
    const noticed = await this.#parts.store.noticeFiles(this.#room, come, gone)
    if (noticed.come + noticed.forgotten.length > 0) this.#tell(noticed.forgotten)
    return come.length > 0
  }

  /** What lies in a folder is found again only with all that does. */
  #lookAgainAt(name: string): void {
    if (name.includes('/')) this.#wholeLater = true
    else this.#later.add(name)
  }

  /** The SHA-256 of a file that was touched, but by all that can be seen not written to: it may have been taken away and given back. */
  async #contentOf(row: BlobRow, known: FileRecord | undefined): Promise<string | undefined> {
    if (known?.sha256 === undefined || beforeLast(known.version) !== beforeLast(row.version)) return undefined
    const reader = await this.#shelf.blobs.open(row.name)
    try {
      const sha256 = reader?.version === row.version ? await reader.sha256() : undefined
      return (await reader?.unchanged()) ? sha256 : undefined
    } finally {
      await reader?.close()
    }
  }

  #record({ name, bytes, modifiedAt, version }: BlobRow): FileRecord {
    const { secrets, clock } = this.#parts
    const id = secrets.newId()
    return { id, room: this.#room, name, bytes, modifiedAt, version, sha256: undefined, guest: 0, author: '', addedAt: clock.now() }
  }

  async #hash(): Promise<void> {
    let hashed = false
    for (let after = ''; !this.#stopped; ) {
      const files = await this.#parts.store.filesUnhashed(this.#room, after, limits.noticedFilesPage)
      for (const { name } of files) {
        if (this.#stopped) return
        const reader = await this.#shelf.blobs.open(name)
        if (reader === undefined) continue
        try {
          await hashOf(this.#parts.store, this.#room, name, reader)
          // What has only just been written may still change without a trace, and is hashed again a little later.
          if (!reader.settled) this.#lookAgainAt(name)
          hashed = true
        } finally {
          await reader.close()
        }
      }
      const last = files.at(-1)
      if (last === undefined) break
      after = last.name
    }
    if (hashed) this.#tell([])
  }
}

/** A version but for when the file's own record was changed. */
const beforeLast = (version: string): string => version.slice(0, version.lastIndexOf('-'))

const upTo = ({ name }: Pick<FileRow, 'name'>, end: string | undefined): boolean => end === undefined || byUtf8(name, end) <= 0

const encoder = new TextEncoder()

/** The order in which the store and the folder give names. */
function byUtf8(one: string, other: string): number {
  const [left, right] = [encoder.encode(one), encoder.encode(other)]
  const at = left.findIndex((byte, index) => byte !== right[index])
  return at === -1 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1)
}
