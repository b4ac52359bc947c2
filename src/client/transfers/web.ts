// Requests to the hub's web door: as the guest that the connection is, with refusals read, and with broken connections told apart from them.
import { PartylineError } from '../error.ts'
import { addressOf, type Door } from './addresses.ts'
import { HttpRefusal, Unreachable } from './failures.ts'

export type Asking = {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | Blob
  readonly signal?: AbortSignal
}

const refusalCharactersMax = 4_096

export class Web {
  readonly #door: Door

  constructor(door: Door) {
    this.#door = door
  }

  /** Resolves with what was answered below 400; its body is to be read or cancelled. Throws `Unreachable`, `HttpRefusal`, `no-web-door`. */
  async ask(path: string, { method, headers, body, signal }: Asking): Promise<Response> {
    await unlessAborted(this.#door.ready(), signal)
    const token = this.#door.token()
    const init = {
      method,
      headers: { accept: 'application/json', ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      // Files are large, and a part of one is no copy of it.
      cache: 'no-store' as const,
      ...(body !== undefined && { body }),
      ...(body instanceof ReadableStream && { duplex: 'half' as const }),
      ...(signal !== undefined && { signal }),
    }
    const response = await reached(() => fetch(addressOf(this.#door, path), init))
    if (response.ok || response.status === 304) return response
    throw await refusalOf(response)
  }
}

/** Waits for the network, and tells its failures as what they are. */
export async function reached<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof PartylineError) throw thrown
    throw new Unreachable('The hub could not be reached, or the connection broke.', { cause: thrown })
  }
}

/** Waits for something that may never come, as long as it is wanted. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(new Unreachable('It was ended here.'))
  if (signal?.aborted === true) abort()
  signal?.addEventListener('abort', abort)
  try {
    return await Promise.race([work, promise])
  } finally {
    signal?.removeEventListener('abort', abort)
    promise.catch(() => {})
  }
}

async function refusalOf(response: Response): Promise<HttpRefusal> {
  const text = await reached(() => response.text())
  const { error, sentence } = readRefusal(text.slice(0, refusalCharactersMax))
  return new HttpRefusal(response.status, error ?? 'http', sentence ?? `The hub answered ${response.status} ${response.statusText}.`)
}

function readRefusal(text: string): { readonly error?: string; readonly sentence?: string } {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return {}
    const { error, sentence } = value as { readonly error?: unknown; readonly sentence?: unknown }
    // Others, too, answer in JSON.
    return typeof error === 'string' && typeof sentence === 'string' ? { error, sentence } : {}
  } catch {
    return {}
  }
}

/** The SHA-256 that an ETag is. */
export const sha256In = (headers: Headers): string | undefined => /^"([0-9a-f]{64})"$/.exec(headers.get('etag') ?? '')?.[1]

export const fromHex = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16))

export const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''))
