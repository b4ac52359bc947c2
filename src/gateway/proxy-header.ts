// The header by which a proxy tells whose connection it passes on: PROXY protocol, version 2 alone.
// https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt
import { SocketAddress } from 'node:net'
import { limits } from '../protocol/limits.ts'
import { plainAddress } from './addresses.ts'

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')
const fixedBytes = 16
const commands = { local: 0x20, proxy: 0x21 } as const
const families = { unknown: 0x00, tcp4: 0x11, tcp6: 0x21, unix: 0x31 } as const

export type ProxyHeader = {
  /** How many bytes it has; what follows is the connection's own. */
  readonly bytes: number
  /** Undefined when the proxy speaks for itself, or does not know. */
  readonly source: { readonly address: string; readonly port: number } | undefined
}

/** What a connection begins with: a header, `more` while it may become one, or what is wrong with it. */
export function readProxyHeader(bytes: Buffer): ProxyHeader | 'more' | { readonly wrong: string } {
  const known = Math.min(bytes.length, signature.length)
  if (bytes.compare(signature, 0, known, 0, known) !== 0)
    return { wrong: bytes.subarray(0, 6).equals(Buffer.from('PROXY ')) ? 'its header is of version 1' : 'it did not begin with a header' }
  const command = bytes[12]
  if (command !== undefined && command !== commands.local && command !== commands.proxy)
    return { wrong: 'its header is of another version or command' }
  if (bytes.length < fixedBytes) return 'more'
  const length = bytes.readUInt16BE(14)
  if (length > limits.proxyHeaderBytesMax - fixedBytes) return { wrong: 'its header is too long' }
  const all = fixedBytes + length
  if (command === commands.local) return bytes.length < all ? 'more' : { bytes: all, source: undefined }
  const needed = bytesOfFamily(bytes[13])
  if (needed === undefined) return { wrong: 'its header tells of no TCP connection' }
  if (length < needed) return { wrong: 'its header is too short' }
  if (bytes.length < all) return 'more'
  return { bytes: all, source: needed === 0 ? undefined : sourceIn(bytes.subarray(fixedBytes, fixedBytes + needed)) }
}

/** Two addresses and two ports; what else the header holds is passed over. */
function bytesOfFamily(family: number | undefined): number | undefined {
  switch (family) {
    case families.tcp4:
      return 12
    case families.tcp6:
      return 36
    case families.unknown:
    case families.unix:
      return 0
    default:
      return undefined
  }
}

function sourceIn(block: Buffer): { address: string; port: number } {
  if (block.length === 12) return { address: block.subarray(0, 4).join('.'), port: block.readUInt16BE(8) }
  const groups = Array.from({ length: 8 }, (_, at) => block.readUInt16BE(at * 2).toString(16))
  return { address: plainAddress(new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address), port: block.readUInt16BE(32) }
}
