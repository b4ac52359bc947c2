// The bytes of one download as they come in: the `.part` file, made only when the first byte is due, and never more than was announced.
import { statfs } from 'node:fs/promises'
import { writeBytes } from '../amounts.ts'
import { codeOf, Failed, reasonOf } from './failures.ts'
import { PartFile } from './part.ts'

export class Incoming implements AsyncDisposable {
  readonly path: string
  #part: PartFile | undefined
  #expected = 0
  #folder = ''
  #isPrepared = false
  #taking: Promise<void> = Promise.resolve()
  #failure: Failed | undefined

  constructor(path: string, part: PartFile | undefined) {
    this.path = path
    this.#part = part
  }

  get length(): number {
    return this.#part?.length ?? 0
  }

  /** Why bytes could not be taken. */
  get failure(): Failed | undefined {
    return this.#failure
  }

  /** So many bytes were announced. */
  expect(bytes: number, folder: string): void {
    this.#expected = bytes
    this.#folder = folder
  }

  /** Writes a piece; whatever goes wrong is kept as `failure`. */
  async take(piece: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) return
    this.#taking = this.#write(piece).catch(error => {
      this.#failure = error instanceof Failed ? error : new Failed(`\`${this.path}\` cannot be written: ${reasonOf(error)}.`)
    })
    await this.#taking
  }

  async create(): Promise<void> {
    this.#part ??= await PartFile.create(this.path)
  }

  async hashPrefix(moved: (bytes: number) => void, signal: AbortSignal): Promise<void> {
    await this.#part?.hashPrefix(moved, signal)
  }

  async cutTo(bytes: number): Promise<void> {
    await this.#part?.cutTo(bytes)
  }

  async seal(): Promise<string> {
    return this.#part?.seal() ?? ''
  }

  async discard(): Promise<void> {
    await this.#taking
    await this.#part?.discard()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#taking
    await this.#part?.[Symbol.asyncDispose]()
  }

  async #write(piece: Uint8Array): Promise<void> {
    if (!this.#isPrepared) await this.#checkRoom()
    this.#isPrepared = true
    await this.create()
    await this.#part?.append(piece)
  }

  /** Better to say so now than when the disk is full. */
  async #checkRoom(): Promise<void> {
    const { bavail, bsize } = await statfs(this.#folder, { bigint: false }).catch(error => {
      if (codeOf(error) === 'ENOSYS') return { bavail: Number.MAX_SAFE_INTEGER, bsize: 1 }
      throw error
    })
    const free = bavail * bsize
    if (free < this.#expected) throw new Failed(`The disk has room for ${writeBytes(free)}, and ${writeBytes(this.#expected)} are to come.`)
  }
}
