import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { writeBytes, writeSpan } from '../../../src/cli/amounts.ts'
import { readAddress, writeAddress } from '../../../src/cli/dial/address.ts'
import { complete } from '../../../src/cli/dial/completion.ts'
import { putReadings } from '../../../src/cli/dial/local-file.ts'
import { Meter } from '../../../src/cli/dial/meter.ts'
import { readOptions } from '../../../src/cli/dial/options.ts'
import { numberedName, partNameOf, saveNameOf } from '../../../src/cli/dial/save-name.ts'
import { takeLease } from '../../../src/cli/lease.ts'
import { visible } from '../../../src/cli/visible.ts'
import { backOffMs } from '../../../src/client/lines/back-off.ts'
import { isPlainText } from '../../../src/protocol/characters.ts'
import { temporaryFolder } from '../../support/hub.ts'

test('an address is a host, a port, both or none, and IPv6 in every usual form', () => {
  for (const [text, written] of [
    ['', '127.0.0.1:12345'],
    ['localhost', 'localhost:12345'],
    ['hub.example:7', 'hub.example:7'],
    [':7', '127.0.0.1:7'],
    ['::1', '[::1]:12345'],
    ['[::1]', '[::1]:12345'],
    ['[::1]:7', '[::1]:7'],
    ['fe80::1%eth0', '[fe80::1%eth0]:12345'],
    ['10.0.0.1:65535', '10.0.0.1:65535'],
  ] as const) {
    const address = readAddress(text)
    assert.ok(!('wrong' in address), text)
    assert.equal(writeAddress(address), written)
  }
  for (const text of ['a:b', 'a:0', 'a:65536', '[::1', '::1]', '[nonsense]:1', 'a b', 'a:1:2'])
    assert.ok('wrong' in readAddress(text), text)
})

test('options are an address in one word or two, and a name', () => {
  assert.deepEqual(readOptions(['host', '7', '--name', 'Ben']), { address: { host: 'host', port: 7, secure: false }, name: 'Ben' })
  assert.deepEqual(readOptions(['::1', '7']), { address: { host: '::1', port: 7, secure: false }, name: undefined })
  for (const args of [['tls://host', '7'], ['tls://host:7'], ['TLS://host:7/']])
    assert.deepEqual(readOptions(args), { address: { host: 'host', port: 7, secure: true }, name: undefined })
  assert.equal(readOptions(['-h']), 'help')
  for (const args of [['a', 'b'], ['a', '1', 'c'], ['--port', '7'], ['--name']])
    assert.ok(typeof readOptions(args) === 'object' && 'wrong' in Object(readOptions(args)), args.join())
})

test('a saved file stays in its folder under any name that was asked for', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '.', '/', '\\', ':', ' ', '\u0000', '\n', '\u202e', 'é', '"'), maxLength: 20 }),
      asked => {
        for (const platform of ['linux', 'win32'] as const) {
          const name = saveNameOf(asked, platform)
          if (name === undefined) continue
          for (const each of [name, partNameOf(name), numberedName(name, 2)]) {
            assert.match(each, /^[^./\\][^/\\]*$/)
            assert.ok(isPlainText(each))
            assert.ok(Buffer.byteLength(each) <= 255)
          }
        }
      },
    ),
    { numRuns: 2_000 },
  )
  const long = `${'é'.repeat(125)}.tar`
  for (const name of [saveNameOf(long, 'linux') ?? '', partNameOf(long), numberedName(long, 12)]) assert.ok(Buffer.byteLength(name) <= 255)
  assert.ok(numberedName(long, 12).endsWith(' (12).tar'))
  assert.equal(saveNameOf('con.txt', 'win32'), '_con.txt')
  assert.equal(saveNameOf('a:b?.txt', 'win32'), 'b_.txt')
  assert.equal(saveNameOf('sub/.profile', 'linux'), '_profile')
  assert.equal(numberedName('archive.tar.gz', 2), 'archive.tar (2).gz')
  assert.equal(numberedName('no ending', 3), 'no ending (3)')
})

test('what stands after put is a path first, and what the wire form has behind it only then', () => {
  const readings = putReadings(`my file 5 rename resume ${'a'.repeat(64)}`)
  assert.deepEqual(readings.at(0), { path: `my file 5 rename resume ${'a'.repeat(64)}`, rename: false })
  assert.deepEqual(readings.at(-1), { path: 'my file', rename: true })
  assert.deepEqual(putReadings('"a "b" rename" rename'), [{ path: 'a "b" rename', rename: true }])
})

test('every character that could move a cursor or turn the text is made visible, and no other', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 50 }), text => {
      assert.ok(isPlainText(visible(text)))
      if (isPlainText(text)) assert.equal(visible(text), text)
    }),
  )
})

test('sizes, spans and the state of a transfer read well at every size', () => {
  assert.deepEqual([0, 1, 999, 1_000, 12_345, 99_949, 99_951, 999_499, 999_500, 5e9, 1.5e15].map(writeBytes), [
    ...['0 bytes', '1 byte', '999 bytes', '1.0 kB', '12.3 kB', '99.9 kB', '100 kB', '999 kB', '1.0 MB', '5.0 GB', '1.5 PB'],
  ])
  assert.deepEqual([0, 6.1, 60, 3_661].map(writeSpan), ['0:00', '0:07', '1:00', '1:01:01'])
  const meter = new Meter('get 你好.bin', 1_000_000, 500_000, 0)
  assert.match(meter.line(0, 100), /^get 你好\.bin \[#{12}-{12}\] {2}50% {2}500 kB of 1\.0 MB {2}0 bytes\/s {2}-:-- left$/)
  meter.moved(100_000)
  assert.match(meter.line(1_000, 100), / 60% {2}600 kB of 1\.0 MB {2}100 kB\/s {2}0:04 left$/)
  for (let columns = 1; columns < 120; columns++) assert.ok(meter.line(2_000, columns).length <= columns)
})

test('waits grow to a bound, and half of each is chance', () => {
  assert.deepEqual(
    [0, 1, 2, 10, 1_000].map(tries => backOffMs(tries, 0)),
    [200, 400, 800, 5_000, 5_000],
  )
  assert.deepEqual(
    [0, 1, 2, 10, 1_000].map(tries => backOffMs(tries, 1)),
    [400, 800, 1_600, 10_000, 10_000],
  )
})

test('Tab completes commands, names of rooms, and the paths of files after put', async () => {
  await using folder = await temporaryFolder()
  await mkdir(join(folder.path, 'sub'))
  await writeFile(join(folder.path, 'some file'), '')
  await writeFile(join(folder.path, '.hidden'), '')
  const rooms = ['#lobby', '#ops', '#Open']
  assert.deepEqual(complete('st', rooms), [['status'], 'st'])
  assert.deepEqual(complete('hello', rooms), [[], 'hello'])
  assert.deepEqual(complete('/un', rooms)[0], ['/unarchive', '/unsay ', '/unreact '])
  assert.deepEqual(complete('/join #o', rooms), [['#ops', '#Open'], '#o'])
  assert.deepEqual(complete('/join op', rooms), [['#ops', '#Open'], 'op'])
  assert.deepEqual(complete('/leave ', rooms), [rooms, ''])
  assert.deepEqual(complete('/create #o', rooms)[0], [])
  assert.deepEqual(complete(`put ${folder.path}/s`, rooms)[0].sort(), [`${folder.path}/some file`, `${folder.path}/sub/`])
  assert.deepEqual(complete(`put ${folder.path}/`, rooms)[0].sort(), [`${folder.path}/some file`, `${folder.path}/sub/`])
  assert.deepEqual(complete('put /nowhere/x', rooms)[0], [])
})

test('a lease is held by one at a time and can be had again', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'deep', 'lock')
  const first = await takeLease(path)
  assert.ok(first !== undefined)
  assert.equal(await takeLease(path), undefined)
  await first[Symbol.asyncDispose]()
  await using second = await takeLease(path)
  assert.ok(second !== undefined)
})
