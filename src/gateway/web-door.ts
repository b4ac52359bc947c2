// The web door: HTTP, and the WebSocket on which frames are spoken.
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import fastify from 'fastify'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Hub } from '../hub/hub.ts'
import { limits } from '../protocol/limits.ts'
import type { EndReason } from '../protocol/messages.ts'
import { countArrivals, inHttp, sendAway } from './doorstep.ts'
import { FrameConnection } from './frame-connection.ts'
import { tokenOf } from './http/caller.ts'
import { fileRoutes } from './http/files.ts'
import { Flows } from './http/flow.ts'
import { expectContinue, guardRequests, httpBounds, leaveBodiesUnread, neverWithoutTls, waitForNoBody } from './http/guards.ts'
import { mayConnect } from './http/origins.ts'
import { pageRoutes } from './http/page.ts'
import { shareRoutes } from './http/shares.ts'
import { leadToHttps } from './http/to-https.ts'
import { tusRoutes } from './http/tus/routes.ts'
import { type Listening, listenOn } from './listening.ts'
import { peerOf } from './peers.ts'
import { readProxyHeaders, type Trusts } from './proxies.ts'
import { type Certificate, speakTls, type Tls } from './tls.ts'
import { type Watched, watchConnections } from './watch.ts'
import { webSocketWire } from './web-socket-wire.ts'

export type WebDoor = Listening & {
  /** Where it speaks TLS: with this certificate from now on. */
  renew(certificate: Certificate): void
  /** Lets people in; before that the door answers that it is not open yet. */
  open(): void
  /** Lets the last words arrive, then cuts whoever is left. */
  destroy(): Promise<void>
}

export type WebPlace = {
  readonly host: string
  readonly port: number
  /** Those whose pages may connect besides the hub's own. */
  readonly origins: readonly string[]
  /** Where the built page is. */
  readonly page: string
  /** It speaks TLS and nothing else. */
  readonly tls: Tls | undefined
  /** The proxies that tell whose connections they pass on. */
  readonly proxies: Trusts
}

/** Opens the door. Throws `CannotListen`. */
export async function openWebDoor(hub: Hub, { host, port, origins, page, tls, proxies }: WebPlace): Promise<WebDoor> {
  let isOpen = false
  const app = fastify(httpBounds)
  app.get('/healthz', (_request, reply) => {
    const status = hub.stopping ? 'stopping' : isOpen ? 'ok' : 'starting'
    return reply.code(status === 'ok' ? 200 : 503).send({ status })
  })
  guardRequests(app, hub, origins, () => isOpen)
  if (tls?.isVouchedFor === true) neverWithoutTls(app)
  waitForNoBody(app)
  pageRoutes(app, page)
  /** Whoever has something going in or out that may get stuck. */
  const watched = new Map<Socket, Watched>()
  const flows = new Flows(hub, watched)
  app.register(async raw => {
    leaveBodiesUnread(raw)
    fileRoutes(raw, hub, flows)
    tusRoutes(raw, hub, flows)
    shareRoutes(raw, hub, flows)
  })
  await app.ready()
  expectContinue(app)

  const connections = new Map<Socket, FrameConnection>()
  /** Those who have said no hello yet: there may be as many of them as of clients. */
  const mute = new Set<Socket>()
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.frameBytesMax, perMessageDeflate: false, autoPong: false })
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => undefined)
    const refused = refusal(request)
    if (refused !== undefined) return sendAway(socket, `HTTP/1.1 ${refused}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    const peer = peerOf(request.socket)
    const tooMany = hub.arrivals.come(peer)
    if (tooMany !== undefined) return sendAway(socket, inHttp(tooMany))
    socket.once('close', () => hub.arrivals.gone(peer))
    sockets.handleUpgrade(request, socket, head, web => accept(request, socket as Socket, web))
  })

  const refusal = (request: IncomingMessage): string | undefined => {
    if ((request.url ?? '').split('?')[0] !== '/ws') return '404 Not Found'
    if (!mayConnect(request, origins)) return '403 Forbidden'
    if (!isOpen || hub.stopping) return '503 Service Unavailable'
    return mute.size >= hub.limits['max-clients'] ? '503 Service Unavailable' : undefined
  }

  const accept = (request: IncomingMessage, socket: Socket, web: WebSocket): void => {
    const caller = { door: 'web', ...peerOf(socket) } as const
    const connection = new FrameConnection(webSocketWire(socket, web), hub, caller, {
      bearer: tokenOf(request),
      onIntroduced: () => mute.delete(socket),
    })
    mute.add(socket)
    let reason: EndReason = 'closed'
    connections.set(socket, connection)
    watched.set(socket, connection)
    socket.setNoDelay(true)
    web.on('message', (data, isBinary) => {
      if (isBinary) connection.unreadable()
      else connection.hear(String(data))
    })
    web.on('pong', () => connection.heard())
    web.on('ping', () => connection.heard())
    web.on('error', () => undefined)
    socket.on('error', () => {
      reason = 'reset'
    })
    socket.on('close', () => {
      connections.delete(socket)
      watched.delete(socket)
      mute.delete(socket)
      connection.gone(reason)
    })
    setTimeout(() => {
      if (!connection.introduced) connection.giveUp()
    }, limits.helloSecondsMax * 1_000).unref()
  }

  const renew = tls && speakTls(app.server, tls, leadToHttps, () => hub.limits['max-clients'])
  countArrivals(app.server, hub.visits, tls === undefined ? inHttp : undefined)
  readProxyHeaders(app.server, proxies, hub.log)
  const listening = await listenOn(app.server, { host, port }, `port ${port} of ${host}`, '--web-port')
  const watch = watchConnections(watched, listening.port, hub)
  return {
    ...listening,
    renew: certificate => renew?.(certificate),
    open: () => {
      isOpen = true
    },
    close: async () => {
      isOpen = false
      // The hub knows only those who have said hello.
      for (const connection of connections.values()) if (!connection.introduced) connection.close({ event: 'stopping' })
    },
    destroy: async () => {
      watch[Symbol.dispose]()
      await Promise.all([...connections.keys()].map(gone))
      sockets.close()
      await app.close()
      await flows.settled()
    },
  }
}

/** Connections that are closing end by themselves, at the latest when their lingering is over. */
const gone = (socket: Socket): Promise<void> =>
  new Promise(resolve => (socket.destroyed ? resolve() : socket.once('close', () => resolve())))
