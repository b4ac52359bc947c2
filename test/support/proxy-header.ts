// The header of a proxy, version 2, as a test wants it. https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt
import { isIPv4 } from 'node:net'
import { ipv6Groups } from '../../src/protocol/networks.ts'

export const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')

export function rawHeader(command: number, family: number, block: Uint8Array): Buffer {
  const head = Buffer.from([command, family, block.length >> 8, block.length & 0xff])
  return Buffer.concat([signature, head, block])
}

/** A header that tells of a TCP connection from there; `more` are what else it holds. */
export function proxyHeader(address: string, port: number, more: Uint8Array = Buffer.alloc(0)): Buffer {
  const ports = Buffer.from([port >> 8, port & 0xff, 0, 80])
  const bytes = (text: string): Buffer =>
    isIPv4(text) ? Buffer.from(text.split('.').map(Number)) : Buffer.from(ipv6Groups(text).flatMap(group => [group >> 8, group & 0xff]))
  const from = bytes(address)
  const block = Buffer.concat([from, Buffer.alloc(from.length), ports, more])
  return rawHeader(0x21, from.length === 4 ? 0x11 : 0x21, block)
}

/** What a proxy says for itself, as when it looks whether the hub is there. */
export const localHeader = rawHeader(0x20, 0, Buffer.alloc(0))
