// Who is kept out: by the account and by the address, at every door, at once and after a restart, for as long as it was said.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { covers, readRange } from '../../src/protocol/networks.ts'
import { runAdmin } from '../support/admin.ts'
import { FrameClient } from '../support/frame-client.ts'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'

const password = 'quaint otter lamp 47'
const admin = async (hub: RunningHub, ...command: string[]): Promise<string> => {
  const { out, err } = await runAdmin(['--data', hub.data, ...command])
  return `${out}${err}`
}
const idIn = (text: string): string => /`unban ([0-9a-f]{16})`/.exec(text)?.[1] ?? ''

test('[A9] a banned account is cut off at every door, its tokens and its password are no good, until it is lifted', async () => {
  await using folder = await temporaryFolder()
  const login = { verb: 'login', login: 'Ben', password } as const
  let token = ''
  let ban = ''
  {
    await using hub = await startHub({ data: folder.path })
    using web = await FrameClient.join(hub)
    token = (await web.want('signed-in', { verb: 'register', login: 'Ben', password })).token
    using line = await LineClient.join(hub)
    await line.ask('/login ben')
    assert.equal(await line.ask(password), 'SIGNED-IN Ben member')
    ban = idIn(await admin(hub, 'ban', 'ben', '24', 'spam'))
    assert.match(await line.reply(), /^ERROR banned You are kept out until .* UTC: spam\./)
    await line.gone
    assert.equal((await web.next('refused')).code, 'banned')
    await web.closed()
    const headers = { authorization: `Bearer ${token}` }
    assert.equal((await fetch(`http://${hub.host}:${hub.webPort}/files/lobby/`, { headers })).status, 403)
    await hub.stop('SIGKILL')
  }
  await using hub = await startHub({ data: folder.path })
  using web = await FrameClient.open(hub)
  assert.equal(await web.refused(login), 'banned')
  using other = await FrameClient.open(hub)
  assert.equal(await other.refused({ verb: 'hello', version: 1, token }), 'banned')
  assert.match(await admin(hub, 'bans'), /Ben .* until .* by operator spam/)
  assert.match(await admin(hub, 'unban', ban), /may come in again/)
  using back = await FrameClient.join(hub, { token })
  assert.equal(back.name, 'Ben')
})

test('[A9] a banned address or range is told so before anything else, and others come in', async () => {
  await using hub = await startHub({ args: ['--host', '0.0.0.0', '--insecure'] })
  const place = { host: '127.0.0.1', port: hub.port }
  using ann = await LineClient.join(place, '127.0.7.1')
  using ben = await LineClient.join(place, '127.0.8.1')
  const ban = idIn(await admin(hub, 'ban', '127.0.7.0/24'))
  assert.match(await ann.reply(), /^ERROR banned You are kept out for good\./)
  await ann.gone
  await assert.rejects(LineClient.join(place, '127.0.7.99'), /banned/)
  assert.equal(await ben.ask('hello'), 'hello ACK')
  await admin(hub, 'unban', ban)
  using again = await LineClient.join(place, '127.0.7.99')
  assert.equal(await again.ask('hello'), 'hello ACK')
  assert.match(await admin(hub, 'ban', 'nobody-at-all'), /neither a login nor an address/)
})

test('a range covers what has its first bits, and nothing is taken for one that is none', () => {
  const byte = fc.nat(255)
  fc.assert(
    fc.property(fc.tuple(byte, byte, byte, byte), fc.nat(32), fc.tuple(byte, byte, byte, byte), (own, bits, other) => {
      const range = readRange(`${own.join('.')}/${bits}`)
      const number = (parts: readonly number[]): bigint => parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n)
      const same = number(own) >> BigInt(32 - bits) === number(other) >> BigInt(32 - bits)
      return range !== undefined && covers(range, other.join('.')) === same && covers(range, `::ffff:${other.join('.')}`) === same
    }),
  )
  const six = readRange('2001:db8::/33')
  assert.ok(six !== undefined && covers(six, '2001:db8:7fff::1') && !covers(six, '2001:db8:8000::1') && !covers(six, '1.2.3.4'))
  for (const text of [
    '',
    'ben',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '1.2.3.4/33',
    '::/129',
    '1:2:3',
    ':::',
    '10.0.0.0/',
  ])
    assert.equal(readRange(text), undefined, text)
})
