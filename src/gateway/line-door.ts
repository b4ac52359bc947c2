// The line door: listens for TCP connections and looks after them as long as they last.
import { createServer, type Server, type Socket } from 'node:net'
import type { Hub } from '../hub/hub.ts'
import type { EndReason } from '../protocol/messages.ts'
import { refusals } from '../protocol/refusals.ts'
import { countArrivals, inLines } from './doorstep.ts'
import type { FrameConnection } from './frame-connection.ts'
import { LineConnection } from './line-connection.ts'
import { type Listening, listenOn } from './listening.ts'
import { readProxyHeaders, type Trusts } from './proxies.ts'
import { type Certificate, speakTls, type Tls } from './tls.ts'
import { watchConnections } from './watch.ts'

export type LineDoor = Listening & {
  /** Where it speaks TLS: with this certificate from now on. */
  renew(certificate: Certificate): void
  /** Brings a changed `idle-seconds` to those who are connected already. */
  keepAlive(): void
  /** Lets the last words arrive, then cuts whoever is left. */
  destroy(): Promise<void>
}

export type LinePlace = {
  readonly host: string
  readonly port: number
  /** It speaks TLS and nothing else. */
  readonly tls: Tls | undefined
  /** The proxies that tell whose connections they pass on. */
  readonly proxies: Trusts
}

/** Opens the door. Throws `CannotListen`. */
export async function openLineDoor(hub: Hub, { host, port, tls, proxies }: LinePlace): Promise<LineDoor> {
  const connections = new Map<Socket, LineConnection | FrameConnection>()
  const server: Server = createServer({ allowHalfOpen: true, noDelay: true }, socket => {
    const lines = new LineConnection(socket, hub, next => {
      connection = next
      connections.set(socket, next)
    })
    let connection: LineConnection | FrameConnection = lines
    let reason: EndReason = 'closed'
    socket.on('error', thrown => {
      reason = 'code' in thrown && thrown.code === 'ETIMEDOUT' ? 'timeout' : 'reset'
    })
    if (!lines.start()) return
    connections.set(socket, connection)
    probe(socket, hub.limits['idle-seconds'])
    socket.on('data', (chunk: Buffer) => connection.received(chunk))
    socket.on('end', () => connection.inputEnded())
    socket.on('close', () => {
      connections.delete(socket)
      connection.gone(reason)
    })
  })
  const renew = tls && speakTls(server, tls, refusePlain, () => hub.limits['max-clients'])
  countArrivals(server, hub.arrivals, tls === undefined ? inLines : undefined)
  readProxyHeaders(server, proxies, hub.log)
  const listening = await listenOn(server, { host, port }, `port ${port} of ${host}`, '--line-port')
  const watch = watchConnections(connections, listening.port, hub)
  return {
    ...listening,
    renew: certificate => renew?.(certificate),
    keepAlive: () => {
      for (const socket of connections.keys()) probe(socket, hub.limits['idle-seconds'])
    },
    destroy: async () => {
      watch[Symbol.dispose]()
      await Promise.all([...connections.keys()].map(lastWords))
    },
  }
}

const refusePlain = (socket: Socket): void => void socket.end(`ERROR tls-needed ${refusals['tls-needed'].sentence}\n`)

/** Connections that are closing end by themselves, at the latest when their lingering is over. */
const lastWords = (socket: Socket): Promise<void> =>
  new Promise(resolve => (socket.destroyed ? resolve() : socket.once('close', () => resolve())))

/** TCP keepalive that gives a silent peer up after `seconds`: half of them quiet, the rest in probes (TCP asks, the person at `nc` sees nothing). */
function probe(socket: Socket, seconds: number): void {
  // Linux takes no more than 32,767 seconds, and silently keeps what it had.
  const quiet = Math.min(32_767, Math.max(1, Math.floor(seconds / 2)))
  const interval = Math.min(32_767, Math.max(1, Math.floor((seconds - quiet) / 5)))
  const count = Math.max(1, Math.floor((seconds - quiet) / interval))
  socket.setKeepAlive(true, quiet * 1_000, interval * 1_000, count)
}
