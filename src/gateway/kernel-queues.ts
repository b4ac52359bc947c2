// What the system still holds for each TCP connection, as Linux tells it in /proc/net/tcp: only there it shows that a slow reader takes some
// of what waits, and that a peer no longer acknowledges anything. Elsewhere nothing is known.
import { readFile } from 'node:fs/promises'
import { endianness } from 'node:os'
import { ipv6Groups } from '../protocol/networks.ts'

export type KernelQueue = {
  /** Bytes sent and not acknowledged. */
  readonly unacknowledged: number
  /** The peer acknowledges nothing, not even that it has no room: bytes are sent again, or the question whether it has room is. */
  readonly resending: boolean
}

/** The connections of a local port that have unacknowledged bytes, by the peer's `address:port`. */
export async function kernelQueues(localPort: number): Promise<ReadonlyMap<string, KernelQueue>> {
  const queues = new Map<string, KernelQueue>()
  if (process.platform !== 'linux' || endianness() !== 'LE') return queues
  const wanted = hexPort(localPort)
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'latin1').catch(() => '')
    for (const [, local, peer = '', queue = '', timer, resent, probes] of text.matchAll(row)) {
      const unacknowledged = Number.parseInt(queue, 16)
      if (local !== wanted || unacknowledged === 0) continue
      queues.set(peer, { unacknowledged, resending: (timer === '01' && resent !== '00000000') || (timer === '04' && probes !== '0') })
    }
  }
  return queues
}

// sl  local_address:port  remote_address:port  st  tx_queue:rx_queue  tr:tm->when  retrnsmt  uid  probes without an answer ("timeout")
const row =
  /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]+:[0-9A-F]{4}) [0-9A-F]{2} ([0-9A-F]{8}):[0-9A-F]{8} ([0-9A-F]{2}):[0-9A-F]{8} ([0-9A-F]{8}) +\d+ +(\d+) /gm

const hexPort = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0')

/** A peer's address as the table writes it: words of four bytes, each in the machine's own order. */
export function tableKey(address: string, port: number, family: string | undefined): string {
  const bytes = address.includes(':') ? ipv6Bytes(address) : address.split('.').map(Number)
  const mapped = family === 'IPv6' && bytes.length === 4 ? [...new Array<number>(10).fill(0), 0xff, 0xff, ...bytes] : bytes
  let hex = ''
  for (let word = 0; word < mapped.length; word += 4) {
    for (const byte of mapped.slice(word, word + 4).reverse()) hex += byte.toString(16).toUpperCase().padStart(2, '0')
  }
  return `${hex}:${hexPort(port)}`
}

const ipv6Bytes = (address: string): number[] => ipv6Groups(address).flatMap(group => [group >> 8, group & 0xff])
