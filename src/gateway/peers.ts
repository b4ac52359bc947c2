// Where a connection comes from, as everything behind the doors knows it: its own address, or the one that a trusted proxy told.
import type { Socket } from 'node:net'
import { isLoopback, plainAddress } from './addresses.ts'

export type Peer = { readonly address: string; readonly port: number; readonly loopback: boolean }

const told = new WeakMap<Socket, Peer>()

export function tellPeer(socket: Socket, peer: Peer): void {
  told.set(socket, peer)
}

/** What was told of a connection is true of the TLS on it. */
export function samePeer(raw: Socket | undefined, secure: Socket): void {
  const peer = raw && told.get(raw)
  if (peer !== undefined) told.set(secure, peer)
}

export function peerOf(socket: Socket): Peer {
  const peer = told.get(socket)
  if (peer !== undefined) return peer
  const address = plainAddress(socket.remoteAddress ?? '')
  return { address, port: socket.remotePort ?? 0, loopback: isLoopback(address) }
}
