// Shelves, uploads and quotas as they should be, small enough to be obviously right.
import { sha256Of } from '../support/files.ts'

export type Kept = { content: Buffer; guest: number; at: number }
export type Begun = {
  readonly room: number
  readonly guest: number
  readonly name: string
  readonly content: Buffer
  /** What was declared, right or wrong. */
  readonly sha256: string | undefined
  readonly rename: boolean
  readonly over: Buffer | undefined
  offset: number
  held: boolean
  touchedAt: number
  writtenAt: number
}
export type Wanted = 'stored' | 'again' | 'begun' | 'exists' | 'quota-full'

const hour = 3_600_000

export class ShelfModel {
  readonly shelves = new Map<number, Map<string, Kept>>()
  readonly uploads: Begun[] = []
  personMost = 0
  totalMost = 0
  /** How many files each room's log tells of. */
  readonly told = new Map<number, number>()

  shelf(room: number): Map<string, Kept> {
    const shelf = this.shelves.get(room) ?? new Map<string, Kept>()
    this.shelves.set(room, shelf)
    return shelf
  }

  used(guest?: number): number {
    const files = [...this.shelves.values()].flatMap(shelf => [...shelf.values()])
    return files
      .filter(file => file.guest !== 0 && (guest === undefined || file.guest === guest))
      .reduce((sum, file) => sum + file.content.length, 0)
  }

  promised(guest?: number): number {
    return this.uploads
      .filter(upload => guest === undefined || upload.guest === guest)
      .reduce((sum, upload) => sum + upload.content.length, 0)
  }

  /** What it is told that wants to put this, and what there is to be gone on with. */
  put(asked: Begun): { wanted: Wanted; upload?: Begun } {
    const same = this.uploads.find(
      one =>
        asked.sha256 !== undefined &&
        one.room === asked.room &&
        one.guest === asked.guest &&
        one.name === asked.name &&
        one.sha256 === asked.sha256 &&
        one.content.length === asked.content.length,
    )
    if (same?.held) this.letGo(same, asked.touchedAt)
    const there = asked.over === undefined ? this.shelf(asked.room).get(asked.name) : undefined
    if (there !== undefined) {
      const isSame = there.content.length === asked.content.length && asked.sha256 === sha256Of(there.content)
      if (isSame) return { wanted: 'again' }
      const perhaps = there.content.length === asked.content.length && asked.sha256 === undefined
      if (!perhaps && !asked.rename) return { wanted: 'exists' }
    }
    if (same !== undefined) {
      Object.assign(same, { held: true, touchedAt: asked.touchedAt })
      return { wanted: 'begun', upload: same }
    }
    const bytes = asked.content.length
    if (this.personMost > 0 && this.used(asked.guest) + this.promised(asked.guest) + bytes > this.personMost)
      return { wanted: 'quota-full' }
    if (this.totalMost > 0 && this.used() + this.promised() + bytes > this.totalMost) return { wanted: 'quota-full' }
    this.uploads.push(asked)
    return { wanted: 'begun', upload: asked }
  }

  letGo(upload: Begun, at: number): void {
    Object.assign(upload, { held: false, touchedAt: at, ...(at - upload.writtenAt >= hour && { writtenAt: at }) })
  }

  drop(upload: Begun): void {
    this.uploads.splice(this.uploads.indexOf(upload), 1)
  }

  /** All bytes have come. Answers the name, or why not. */
  finish(upload: Begun, at: number): string | { refused: string } {
    this.drop(upload)
    if (upload.sha256 !== undefined && upload.sha256 !== sha256Of(upload.content)) return { refused: 'wrong-hash' }
    const shelf = this.shelf(upload.room)
    if (upload.over !== undefined) {
      if (shelf.get(upload.name)?.content !== upload.over) return { refused: 'changed' }
      return this.#store(upload, upload.name, at)
    }
    for (let attempt = 1; ; attempt++) {
      const name = attempt === 1 ? upload.name : `${upload.name} (${attempt})`
      const there = shelf.get(name)
      if (there === undefined) return this.#store(upload, name, at)
      if (there.content.equals(upload.content)) return name
      if (!upload.rename) return { refused: 'exists' }
    }
  }

  /** Time has passed. */
  expire(now: number): void {
    for (const upload of [...this.uploads]) if (!upload.held && upload.touchedAt + 24 * hour < now) this.drop(upload)
  }

  expireFiles(now: number, daysOf: (room: number) => number): void {
    for (const [room, shelf] of this.shelves)
      for (const [name, { guest, at }] of shelf)
        if (guest !== 0 && daysOf(room) > 0 && at < now - daysOf(room) * 24 * hour) shelf.delete(name)
  }

  #store({ room, guest, content }: Begun, name: string, at: number): string {
    this.shelf(room).set(name, { content, guest, at })
    this.told.set(room, (this.told.get(room) ?? 0) + 1)
    return name
  }
}
