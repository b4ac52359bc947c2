// The line reader: whatever way bytes are cut, the same lines come out.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { type BadLine, LineReader } from '../../src/protocol/lines.ts'

type Read = string | BadLine['wrong']

function readAll(chunks: readonly Uint8Array[], lineBytesMax = 64): Read[] {
  const reader = new LineReader(lineBytesMax)
  const lines: Read[] = []
  const collect = () => {
    for (let line = reader.next(); line !== undefined; line = reader.next()) lines.push(typeof line === 'string' ? `=${line}` : line.wrong)
  }
  for (const chunk of chunks) {
    reader.push(chunk)
    collect()
  }
  const last = reader.end()
  if (last !== undefined) lines.push(typeof last === 'string' ? `=${last}` : last.wrong)
  return lines
}

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')
const utf8 = (text: string): Buffer => Buffer.from(text)
const each = (buffer: Uint8Array): Uint8Array[] => [...buffer].map(byte => Uint8Array.of(byte))

test('[L1] lines end with LF or CR LF, and only one CR belongs to the ending', () => {
  assert.deepEqual(readAll([utf8('a\nb\r\n\nc\r\r\n')]), ['=a', '=b', '=', '=c\r'])
})

test('[L2] what is not UTF-8 is told apart: overlong, surrogate, cut off, stray', () => {
  assert.deepEqual(readAll([bytes('\xc0\xaf\n\xed\xa0\x80\n\xe2\x82\n\x80\nok\n')]), [
    'bad-utf8',
    'bad-utf8',
    'bad-utf8',
    'bad-utf8',
    '=ok',
  ])
})

test('[L3] a line of just the limit passes, one byte more is told once and its rest skipped', () => {
  const fits = 'x'.repeat(64)
  assert.deepEqual(readAll([utf8(`${fits}\n${fits}\r\n${fits}y\n${fits.repeat(5)}\nok\n`)]), [
    `=${fits}`,
    `=${fits}`,
    'line-too-long',
    'line-too-long',
    '=ok',
  ])
})

test('[L3] a line that never ends is told once and kept nowhere', () => {
  const reader = new LineReader(64)
  const told: unknown[] = []
  for (let round = 0; round < 1_000; round++) {
    reader.push(new Uint8Array(1_000).fill(120))
    const line = reader.next()
    if (line !== undefined) told.push(line)
  }
  assert.equal(told.length, 1)
  assert.equal(reader.buffered, 0)
})

test('[L7] telnet negotiation is dropped, even with a LF inside, and IAC IAC is a byte', () => {
  const naws = '\xff\xfa\x1f\x00\x50\x00\x0a\xff\xf0'
  assert.deepEqual(readAll([bytes(`\xff\xfd\x03\xff\xfb\x18he${naws}llo\xff\xf1\nbad\xff\xff\nok\n`)]), ['=hello', 'bad-utf8', '=ok'])
})

test('[L7] 0xFF that begins no negotiation makes a line bad, not the connection', () => {
  assert.deepEqual(readAll([bytes('a\xffb\n\xff\nok\n')]), ['bad-utf8', 'bad-utf8', '=ok'])
})

test('[L8] cut at every byte, the same lines come out', () => {
  const all = Buffer.concat([
    utf8('hello\r\ngrüße 🎉\n\n'),
    bytes('\xff\xfa\x1f\n\xff\xf0x\n\xff\xff\xc3\n'),
    utf8(`${'y'.repeat(70)}\nlast`),
  ])
  const whole = readAll([all])
  assert.deepEqual(readAll(each(all)), whole)
  for (let at = 0; at <= all.length; at++) assert.deepEqual(readAll([all.subarray(0, at), all.subarray(at)]), whole, `cut at ${at}`)
})

test('[L8] any bytes cut anyhow give the same lines as in one piece', () => {
  const byte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(10, 13, 0xff, 0xfa, 0xf0, 0xfb, 0x61))
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 400 }), fc.array(fc.nat(400), { maxLength: 12 }), (content, cuts) => {
      const all = Uint8Array.from([0x61, ...content])
      const places = [0, ...[...cuts].sort((a, b) => a - b), all.length]
      const chunks = places.slice(1).map((to, index) => all.subarray(places[index] ?? 0, to))
      assert.deepEqual(readAll(chunks, 16), readAll([all], 16))
    }),
    { numRuns: 2_000 },
  )
})

test('raw bytes after a line are handed over as they are, line endings and 0xFF included', () => {
  const reader = new LineReader(64)
  reader.push(bytes('put x 5 now\n\xff\n\x00'))
  reader.push(bytes('\r\nnext\n'))
  assert.equal(reader.next(), 'put x 5 now')
  const taken: number[] = []
  while (taken.length < 5) taken.push(...(reader.take(5 - taken.length) ?? []))
  assert.deepEqual(taken, [0xff, 10, 0, 13, 10])
  assert.equal(reader.next(), 'next')
})

test('[L9] a lone first byte that might have begun a TLS hello is a line when nothing follows', () => {
  assert.deepEqual(readAll([bytes('\x16')]), ['=\x16'])
})

test('[L12] a TLS ClientHello is known by its first two bytes', () => {
  assert.deepEqual(readAll([bytes('\x16\x03\x01\x02\x00\x01\x00')])[0], 'not-tls')
  assert.deepEqual(readAll(each(bytes('\x16\x03\x01')))[0], 'not-tls')
})
