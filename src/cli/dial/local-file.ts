// A file of the user's on its way out: found by what was typed, hashed once, and read from the same handle to its end.
import { createHash } from 'node:crypto'
import { constants, type FileHandle, open } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, resolve } from 'node:path'
import { isPlainText } from '../../protocol/characters.ts'
import { codeOf, Failed, reasonOf } from './failures.ts'

const pieceBytes = 256 * 1_024
const hashPieceBytes = 1_024 * 1_024

/** One way to understand what stands after `put`. */
export type PutReading = { readonly path: string; readonly rename: boolean }

/** All ways to understand it, likeliest first: a path may hold spaces and numbers, and may be followed by what the wire form has. */
export function putReadings(argument: string): PutReading[] {
  const quoted = /^(["'])(.+)\1(?:\s+(.*))?$/.exec(argument)
  if (quoted !== null) return [{ path: quoted[2] ?? '', rename: /(?:^|\s)rename(?:\s|$)/i.test(quoted[3] ?? '') }]
  const readings: PutReading[] = []
  let rename = false
  for (let rest = argument; ; ) {
    readings.push({ path: rest, rename })
    // Terminals drop a dragged file as a shell would want it.
    if (rest.includes('\\')) readings.push({ path: rest.replaceAll(/\\(.)/g, '$1'), rename })
    const [, before, option] = /^(.*\S)\s+(rename|now|\d{1,15}|resume\s+[0-9a-f]{64})$/i.exec(rest) ?? []
    if (before === undefined) return readings
    if (option?.toLowerCase() === 'rename') rename = true
    rest = before
  }
}

export class LocalFile implements AsyncDisposable {
  /** Its name on the hub. */
  readonly name: string
  readonly rename: boolean
  readonly bytes: number
  readonly #path: string
  readonly #file: FileHandle
  #sha256: string | undefined

  /** The first reading that is a file. */
  static async find(readings: readonly PutReading[], folder: string): Promise<LocalFile> {
    let refusal: Failed | undefined
    for (const reading of readings) {
      const path = resolve(folder, reading.path.replace(/^~(?=[/\\])/, homedir()))
      try {
        return await LocalFile.#open(path, reading)
      } catch (error) {
        // Of all that is missing the last is the plain path, with every option taken off.
        if (refusal === undefined || codeOf(error) === 'ENOENT') refusal = error instanceof Failed ? error : cannotRead(reading.path, error)
        if (codeOf(error) !== 'ENOENT') throw refusal
      }
    }
    throw refusal ?? new Failed('The form is: put <path> [rename].')
  }

  static async #open(path: string, { path: typed, rename }: PutReading): Promise<LocalFile> {
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stats = await file.stat()
    const name = basename(path).normalize('NFC')
    const refusal = stats.isDirectory()
      ? `\`${typed}\` is a folder; put takes one file at a time.`
      : !stats.isFile()
        ? `\`${typed}\` is no ordinary file.`
        : !isPlainText(name) || name.includes('\t')
          ? `\`${typed}\` has characters in its name that cannot stand on a line. Rename it first.`
          : undefined
    if (refusal === undefined) return new LocalFile(path, file, name, rename, stats.size)
    await file.close()
    throw new Failed(refusal)
  }

  private constructor(path: string, file: FileHandle, name: string, rename: boolean, bytes: number) {
    this.#path = path
    this.#file = file
    this.name = name
    this.rename = rename
    this.bytes = bytes
  }

  async sha256(moved: (bytes: number) => void, signal: AbortSignal): Promise<string> {
    if (this.#sha256 !== undefined) return this.#sha256
    const hash = createHash('sha256')
    for await (const piece of this.#pieces(0, hashPieceBytes)) {
      signal.throwIfAborted()
      hash.update(piece)
      moved(piece.length)
    }
    this.#sha256 = hash.digest('hex')
    return this.#sha256
  }

  /** The bytes from `offset` on, exactly as many as the file had when it was opened. */
  read(offset: number): AsyncGenerator<Uint8Array, void, undefined> {
    return this.#pieces(offset, pieceBytes)
  }

  async *#pieces(from: number, most: number): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = from; at < this.bytes; ) {
      const buffer = Buffer.allocUnsafe(Math.min(most, this.bytes - at))
      const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, at).catch(error => {
        throw cannotRead(this.#path, error)
      })
      if (bytesRead === 0) throw new Failed(`\`${this.name}\` became shorter while it was read. Put it again.`)
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
  }
}

const cannotRead = (path: string, error: unknown): Failed =>
  new Failed(codeOf(error) === 'ENOENT' ? `There is no file \`${path}\` here.` : `\`${path}\` cannot be read: ${reasonOf(error)}.`)
