// What is promised to uploads: bytes of the disk, of the hub's and of each person's quota. A promise is made in one turn, so that two cannot be
// given the same bytes; what has been published counts before its promise is given back.
import { type LimitValues, limits } from '../../protocol/limits.ts'
import { Refusal } from '../../protocol/refusals.ts'
import type { Blobs, FileRecord } from '../ports.ts'

/** What one upload has been promised. */
export type Promised = {
  readonly blobs: Blobs
  readonly guest: number
  /** Of the whole file. */
  bytes: number
  /** How much of it the disk has given already. */
  written: number
}

export class Quotas {
  readonly #limits: LimitValues
  readonly #promises = new Set<Promised>()
  readonly #used = new Map<number, number>()
  #total = 0

  constructor(values: LimitValues) {
    this.#limits = values
  }

  start(used: readonly { readonly guest: number; readonly bytes: number }[]): void {
    for (const { guest, bytes } of used) this.count(guest, bytes)
  }

  /** Bytes have come onto a shelf (or, negative, have gone). */
  count(guest: number, bytes: number): void {
    this.#total += bytes
    const left = (this.#used.get(guest) ?? 0) + bytes
    if (left > 0) this.#used.set(guest, left)
    else this.#used.delete(guest)
  }

  /** A file is known no more. */
  forget(file: FileRecord | undefined): void {
    if (file !== undefined && file.author !== '') this.count(file.guest, -file.bytes)
  }

  /** Promises the bytes of one upload, and up to `wish` if there is room for more. Refusals: `file-too-large`, `quota-full`, `storage-full`. */
  async promise(blobs: Blobs, guest: number, bytes: number, wish = bytes): Promise<Promised> {
    const promised = { blobs, guest, bytes: 0, written: 0 }
    this.#promises.add(promised)
    try {
      await this.grow(promised, bytes, wish)
      return promised
    } catch (thrown) {
      this.release(promised)
      throw thrown
    }
  }

  /** An upload from before the start keeps what it was promised. */
  keep(blobs: Blobs, guest: number, bytes: number): Promised {
    const promised = { blobs, guest, bytes, written: 0 }
    this.#promises.add(promised)
    return promised
  }

  /** Promises that the upload may have this many bytes in all, and up to `wish` if there is room for more. */
  async grow(promised: Promised, bytes: number, wish = bytes): Promise<void> {
    const most = this.#limits['max-file-bytes']
    if (bytes > most) throw new Refusal('file-too-large', `This hub takes files of up to ${most} bytes. To say this line, use /say.`)
    const free = await promised.blobs.freeBytes()
    // From here on nobody else is heard before it is promised. An upload that is over by now is promised nothing.
    if (!this.#promises.has(promised)) throw new Refusal('resumed-elsewhere')
    let [onDisk, person, total] = [0, 0, 0]
    for (const other of this.#promises) {
      if (other === promised) continue
      if (other.blobs === promised.blobs) onDisk += other.bytes - other.written
      if (other.guest === promised.guest) person += other.bytes
      total += other.bytes
    }
    const [personMost, totalMost] = [this.#limits['max-person-bytes'], this.#limits['max-total-bytes']]
    const personLeft = personMost > 0 ? personMost - (this.#used.get(promised.guest) ?? 0) - person : wish
    const totalLeft = totalMost > 0 ? totalMost - this.#total - total : wish
    const diskLeft = free - onDisk + promised.written
    if (bytes > personLeft) throw new Refusal('quota-full', `Your files may take ${personMost} bytes in all. Delete some first.`)
    if (bytes > totalLeft) throw new Refusal('quota-full', `The files of this hub may take ${totalMost} bytes in all. Delete some first.`)
    if (bytes > diskLeft && bytes > promised.written) throw new Refusal('storage-full', "The hub's disk has no room for this file.")
    promised.bytes = Math.max(bytes, Math.min(wish, most, personLeft, totalLeft, diskLeft))
  }

  /** Bytes that are promised and not stored yet. */
  get promised(): number {
    return [...this.#promises].reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** Bytes of the files of one guest, or of all. */
  used(guest?: number): number {
    return guest === undefined ? this.#total : (this.#used.get(guest) ?? 0)
  }

  release(promised: Promised): void {
    this.#promises.delete(promised)
  }

  /** Of a sender who does not know the length: what is promised beyond what has come. */
  static readonly step = limits.unknownLengthStepBytes
}
