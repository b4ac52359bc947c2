// What a download does: after a cut it goes on where it was, as long as the file is the same one, and at the end the SHA-256 is compared.
import { PartylineError } from '../error.ts'
import { sdkBounds } from '../sdk-bounds.ts'
import { namePart } from './addresses.ts'
import type { Coming, FileSink, StoredFile } from './api.ts'
import { HttpRefusal, isGone, local, Unreachable } from './failures.ts'
import { readFrom } from './reading.ts'
import type { Run } from './running.ts'
import { type Hash, Sha256 } from './sha256.ts'
import type { Shelf } from './shelf.ts'
import { reached, sha256In, Web } from './web.ts'

/** What a file id looks like, when the room has no file of that name. */
const fileId = /^[0-9a-f]{32}$/

type Answer = { readonly at: number; readonly total: number | undefined; readonly sha256: string | undefined; readonly response: Response }

export class Downloading {
  readonly #name: string
  readonly #shelf: Shelf
  readonly #web: Web
  readonly #sink: FileSink
  #id: string | undefined
  #byId: boolean
  #sha256: string | undefined
  #total: number | undefined
  #at = 0
  /** Whether the sink knows what is coming. */
  #begun = false
  #hash: Hash
  #unknownHashes = 0

  constructor(shelf: Shelf, name: string, id: string | undefined, sink: FileSink) {
    this.#shelf = shelf
    this.#web = new Web(shelf.door)
    this.#sink = sink
    this.#hash = this.#newHash()
    this.#name = name
    this.#id = id
    this.#byId = id !== undefined
  }

  async run(run: Run): Promise<StoredFile> {
    const kept = await local(() => this.#sink.resume?.(this.#hash))
    if (kept !== undefined) {
      this.#at = kept.at
      this.#sha256 = kept.sha256
      this.#begun = true
      run.at(kept.at)
    }
    const isHere = await run.attempt(signal => this.#fetch(run, signal))
    const sha256 = await run.attempt(signal => this.#check(isHere, signal))
    if (!isHere) await local(() => this.#sink.close?.())
    return { id: this.#id ?? '', name: this.#name, bytes: this.#at, sha256 }
  }

  /** Fetches what is missing; resolves with whether it is here already. */
  async #fetch(run: Run, signal: AbortSignal): Promise<boolean> {
    if (this.#begun && this.#at === this.#total) return false
    const answer = await this.#ask(signal)
    const { response, total } = answer
    try {
      const coming: Coming = { name: this.#name, bytes: total, sha256: answer.sha256 ?? this.#sha256 }
      if (answer.at === 0 && this.#at > 0) this.#startOver(run, answer)
      this.#sha256 = coming.sha256
      this.#total = total
      run.total(total)
      if (!this.#begun && (await local(() => this.#sink.has?.(coming) ?? false))) return this.#isHere(run)
      if (!this.#begun) await local(() => this.#sink.begin?.(coming))
      this.#begun = true
      if (response.body !== null && response.status !== 416) await this.#take(run, response.body, signal)
    } finally {
      await response.body?.cancel().catch(() => {})
    }
    if (this.#total !== undefined && this.#at !== this.#total) throw new Unreachable(`The connection broke at ${this.#at} bytes.`)
    this.#total = this.#at
    return false
  }

  async #take(run: Run, body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<void> {
    const chunks = readFrom(body)
    try {
      for (;;) {
        const { done, value } = await reached(() => chunks.next())
        // A slow sink may hold this up; what comes after the end is nobody's.
        signal.throwIfAborted()
        if (done === true) return
        this.#hash.update(value)
        await local(() => this.#sink.write(value, this.#at))
        this.#at += value.length
        run.at(this.#at)
        run.advanced()
      }
    } finally {
      await chunks.return()
    }
  }

  #isHere(run: Run): true {
    this.#at = this.#total ?? 0
    run.at(this.#at)
    return true
  }

  /** The file is another one now, or nobody can say that it is the same. */
  #startOver(run: Run, answer: Answer): void {
    if (answer.sha256 === undefined && this.#sha256 !== undefined && ++this.#unknownHashes < sdkBounds.hashTriesMax)
      throw new Unreachable('The hub does not know yet whether the file is still the same.')
    if (run.restarts() >= sdkBounds.restartsMax) throw new PartylineError('changed', `${this.#name} changes again and again. Try later.`)
    run.restarted()
    this.#sha256 = undefined
    this.#at = 0
    this.#begun = false
    this.#hash = this.#newHash()
    run.at(0)
  }

  async #ask(signal: AbortSignal): Promise<Answer> {
    const range =
      this.#at > 0 ? { range: `bytes=${this.#at}-`, ...(this.#sha256 !== undefined && { 'if-range': `"${this.#sha256}"` }) } : {}
    try {
      const response = await this.#web.ask(await this.#path(), { method: 'GET', headers: range, signal })
      const { headers } = response
      const [, from, whole] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? []
      const length = headers.get('content-length')
      const total = response.status === 206 ? whole : (length ?? undefined)
      const at = response.status === 206 ? Number(from) : 0
      if (at !== 0 && at !== this.#at) throw new PartylineError('fault', 'The hub sent another part of the file than was asked for.')
      return { at, total: total === undefined ? undefined : Number(total), sha256: sha256In(headers), response }
    } catch (thrown) {
      if (thrown instanceof HttpRefusal && thrown.status === 416) return this.#nothingMore(signal)
      if (!isGone(thrown) || this.#byId || !fileId.test(this.#name)) throw thrown
      this.#byId = true
      this.#id = this.#name
      return this.#ask(signal)
    }
  }

  /** Nothing comes after what is here: it is complete, or longer than the file is now. */
  async #nothingMore(signal: AbortSignal): Promise<Answer> {
    const response = await this.#web.ask(await this.#path(), { method: 'HEAD', signal })
    const total = Number(response.headers.get('content-length'))
    const sha256 = sha256In(response.headers)
    if (total === this.#at && (this.#sha256 === undefined || sha256 === this.#sha256)) return { at: total, total, sha256, response }
    const at = this.#at
    this.#at = 0
    const answer = await this.#ask(signal)
    this.#at = at
    return answer
  }

  async #path(): Promise<string> {
    if (this.#byId) return `file/${encodeURIComponent(this.#id ?? this.#name)}`
    const folder = await this.#shelf.folder()
    return `files/${folder}/${namePart(this.#name)}`
  }

  /** All bytes are here: they are what the hub has, or good for nothing. */
  async #check(isHere: boolean, signal: AbortSignal): Promise<string> {
    const expected = this.#sha256 ?? (await this.#hashAtHub(signal))
    if (isHere) return expected
    const sha256 = this.#hash.hex()
    if (sha256 === expected) return sha256
    throw new PartylineError('wrong-hash', `What came of ${this.#name} is not what the hub has, and was thrown away. Get it again.`)
  }

  /** The hub may have to read a large file to the end before it knows. */
  async #hashAtHub(signal: AbortSignal): Promise<string> {
    const response = await this.#web.ask(await this.#path(), { method: 'HEAD', signal })
    const sha256 = sha256In(response.headers)
    if (sha256 === undefined && ++this.#unknownHashes >= sdkBounds.hashTriesMax)
      throw new PartylineError(
        'changed',
        `The hub does not say what the SHA-256 of ${this.#name} is: it seems to be written to. Try later.`,
      )
    if (sha256 === undefined) throw new Unreachable('The hub does not know the SHA-256 yet.')
    this.#sha256 = sha256
    return sha256
  }

  #newHash(): Hash {
    return this.#sink.hash?.() ?? new Sha256()
  }
}
