// What every request passes before it reaches its route: the bounds of HTTP itself, the hub's being open, and where a page comes from.
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { FastifyHttpOptions, FastifyInstance } from 'fastify'
import type { Hub } from '../../hub/hub.ts'
import { limits } from '../../protocol/limits.ts'
import { Refusal } from '../../protocol/refusals.ts'
import { answerRefusal, isComplete, marksWaiting, passOverBody } from './answers.ts'
import { mayChange } from './origins.ts'

/** Bodies that are files have no bound here and no time limit: the engine knows both. */
export const httpBounds = {
  logger: false,
  forceCloseConnections: true,
  bodyLimit: limits.httpBodyBytesMax,
  requestTimeout: 0,
  keepAliveTimeout: limits.httpKeepAliveSeconds * 1_000,
  frameworkErrors: (_error, { raw }, reply) => {
    reply.hijack()
    void answerRefusal(raw, reply.raw, new Refusal('bad-utf8', 'The address is not valid UTF-8. Escape it as UTF-8.'))
  },
  routerOptions: { maxParamLength: limits.httpHeaderBytesMax, ignoreTrailingSlash: false },
  http: {
    maxHeaderSize: limits.httpHeaderBytesMax,
    headersTimeout: limits.httpHeaderSecondsMax * 1_000,
    connectionsCheckingInterval: 1_000,
  },
} as const satisfies FastifyHttpOptions<Server>

const changesNothing = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Refuses what no route has to see. */
export function guardRequests(app: FastifyInstance, hub: Hub, origins: readonly string[], isOpen: () => boolean): void {
  app.addHook('onRequest', async ({ raw, url }, reply) => {
    const refusal = url === '/healthz' ? undefined : refusalFor(raw)
    if (refusal === undefined) return
    reply.hijack()
    await answerRefusal(raw, reply.raw, refusal)
  })
  const refusalFor = (request: IncomingMessage): Refusal | undefined => {
    if (hub.stopping || !isOpen()) return new Refusal('stopping')
    if (changesNothing.has(request.method ?? '') || mayChange(request, origins)) return undefined
    return new Refusal('forbidden', 'A page of another site may change nothing here.')
  }
}

/** Browsers that have been here once come with TLS from then on, whatever they are told (RFC 6797). */
export function neverWithoutTls(app: FastifyInstance): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.raw.setHeader('strict-transport-security', `max-age=${limits.tlsPromisedSeconds}`)
  })
}

/** Routes of this scope read their bodies themselves. */
export function leaveBodiesUnread(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
}

/** Where no route reads a body, whoever sends one all the same is answered when it has come, or soon and for the last time: else it could come for ever. */
export function waitForNoBody(app: FastifyInstance): void {
  leaveBodiesUnread(app)
  app.addHook('onSend', async ({ raw }, reply) => {
    if (isComplete(raw)) return
    await passOverBody(raw)
    if (!raw.complete) reply.header('connection', 'close')
  })
}

/** A sender that asks first whether its file is wanted is answered when that is known; any other body is wanted. */
export function expectContinue(app: FastifyInstance): void {
  app.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (request.method === 'PUT' && request.url?.startsWith('/files/')) marksWaiting(request)
    else response.writeContinue()
    app.routing(request, response)
  })
}
