// One file on its way in: staged bytes, then the seal (length and SHA-256), then a name. Only then is it acknowledged.
import type { CommandOf, Event } from '../protocol/messages.ts'
import { Refusal } from '../protocol/refusals.ts'
import type { StagedBlob } from './ports.ts'
import type { Session } from './session.ts'

type UploadEnds = {
  /** The SHA-256 of the very file, if it is there already. */
  readonly already: string | undefined
  readonly ended: (outcome: 'done' | 'kept') => void
  readonly publish: (blob: StagedBlob, sha256: string) => Promise<string>
}

export class Upload {
  readonly put: CommandOf<'put'>
  readonly session: Session
  /** Bytes that the hub has already. */
  readonly offset: number
  readonly #blob: StagedBlob | undefined
  readonly #ends: UploadEnds
  #ended = false
  #finishing: Promise<Event> | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(put: CommandOf<'put'>, session: Session, blob: StagedBlob | undefined, ends: UploadEnds) {
    this.put = put
    this.session = session
    this.#blob = blob
    this.#ends = ends
    this.offset = blob?.length ?? put.bytes
  }

  /** Bytes that are still to come. */
  get missing(): number {
    return this.put.bytes - (this.#blob?.length ?? this.put.bytes)
  }

  /** Takes the next bytes, at most `missing`; settles when more may come. */
  append(chunks: readonly Uint8Array[]): Promise<void> {
    if (this.#ended) return Promise.reject(new Refusal('resumed-elsewhere'))
    this.#writing = this.#blob?.append(chunks) ?? Promise.resolve()
    return this.#writing
  }

  /** All bytes are there: seals and publishes them. Refusals: `wrong-hash`, `exists`, `storage-full`, `storage-failed`. */
  finish(): Promise<Event> {
    this.#finishing ??= this.#finish()
    return this.#finishing
  }

  /** Cut off. With a declared hash the bytes stay for a while if somebody can come back for them; else they are thrown away. */
  async abort(): Promise<void> {
    // What is being published already is brought to its end.
    if (this.#finishing !== undefined) return void (await this.#finishing.catch(() => undefined))
    await this.#writing.catch(() => undefined)
    await this.#end(this.#mayComeBack ? 'kept' : 'done')
  }

  /** Staged uploads belong to a guest, and without a token nobody can be that guest again. */
  get #mayComeBack(): boolean {
    return this.put.resume !== undefined && (!this.session.ended || this.session.hasToken)
  }

  async #finish(): Promise<Event> {
    if (this.#blob === undefined) {
      await this.#end('done')
      return stored(this.put.name, this.#ends.already ?? '')
    }
    let sealed = false
    try {
      const sha256 = await this.#blob.seal()
      if (this.put.resume !== undefined && sha256 !== this.put.resume) throw new Refusal('wrong-hash')
      sealed = true
      const name = await this.#ends.publish(this.#blob, sha256)
      await this.#end('done')
      return stored(name, sha256)
    } catch (thrown) {
      // Sealed bytes are still good when only their name or their record could not be written.
      const diskSaidNo = sealed && thrown instanceof Refusal && thrown.code.startsWith('storage-')
      await this.#end(diskSaidNo && this.#mayComeBack ? 'kept' : 'done')
      throw thrown
    }
  }

  async #end(outcome: 'done' | 'kept'): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    await (outcome === 'done' ? this.#blob?.discard() : this.#blob?.close())
    this.#ends.ended(outcome)
  }
}

const stored = (name: string, sha256: string): Event => ({ event: 'stored', name, sha256 })
