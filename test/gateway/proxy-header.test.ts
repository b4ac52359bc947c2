// The header of a proxy: however it is cut it is read once it is whole, and nothing that is no header is ever taken for one.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { type ProxyHeader, readProxyHeader } from '../../src/gateway/proxy-header.ts'
import { limits } from '../../src/protocol/limits.ts'
import { ipv6Groups } from '../../src/protocol/networks.ts'
import { localHeader, proxyHeader, rawHeader, signature } from '../support/proxy-header.ts'

const ports = fc.integer({ min: 0, max: 65_535 })
const some = fc.uint8Array({ maxLength: 300 })

function sourceOf(read: ReturnType<typeof readProxyHeader>): ProxyHeader['source'] {
  assert.ok(read !== 'more' && 'bytes' in read, JSON.stringify(read))
  return read.source
}

test('an address of either kind is read from every header, which ends where its length says, whatever it holds besides and whatever follows', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), ports, some, some, (address, port, besides, after) => {
      const header = proxyHeader(address, port, besides)
      const whole = Buffer.concat([header, after])
      for (let cut = 0; cut < header.length; cut++) assert.equal(readProxyHeader(whole.subarray(0, cut)), 'more')
      for (let cut = header.length; cut <= whole.length; cut += 50) {
        const read = readProxyHeader(whole.subarray(0, cut))
        assert.ok(read !== 'more' && 'bytes' in read && read.bytes === header.length)
        assert.equal(read.source?.port, port)
        const told = read.source?.address ?? ''
        const mapped = address.includes(':') && !told.includes(':') ? `::ffff:${told}` : told
        assert.deepEqual(address.includes(':') ? ipv6Groups(mapped) : told, address.includes(':') ? ipv6Groups(address) : address)
      }
    }),
    { numRuns: 200 },
  )
})

test('IPv4 within IPv6 is told as IPv4', () => {
  assert.deepEqual(sourceOf(readProxyHeader(proxyHeader('::ffff:203.0.113.7', 4_711))), { address: '203.0.113.7', port: 4_711 })
  assert.deepEqual(sourceOf(readProxyHeader(proxyHeader('2001:db8:0:0:0:0:0:7', 1))), { address: '2001:db8::7', port: 1 })
})

test('a proxy that speaks for itself, and one that does not know, tell no address', () => {
  assert.equal(sourceOf(readProxyHeader(localHeader)), undefined)
  assert.equal(sourceOf(readProxyHeader(rawHeader(0x20, 0x11, Buffer.alloc(12)))), undefined)
  for (const family of [0x00, 0x31]) assert.equal(sourceOf(readProxyHeader(rawHeader(0x21, family, Buffer.alloc(216)))), undefined)
})

test('version 1, other versions, commands and families, and lengths that cannot be are wrong', () => {
  const wrong: readonly [Buffer, RegExp][] = [
    [Buffer.from('PROXY TCP4 203.0.113.7 203.0.113.8 1 2\r\n'), /version 1/],
    [Buffer.from('GET / HTTP/1.1\r\n'), /did not begin with a header/],
    [rawHeader(0x11, 0x11, Buffer.alloc(12)), /another version or command/],
    [rawHeader(0x22, 0x11, Buffer.alloc(12)), /another version or command/],
    [rawHeader(0x21, 0x12, Buffer.alloc(12)), /no TCP/],
    [rawHeader(0x21, 0x11, Buffer.alloc(11)), /too short/],
    [rawHeader(0x21, 0x21, Buffer.alloc(35)), /too short/],
    [rawHeader(0x21, 0x11, Buffer.alloc(limits.proxyHeaderBytesMax)), /too long/],
  ]
  for (const [bytes, why] of wrong) {
    const read = readProxyHeader(bytes)
    assert.match(read !== 'more' && 'wrong' in read ? read.wrong : '', why)
  }
})

test('of any garbage, also after the right beginning, it is said in time what it is, and nobody is asked for more than the bound', () => {
  const garbage = fc.oneof(
    fc.uint8Array({ maxLength: 64 }),
    fc.uint8Array({ maxLength: 64 }).map(bytes => Buffer.concat([signature, bytes])),
    fc.tuple(fc.nat(255), fc.nat(255), some).map(([command, family, block]) => rawHeader(command, family, block)),
  )
  fc.assert(
    fc.property(garbage, bytes => {
      const read = readProxyHeader(Buffer.from(bytes))
      if (read === 'more') {
        const filled = Buffer.concat([bytes, Buffer.alloc(limits.proxyHeaderBytesMax)])
        assert.notEqual(readProxyHeader(filled), 'more')
      } else if ('bytes' in read) assert.ok(Buffer.from(bytes).subarray(0, 12).equals(signature) && read.bytes <= bytes.length)
    }),
    { numRuns: 2_000 },
  )
})
