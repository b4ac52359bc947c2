// Uploads that can be gone on with, as tus 1.0 has them: https://tus.io/protocols/resumable-upload
import type { IfTaken } from '../../protocol/files.ts'
import { PartylineError } from '../error.ts'
import { uploadPathOf } from './addresses.ts'
import type { StoredFile } from './api.ts'
import { base64, sha256In, type Web } from './web.ts'

/** How far an upload has come; and what it has become, when it is complete. */
export type Standing = { readonly offset: number; readonly stored: StoredFile | undefined }

export type Making = {
  readonly name: string
  readonly bytes: number | undefined
  readonly sha256: string | undefined
  readonly ifTaken: IfTaken
}

const version = { 'tus-resumable': '1.0.0' }
const encoder = new TextEncoder()

export class Tus {
  readonly #web: Web

  constructor(web: Web) {
    this.#web = web
  }

  /** Resolves with the path of a new upload, or of one of the same file that is there already. */
  async make(folder: string, { name, bytes, sha256, ifTaken }: Making, signal: AbortSignal): Promise<string> {
    const told = { filename: name, ...(sha256 !== undefined && { sha256 }), ...(ifTaken === 'rename' && { ifTaken }) }
    const response = await this.#web.ask(`uploads/${folder}`, {
      method: 'POST',
      headers: {
        ...version,
        ...(bytes === undefined ? { 'upload-defer-length': '1' } : { 'upload-length': String(bytes) }),
        'upload-metadata': Object.entries(told)
          .map(([key, value]) => `${key} ${base64(encoder.encode(value))}`)
          .join(','),
      },
      signal,
    })
    await response.body?.cancel()
    const path = uploadPathOf(response.headers.get('location') ?? '')
    if (path === undefined) throw new PartylineError('fault', 'The hub did not tell where the upload goes.')
    return path
  }

  async standing(path: string, signal: AbortSignal): Promise<Standing> {
    return standingIn(await this.#web.ask(path, { method: 'HEAD', headers: version, signal }))
  }

  /** Sends bytes from an offset on. `length`: of the whole file, where it was not known before. */
  async send(
    path: string,
    offset: number,
    body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | Blob,
    signal: AbortSignal,
    length?: number,
  ): Promise<Standing> {
    const response = await this.#web.ask(path, {
      method: 'PATCH',
      headers: {
        ...version,
        'upload-offset': String(offset),
        'content-type': 'application/offset+octet-stream',
        ...(length !== undefined && { 'upload-length': String(length) }),
      },
      body,
      signal,
    })
    await response.body?.cancel()
    return standingIn(response)
  }

  async end(path: string): Promise<void> {
    const response = await this.#web.ask(path, { method: 'DELETE', headers: version })
    await response.body?.cancel()
  }
}

function standingIn({ headers }: Response): Standing {
  const offset = headers.get('upload-offset')
  if (offset === null || !/^\d{1,16}$/.test(offset)) throw new PartylineError('fault', 'The hub did not tell how far the upload has come.')
  const [id, sha256, name] = [headers.get('partyline-file'), sha256In(headers), nameIn(headers.get('content-location') ?? '')]
  if (id === null || sha256 === undefined || name === undefined) return { offset: Number(offset), stored: undefined }
  return { offset: Number(offset), stored: { id, name, bytes: Number(offset), sha256 } }
}

/** The name in `/files/<room>/<name>`: where another file had the one that was asked for it is a free one. */
function nameIn(address: string): string | undefined {
  const name = /(?:^|\/)files\/[^/]+\/(.+)$/.exec(address)?.[1]
  return name?.split('/').map(decodeURIComponent).join('/')
}
