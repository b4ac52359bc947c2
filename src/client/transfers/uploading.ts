// What an upload does: small files go in one request, others so that they can be gone on with after whatever cut them off.
import { PartylineError } from '../error.ts'
import { waitMs } from '../reconnecting.ts'
import { sdkBounds } from '../sdk-bounds.ts'
import { namePart } from './addresses.ts'
import type { FileSource, StoredFile, UploadOptions } from './api.ts'
import { isGone, mayPass, Unreachable } from './failures.ts'
import { Reading } from './reading.ts'
import type { Run } from './running.ts'
import type { Shelf } from './shelf.ts'
import { joined } from './sources.ts'
import { type Standing, Tus } from './tus.ts'
import { base64, fromHex, unlessAborted, Web } from './web.ts'

export class Uploading {
  /** Of the upload at the hub, as long as there is one. */
  path: string | undefined
  readonly #name: string
  readonly #shelf: Shelf
  readonly #options: UploadOptions
  readonly #web: Web
  readonly #tus: Tus
  readonly #sha256: string | undefined
  readonly #reading: Reading
  #making: Promise<string> | undefined
  #knownOffset = 0
  #asStream = requestsStream()
  #streamTries = 0

  /** `path`: of an upload to go on with. */
  constructor(shelf: Shelf, source: FileSource, options: UploadOptions, path: string | undefined) {
    this.path = path
    this.#name = source.name
    this.#shelf = shelf
    this.#options = options
    this.#web = new Web(shelf.door)
    this.#tus = new Tus(this.#web)
    this.#sha256 = options.sha256?.toLowerCase() ?? source.sha256
    this.#reading = new Reading(source, this.#sha256 === undefined)
  }

  async run(run: Run): Promise<StoredFile> {
    const { bytes } = this.#reading.source
    const isSmall = bytes !== undefined && bytes <= sdkBounds.wholeUploadBytesMax && this.path === undefined
    return isSmall ? await this.#putWhole(run) : await run.attempt(signal => this.#goOn(run, signal))
  }

  async #putWhole(run: Run): Promise<StoredFile> {
    await run.turn()
    const body = await this.#reading.whole()
    const sha256 = this.#sha256 ?? this.#reading.sha256() ?? ''
    const stored = await run.attempt(async signal => {
      const folder = await this.#shelf.folder()
      const rename = this.#options.ifTaken === 'rename' ? '?rename' : ''
      const response = await this.#web.ask(`files/${folder}/${namePart(this.#name)}${rename}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream', 'repr-digest': `sha-256=:${base64(fromHex(sha256))}:` },
        body,
        signal,
      })
      return readStored(response)
    })
    run.at(body.length)
    return this.#checked(stored, sha256)
  }

  /** From where the hub stands to the end. */
  async #goOn(run: Run, signal: AbortSignal): Promise<StoredFile> {
    const folder = await this.#shelf.folder()
    let standing: Standing = { offset: 0, stored: undefined }
    if (this.path !== undefined) standing = await this.#stands(run, this.path, signal)
    if (this.path === undefined) {
      this.path = await this.#make(folder, signal)
      // Whoever keeps the address should have it before anything goes there.
      run.known()
      // The hub may have known it already: of an earlier run, or as a file.
      if (this.#sha256 !== undefined) standing = await this.#tus.standing(this.path, signal)
    }
    this.#stoodAt(run, standing.offset)
    if (standing.stored !== undefined) return this.#complete(run, standing.stored)
    await this.#reading.hashUpTo(standing.offset, () => run.alive())
    const last = this.#asStream
      ? await this.#stream(run, this.path, standing.offset, signal)
      : await this.#pieces(run, this.path, standing.offset, signal)
    if (last.stored === undefined) throw new Unreachable(`The upload stands at ${last.offset} bytes.`)
    return this.#complete(run, last.stored)
  }

  /** How far the hub has come. One that knows nothing of it any more is given all of it anew. */
  async #stands(run: Run, path: string, signal: AbortSignal): Promise<Standing> {
    try {
      return await this.#tus.standing(path, signal)
    } catch (thrown) {
      if (!isGone(thrown) || run.restarts() > sdkBounds.restartsMax) throw thrown
      run.restarted()
      this.path = undefined
      return { offset: 0, stored: undefined }
    }
  }

  /** Once it is asked for, the answer is waited for by whoever goes on: else the hub would keep an upload that nobody knows of. */
  async #make(folder: string, signal: AbortSignal): Promise<string> {
    this.#making ??= this.#makeInTime(folder)
    try {
      const path = await unlessAborted(this.#making, signal)
      this.#making = undefined
      return path
    } catch (thrown) {
      if (!signal.aborted) this.#making = undefined
      throw thrown
    }
  }

  async #makeInTime(folder: string): Promise<string> {
    const { name, bytes } = this.#reading.source
    const late = new AbortController()
    const cancel = this.#shelf.underway.clock.after(sdkBounds.transferMakingMs, () => late.abort())
    const making = { name, bytes, sha256: this.#sha256, ifTaken: this.#options.ifTaken ?? 'refuse' } as const
    return this.#tus.make(folder, making, late.signal).finally(cancel)
  }

  #stoodAt(run: Run, offset: number): void {
    if (offset > this.#knownOffset) {
      run.advanced()
      this.#streamTries = 0
    } else if (this.#asStream && ++this.#streamTries > sdkBounds.streamTriesMax) this.#asStream = false
    this.#knownOffset = offset
    run.at(offset)
  }

  /** Everything in one request. */
  async #stream(run: Run, path: string, offset: number, signal: AbortSignal): Promise<Standing> {
    const chunks = this.#reading.from(offset)
    // A request that brings nothing is soon given up: it is made when there is something to bring.
    let next: Promise<IteratorResult<Uint8Array, void>> | undefined = chunks.next()
    let at = offset
    let failed: { readonly thrown: unknown } | undefined
    const body = new ReadableStream<Uint8Array>(
      {
        pull: async controller => {
          try {
            const { done, value } = await (next ?? chunks.next())
            next = undefined
            if (done === true) return controller.close()
            at += value.length
            run.at(at)
            controller.enqueue(value)
          } catch (thrown) {
            failed = { thrown }
            controller.error(thrown)
          }
        },
        cancel: () => letGo(chunks),
      },
      { highWaterMark: 0 },
    )
    try {
      await unlessAborted(next, signal)
      const standing = await this.#tus.send(path, offset, body, signal)
      return await this.#lastWord(path, standing, signal)
    } catch (thrown) {
      throw failed === undefined ? thrown : failed.thrown
    } finally {
      letGo(chunks)
    }
  }

  /** Piece by piece, for browsers: there a request can be no stream. */
  async #pieces(run: Run, path: string, offset: number, signal: AbortSignal): Promise<Standing> {
    const { clock } = this.#shelf.underway
    let standing: Standing = { offset, stored: undefined }
    const { source } = this.#reading
    let most: number = sdkBounds.pieceBytesFirst
    let piece: Uint8Array[] = []
    let length = 0
    const send = async () => {
      const began = clock.now()
      const from = standing.offset
      standing = await this.#tus.send(path, from, source.slice?.(from, from + length) ?? joined(piece), signal)
      if (clock.now() - began < sdkBounds.pieceQuickMs) most = Math.min(most * 2, sdkBounds.pieceBytesMax)
      this.#stoodAt(run, standing.offset)
      piece = []
      length = 0
    }
    const chunks = this.#reading.from(offset)
    try {
      for (;;) {
        const { done, value } = await unlessAborted(chunks.next(), signal)
        if (done === true) break
        // Whoever made the source may use its memory again. What the browser reads itself need not be kept here.
        if (source.slice === undefined) piece.push(value.slice())
        length += value.length
        if (length >= most) await send()
      }
    } finally {
      letGo(chunks)
    }
    if (length > 0) await send()
    return this.#lastWord(path, standing, signal)
  }

  /** All has gone: where nobody knew how long it is, it is told; and where the hub's last word is missing, it is asked for. */
  async #lastWord(path: string, standing: Standing, signal: AbortSignal): Promise<Standing> {
    const { bytes, source } = this.#reading
    if (standing.stored !== undefined || standing.offset !== bytes) return standing
    const nothing = new Uint8Array(0)
    return this.#tus.send(path, bytes, nothing, signal, source.bytes === undefined ? bytes : undefined)
  }

  async #complete(run: Run, stored: StoredFile): Promise<StoredFile> {
    const { bytes } = stored
    await this.#reading.hashUpTo(bytes, () => run.alive())
    run.total(bytes)
    run.at(bytes)
    return this.#checked(stored, this.#sha256 ?? this.#reading.sha256())
  }

  async #checked(stored: StoredFile, sha256: string | undefined): Promise<StoredFile> {
    if (sha256 === undefined || stored.sha256 === sha256) return stored
    await this.#shelf.remove(stored.name).catch(() => {})
    throw new PartylineError(
      'wrong-hash',
      `What the hub has of ${this.#name} is not what was read here, and was taken away. Send it again.`,
    )
  }

  /** Nobody wants it any more: the hub is told, as soon as it can be. */
  async endAtHub(): Promise<void> {
    const { clock, random } = this.#shelf.underway
    this.path ??= await this.#making?.catch(() => undefined)
    for (let tries = 0; this.path !== undefined; tries++) {
      try {
        return await this.#tus.end(this.path)
      } catch (thrown) {
        if (isGone(thrown)) return
        if (!mayPass(thrown, tries) || tries > sdkBounds.doubtfulTriesMax) throw thrown
        await new Promise<void>(resolve => clock.after(waitMs(tries, random()), resolve))
      }
    }
  }
}

async function readStored(response: Response): Promise<StoredFile> {
  const value: unknown = await response.json().catch(thrown => {
    throw new Unreachable('The answer broke off.', { cause: thrown })
  })
  const { id, name, bytes, sha256 } = value as Partial<StoredFile>
  if (typeof id !== 'string' || typeof name !== 'string' || typeof bytes !== 'number' || typeof sha256 !== 'string')
    throw new PartylineError('fault', 'The hub answered something that is no file.')
  return { id, name, bytes, sha256 }
}

/** A source may be waiting for something that never comes: nobody waits for it. */
function letGo(chunks: AsyncGenerator<Uint8Array, void>): void {
  chunks.return().catch(() => {})
}

/** Whether a request's body may be a stream: in Node it may; in browsers only over HTTP/2, which a hub does not speak. */
const requestsStream = (): boolean => !('document' in globalThis) && surroundings.process?.versions?.node !== undefined

/** Seen alike with Node's types and with those of browsers. */
const surroundings = globalThis as { readonly process?: { readonly versions?: { readonly node?: string } } }
