// `get`: a file from the hub into the current folder. It goes on where it stopped, is checked as a whole, and gets its name only then.
import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { Answer } from '../../client/lines/replies.ts'
import { writeBytes } from '../amounts.ts'
import { type Lease, takeLease } from '../lease.ts'
import type { Face } from './face.ts'
import { Cancelled, Failed, Final } from './failures.ts'
import { Incoming } from './incoming.ts'
import type { Transfer } from './jobs.ts'
import { Meter } from './meter.ts'
import { PartFile } from './part.ts'
import { publish } from './publish.ts'
import { partNameOf, saveNameOf } from './save-name.ts'
import type { Wire } from './wire.ts'

/** One way to understand what was typed: `get a 5` may mean the file `a 5`, or `a` from byte 5. */
export type Reading = { readonly name: string; readonly offset: number }
export type DownloadOptions = {
  readonly readings: readonly Reading[]
  readonly folder: string
  readonly locks: string
  readonly platform: NodeJS.Platform
}

type Attempt = 'done' | 'next reading' | 'once more'

export class Download implements Transfer {
  readonly leavesEntry = false
  readonly #options: DownloadOptions
  #readings: readonly Reading[]
  #isStartSaid = false
  #hasStartedAgain = false
  #lease: { readonly path: string; readonly lease: Lease } | undefined
  #moved = 0
  #partLength = 0

  constructor(options: DownloadOptions) {
    this.#options = options
    this.#readings = options.readings
  }

  get title(): string {
    return `get ${this.#readings[0]?.name ?? ''}`
  }

  get moved(): number {
    return this.#moved
  }

  stoppedNote(): string {
    return this.#partLength > 0 ? `stopped; the same \`${this.title}\` goes on after ${writeBytes(this.#partLength)}` : 'stopped'
  }

  async run(wire: Wire, face: Face, signal: AbortSignal): Promise<void> {
    for (;;) {
      const reading = this.#readings[0]
      if (reading === undefined) throw new Failed('Nothing was asked for.')
      const attempt = await this.#attempt(reading, wire, face, signal)
      if (attempt === 'done') return
      if (attempt === 'next reading') this.#readings = this.#readings.slice(1)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lease?.lease[Symbol.asyncDispose]()
    this.#lease = undefined
  }

  async #attempt(reading: Reading, wire: Wire, face: Face, signal: AbortSignal): Promise<Attempt> {
    const saveName = saveNameOf(reading.name, this.#options.platform)
    if (saveName === undefined) throw new Failed(`\`${reading.name}\` is no name that a file could be saved under.`)
    const path = join(this.#options.folder, partNameOf(saveName))
    await this.#takeLease(path)
    await using incoming = new Incoming(path, await PartFile.find(path))
    await this.#prepare(incoming, reading, face, signal)
    const from = incoming.length
    const answer = await this.#receive(incoming, reading, wire, face)
    if (answer.answer === 'refused') return await this.#refused(answer.code, answer.line, incoming, face)
    if (answer.answer !== 'end') throw new Final('The hub answered a get with something else.')
    await incoming.create()
    if ((await incoming.seal()) !== answer.sha256) return await this.#mismatched(from, incoming, face)
    face.hub(answer.line, 'transfer')
    const { name, wasThere } = await publish(path, this.#options.folder, saveName, incoming.length, answer.sha256)
    face.note(
      wasThere ? `\`${name}\` is here already, the same file` : `saved \`${name}\`, ${writeBytes(incoming.length)}, its SHA-256 matches`,
    )
    return 'done'
  }

  async #receive(incoming: Incoming, { name }: Reading, wire: Wire, face: Face): Promise<Answer> {
    const from = incoming.length
    let meter: Meter | undefined
    const started = (bytes: number, line: string): void => {
      this.#sayStart(face, line, bytes, from)
      incoming.expect(bytes, this.#options.folder)
      meter = new Meter(this.title, from + bytes, from, performance.now())
      face.watch(meter)
    }
    const piece = async (bytes: Uint8Array): Promise<void> => {
      await incoming.take(bytes)
      this.#moved += bytes.length
      this.#partLength = incoming.length
      meter?.moved(bytes.length)
      // Nothing but a new connection stops the bytes that are still to come.
      if (incoming.failure !== undefined) wire.drop(new Cancelled())
    }
    try {
      return await wire.ask(`get "${name}"${from > 0 ? ` ${from}` : ''}`, { started, piece })
    } catch (error) {
      throw incoming.failure ?? error
    } finally {
      face.watch()
    }
  }

  /** Two dials in one folder must not write into the same `.part`. */
  async #takeLease(path: string): Promise<void> {
    if (this.#lease?.path === path) return
    await this[Symbol.asyncDispose]()
    const lock = join(this.#options.locks, createHash('sha256').update(resolve(path)).digest('hex').slice(0, 32))
    const lease = await takeLease(lock).catch(() => ({ [Symbol.asyncDispose]: async () => {} }))
    if (lease === undefined) throw new Failed(`\`${path}\` is being written by another dial.`)
    this.#lease = { path, lease }
  }

  async #prepare(incoming: Incoming, { name, offset }: Reading, face: Face, signal: AbortSignal): Promise<void> {
    if (offset > incoming.length)
      throw new Failed(`Only ${incoming.length} bytes of \`${name}\` are here; \`get "${name}"\` goes on after them.`)
    // An offset is honoured once; after a broken connection the file goes on where it stopped.
    if (offset > 0 && this.#moved === 0 && !this.#hasStartedAgain) await incoming.cutTo(offset)
    this.#partLength = incoming.length
    if (incoming.length === 0) return
    const meter = new Meter(`checking ${incoming.path}`, incoming.length, 0, performance.now())
    face.watch(meter)
    await incoming.hashPrefix(bytes => meter.moved(bytes), signal)
    face.watch()
  }

  #sayStart(face: Face, line: string, bytes: number, from: number): void {
    if (this.#isStartSaid) return
    this.#isStartSaid = true
    face.hub(line, 'transfer')
    const whole = writeBytes(from + bytes)
    face.note(`${this.title}: ${from > 0 ? `going on after ${writeBytes(from)} of ${whole}` : whole}`)
  }

  async #refused(code: string, line: string, incoming: Incoming, face: Face): Promise<Attempt> {
    if (code === 'no-such-file' && this.#readings.length > 1) return 'next reading'
    if (code === 'changed' || (code === 'bad-offset' && incoming.length > 0)) {
      const attempt = await this.#startAgain('the file was changed on the hub', incoming, face)
      if (attempt !== undefined) return attempt
    }
    face.hub(line, 'refused')
    throw new Failed(line, { told: true })
  }

  async #mismatched(from: number, incoming: Incoming, face: Face): Promise<Attempt> {
    const attempt =
      from > 0 ? await this.#startAgain('what was here does not belong to the file that the hub has now', incoming, face) : undefined
    if (attempt !== undefined) return attempt
    await incoming.discard()
    throw new Failed(`\`${this.#readings[0]?.name}\` came with other bytes than its SHA-256 says; they were thrown away. Try again.`)
  }

  /** Throws away what is here and begins at zero, but only once. */
  async #startAgain(why: string, incoming: Incoming, face: Face): Promise<'once more' | undefined> {
    await incoming.discard()
    this.#partLength = 0
    if (this.#hasStartedAgain) return undefined
    this.#hasStartedAgain = true
    face.note(`${why}; starting again from its beginning`)
    return 'once more'
  }
}
