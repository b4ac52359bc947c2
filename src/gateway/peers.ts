// Where a connection comes from, as everything behind the doors knows it.
import type { Socket } from 'node:net'
import { isLoopback, plainAddress } from './addresses.ts'

export type Peer = { readonly address: string; readonly port: number; readonly loopback: boolean }

export function peerOf({ remoteAddress = '', remotePort = 0 }: Socket): Peer {
  const address = plainAddress(remoteAddress)
  return { address, port: remotePort, loopback: isLoopback(address) }
}
