// Resumable uploads over HTTP, as tus 1.0 has them. @tus/server knows the protocol, the transfer engine has the bytes; here they meet.
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Hub } from '../../../hub/hub.ts'
import { Refusal, type RefusalCode, refusals } from '../../../protocol/refusals.ts'
import { refusalOf } from '../../refusing.ts'
import { answerRefusal, guarded, rawRoute } from '../answers.ts'
import { callerOf, roomFor } from '../caller.ts'
import type { Flow, Flows } from '../flow.ts'
import { WrongChecksum } from '../receiving.ts'
import { checksumAlgorithms, readChecksum } from './checksum.ts'
import type { TusStore } from './store.ts'

const version = '1.0.0'
/** Of the checksum extension. */
const wrongChecksumStatus = 460

/** Loaded when the first upload comes. */
const protocol = (): Promise<typeof import('./protocol.ts')> => import('./protocol.ts')

export function tusRoutes(app: FastifyInstance, hub: Hub, flows: Flows): void {
  const handler = rawRoute(hub.log, (request, response) => flows.during(request.socket, flow => answerTus(hub, request, response, flow)))
  app.route({ method: ['POST', 'OPTIONS'], url: '/uploads/:room', handler })
  app.route({ method: ['POST', 'OPTIONS', 'HEAD', 'PATCH', 'DELETE'], url: '/uploads/:room/:id', handler })
}

async function answerTus(hub: Hub, request: IncomingMessage, response: ServerResponse, flow: Flow): Promise<void> {
  const method = methodOf(request)
  if (method !== 'OPTIONS' && request.headers['tus-resumable'] !== version) {
    const refusal = new Refusal('bad-version', `Uploads are tus ${version} here: send Tus-Resumable: ${version}.`)
    return answerRefusal(request, response, refusal, 412, { 'tus-resumable': version, 'tus-version': version })
  }
  try {
    await carryOut(hub, method, request, response, flow)
  } catch (thrown) {
    const refusal = refusalOf(thrown, hub.log, undefined)
    const status = thrown instanceof WrongChecksum ? wrongChecksumStatus : refusals[refusal.code].status
    await answerRefusal(request, response, refusal, status, { 'tus-resumable': version })
  }
}

async function carryOut(hub: Hub, method: string, request: IncomingMessage, response: ServerResponse, flow: Flow): Promise<void> {
  const { room: roomName, id } = placeOf(request)
  const { TusStore, serve } = await protocol()
  if (method === 'OPTIONS') return describe(hub, response, TusStore.extensions)
  const caller = await callerOf(hub, request)
  const room = await roomFor(method === 'HEAD' || method === 'DELETE' ? 'read' : 'put', hub, caller, roomName)
  // A room has one name to ask by and a number that never changes.
  const folder = encodeURIComponent(roomName)
  const checksum = readChecksum(headerOf(request, 'upload-checksum'))
  const store = new TusStore({ hub, room, caller, method, request, flow, checksum })
  const said = await serve(store, { method, headers: request.headers, folder, id, bytesMax: hub.limits['max-file-bytes'] })
  if ('thrown' in said && said.thrown instanceof Refusal) throw inTusWords(said.thrown, store)
  if ('thrown' in said) throw said.thrown
  if (said.status >= 400) throw ofProtocol(said.status, said.text)
  const headers = { ...said.headers, ...whatBecame(hub, store, folder) }
  response.writeHead(said.status, {
    ...guarded,
    'cache-control': 'no-store',
    ...headers,
    ...(said.status !== 204 && { 'content-length': 0 }),
    ...(!request.complete && { connection: 'close' }),
  })
  response.end()
}

/** What became of an upload: the file, or until when somebody has to go on with it. */
function whatBecame(hub: Hub, { stored, transfer }: TusStore, folder: string): OutgoingHttpHeaders {
  if (stored !== undefined)
    return {
      'upload-offset': stored.bytes,
      'partyline-file': stored.id,
      etag: `"${stored.sha256}"`,
      'content-location': `/files/${folder}/${stored.name.split('/').map(encodeURIComponent).join('/')}`,
    }
  if (transfer?.state !== 'open') return {}
  return { 'upload-offset': transfer.length, 'upload-expires': new Date(hub.files.uploads.expiryOf(transfer)).toUTCString() }
}

function describe(hub: Hub, response: ServerResponse, extensions: readonly string[]): void {
  response.writeHead(204, {
    ...guarded,
    'tus-resumable': version,
    'tus-version': version,
    'tus-extension': extensions.join(','),
    'tus-max-size': hub.limits['max-file-bytes'],
    'tus-checksum-algorithm': checksumAlgorithms,
  })
  response.end()
}

/** A refusal in words that help whoever speaks tus. */
function inTusWords(refusal: Refusal, { transfer }: TusStore): Refusal {
  // Somebody did not take it but threw it away: then there is nothing to go on with.
  if (refusal.code === 'resumed-elsewhere' && transfer?.state === 'dead') return new Refusal('no-such-transfer')
  if (refusal.code !== 'exists') return refusal
  return new Refusal('exists', 'Another file has this name. Choose another name, or say `ifTaken` `rename` in Upload-Metadata.')
}

const codeOfStatus: Readonly<Record<number, RefusalCode>> = {
  404: 'no-such-transfer',
  409: 'bad-length',
  410: 'no-such-transfer',
  413: 'file-too-large',
}

/** What the protocol says no to, in our words where there are some. */
function ofProtocol(status: number, text: string): Refusal {
  const code = codeOfStatus[status]
  return code === undefined ? new Refusal('bad-command', `This is not as tus ${version} has it: ${text.trim()}.`) : new Refusal(code)
}

/** Some networks let only GET and POST through. */
function methodOf(request: IncomingMessage): string {
  const instead = headerOf(request, 'x-http-method-override')?.toUpperCase() ?? ''
  return request.method === 'POST' && ['HEAD', 'PATCH', 'DELETE'].includes(instead) ? instead : (request.method ?? '')
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

/** Refusal: `no-such-room`. */
function placeOf({ url = '' }: IncomingMessage): { readonly room: string; readonly id: string } {
  const [, room = '', id = ''] = /^\/uploads\/([^/?]+)(?:\/([^/?]+))?(?:\?|$)/.exec(url) ?? []
  try {
    return { room: decodeURIComponent(room), id }
  } catch {
    throw new Refusal('no-such-room')
  }
}
