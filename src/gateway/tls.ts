// TLS at a door: whoever begins with a TLS hello is let through once its handshake is done; everybody else is told that this door
// speaks TLS.
import type { Server, Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { limits } from '../protocol/limits.ts'
import { stepBefore } from './doorstep.ts'
import { samePeer } from './peers.ts'

/** A certificate with what leads up to it, and its key, as PEM. */
export type Certificate = { readonly chain: string; readonly key: string }

/** What a door needs to speak TLS. */
export type Tls = {
  readonly certificate: Certificate
  /** Others than this hub vouch for it: browsers may be told to never come without TLS again. */
  readonly isVouchedFor: boolean
}

/** By these a connection's first byte tells a TLS handshake. */
const handshake = 0x16

/**
 * From now on the server's connections are TLS: whoever listened for them hears of each when its handshake is done. `plain` is given those that speak
 * no TLS, with what they began with, or nothing when they said nothing for a while, and ends them. Answers how the certificate is renewed.
 */
export function speakTls(
  server: Server,
  { certificate }: Tls,
  plain: (socket: Socket, first: Buffer | undefined) => void,
  mostAtOnce: () => number,
): (certificate: Certificate) => void {
  const handshakes = createTlsServer({
    ...contextOf(certificate),
    allowHalfOpen: true,
    handshakeTimeout: limits.tlsHandshakeSecondsMax * 1_000,
  })
  const shaking = new Map<string, Socket>()
  let handOn: (next: Socket) => void = () => undefined
  handshakes.on('secureConnection', socket => {
    samePeer(shaking.get(placeOf(socket)), socket)
    shaking.delete(placeOf(socket))
    // It was reset before we could take it.
    if (socket.remoteAddress === undefined) return void socket.destroy()
    socket.ref()
    handOn(socket)
  })
  // One that fails is lost to its client alone.
  handshakes.on('tlsClientError', (_error, socket) => socket.destroy())
  stepBefore(server, (socket, next) => {
    handOn = next
    // Beyond as many as there may be clients nobody is waited for.
    if (shaking.size >= mostAtOnce()) return void socket.destroy()
    const place = placeOf(socket)
    shaking.set(place, socket)
    socket.on('error', () => undefined)
    // Who has not said hello does not keep a hub that is stopping.
    socket.unref()
    const refuse = (first: Buffer | undefined): void => {
      clearTimeout(silent)
      socket.removeAllListeners('readable')
      plain(socket, first)
      setTimeout(() => socket.destroy(), limits.lingerSecondsMax * 1_000).unref()
    }
    const silent = setTimeout(refuse, limits.tlsFirstByteSecondsMax * 1_000, undefined).unref()
    socket.once('close', () => {
      clearTimeout(silent)
      shaking.delete(place)
    })
    socket.once('readable', () => {
      const first: Buffer | null = socket.read()
      if (first === null) return void socket.destroy()
      if (first[0] !== handshake) return refuse(first)
      clearTimeout(silent)
      socket.unshift(first)
      handshakes.emit('connection', socket)
    })
  })
  return renewed => handshakes.setSecureContext(contextOf(renewed))
}

const placeOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`

const contextOf = ({ chain, key }: Certificate) => ({ cert: chain, key, minVersion: 'TLSv1.2' }) as const
