// A tus client that does what it is told, byte by byte, for uploads that go wrong in ways that no library would try.
import { once } from 'node:events'
import { type ClientRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'
import type { RunningHub } from './hub.ts'
import { within } from './until.ts'

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string }
export type Asked = { readonly headers?: OutgoingHttpHeaders; readonly body?: Uint8Array; readonly token?: string }

const resumable = { 'Tus-Resumable': '1.0.0' }
const typed = { 'Content-Type': 'application/offset+octet-stream' }

const base64 = (text: string): string => Buffer.from(text).toString('base64')
export const metadataOf = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([key, value]) => `${key} ${base64(value)}`)
    .join(',')

/** Begins a request of which the body is written by hand. */
export function open(hub: RunningHub, method: string, path: string, headers: OutgoingHttpHeaders): ClientRequest {
  const asked = request({ host: hub.host, port: hub.webPort, method, path, headers, agent: false })
  asked.on('error', () => undefined)
  return asked
}

export async function answerTo(asked: ClientRequest): Promise<Answer> {
  const [response] = await within('an answer over HTTP', once(asked, 'response'))
  const pieces: Buffer[] = []
  for await (const piece of response) pieces.push(piece)
  return { status: response.statusCode, headers: response.headers, text: Buffer.concat(pieces).toString() }
}

export async function ask(hub: RunningHub, method: string, path: string, { headers, body, token }: Asked = {}): Promise<Answer> {
  const bearer = token === undefined ? {} : { Authorization: `Bearer ${token}` }
  const length = body === undefined ? {} : { 'Content-Length': body.length }
  const asked = open(hub, method, path, { ...bearer, ...length, ...headers })
  asked.end(body)
  return answerTo(asked)
}

export const tus = (hub: RunningHub, method: string, path: string, { headers, ...rest }: Asked = {}): Promise<Answer> =>
  ask(hub, method, path, { ...rest, headers: { ...resumable, ...headers } })

export type Begun = Answer & { readonly path: string }

/** Makes an upload, of unknown length where no length is given. */
export async function begin(
  hub: RunningHub,
  metadata: Readonly<Record<string, string>>,
  bytes: number | undefined,
  { headers, ...rest }: Asked & { readonly room?: string } = {},
): Promise<Begun> {
  const length = bytes === undefined ? { 'Upload-Defer-Length': '1' } : { 'Upload-Length': bytes }
  const content = rest.body === undefined ? {} : typed
  const answer = await tus(hub, 'POST', `/uploads/${rest.room ?? 'lobby'}`, {
    ...rest,
    headers: { 'Upload-Metadata': metadataOf(metadata), ...length, ...content, ...headers },
  })
  return { ...answer, path: answer.headers.location ?? '' }
}

export const patch = (hub: RunningHub, path: string, offset: number, body: Uint8Array, { headers, ...rest }: Asked = {}): Promise<Answer> =>
  tus(hub, 'PATCH', path, { ...rest, body, headers: { 'Upload-Offset': offset, ...typed, ...headers } })

/** Begins a PATCH of which the body is written by hand. */
export function openPatch(hub: RunningHub, path: string, offset: number, length: number | undefined, token?: string): ClientRequest {
  const bearer = token === undefined ? {} : { Authorization: `Bearer ${token}` }
  const size = length === undefined ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': length }
  return open(hub, 'PATCH', path, { ...resumable, ...typed, ...bearer, ...size, 'Upload-Offset': offset })
}

/** Where the upload stands. */
export async function offsetOf(hub: RunningHub, path: string, token?: string): Promise<number> {
  const { status, headers } = await tus(hub, 'HEAD', path, token === undefined ? {} : { token })
  return status === 200 ? Number(headers['upload-offset']) : -status
}
