// The page: the built files of one folder, with the headers under which nothing but the page's own code can run. Whatever address of it a
// browser opens, it gets the same document, which reads the address itself.

import { open } from 'node:fs/promises'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { guarded } from './answers.ts'

/**
 * Scripts and styles are files of this hub, never part of a document. `require-trusted-types-for`: no text ever becomes markup, since the page makes
 * elements and nothing else. What is shown of files comes from the hub itself, or from memory.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types partyline',
].join('; ')

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}

const notBuilt = 'The page is not built. Run `npm run build:page` in the folder of Partyline, and load this again.\n'

/** Answers what belongs to the page; `folder` is where `npm run build:page` has put it. */
export function pageRoutes(app: FastifyInstance, folder: string): void {
  const file = (name: (request: FastifyRequest) => string, lasting: boolean) => async (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack()
    await sendFile(request.raw, reply.raw, join(folder, name(request)), lasting)
  }
  const document = file(() => 'index.html', false)
  app.get('/', document)
  app.get('/room/*', document)
  app.get(
    '/assets/:name(^[\\w-][\\w.-]*$)',
    file(request => `assets/${named(request)}`, true),
  )
  // What has its own name beside the document: icons, the manifest, the service worker.
  app.get('/:name(^[\\w-]+\\.(?:js|svg|png|webmanifest)$)', file(named, false))
  app.setNotFoundHandler((request, reply) => (isVisit(request.raw) ? document(request, reply) : nothingHere(reply)))
}

const named = ({ params }: FastifyRequest): string => (params as { readonly name: string }).name

/** Somebody types or follows an address that may be a view of the page. */
const isVisit = ({ method, url = '', headers }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  /\btext\/html\b/.test(headers.accept ?? '') &&
  /^\/[\w-]+(?:\/[^.]*)?$/.test(url.split('?')[0] ?? '')

const nothingHere = (reply: FastifyReply): FastifyReply =>
  reply.code(404).headers(guarded).send({ error: 'no-such-address', sentence: 'There is nothing at this address.' })

async function sendFile(request: IncomingMessage, response: ServerResponse, path: string, lasting: boolean): Promise<void> {
  const found = await openFirst(path, String(request.headers['accept-encoding'] ?? ''))
  if (found === undefined) return answerNothing(response, path)
  await using handle = found.handle
  const { size, mtimeMs } = await handle.stat()
  const etag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}${found.encoding ?? ''}"`
  const headers: OutgoingHttpHeaders = {
    ...guarded,
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
    'cache-control': lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
    etag,
  }
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end()
    return
  }
  response.writeHead(200, {
    ...headers,
    'content-type': types[extname(path)] ?? 'application/octet-stream',
    'content-length': size,
    ...(found.encoding !== undefined && { 'content-encoding': found.encoding }),
  })
  if (request.method === 'HEAD') response.end()
  // A reader that goes away in the middle is nobody's fault.
  else await pipeline(handle.createReadStream({ autoClose: false }), response).catch(() => undefined)
}

const encodings = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
  { encoding: undefined, ending: '' },
] as const

/** The file in the best form that the asker takes and the build has made. */
async function openFirst(path: string, accepted: string) {
  for (const { encoding, ending } of encodings) {
    if (encoding !== undefined && !new RegExp(`\\b${encoding}\\b`).test(accepted)) continue
    const handle = await open(path + ending).catch(() => undefined)
    if (handle !== undefined) return { handle, encoding }
  }
  return undefined
}

function answerNothing(response: ServerResponse, path: string): void {
  const isDocument = path.endsWith('index.html')
  const text = isDocument ? notBuilt : 'There is nothing at this address.\n'
  response
    .writeHead(isDocument ? 503 : 404, { ...guarded, 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' })
    .end(text)
}
