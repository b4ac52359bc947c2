// Limits that an operator sets while the hub runs: they count at once, outlive the hub, and win over file and flag until they are unset.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { admin, limitOf } from '../support/admin.ts'
import { put } from '../support/files.ts'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'
import { probedInSeconds } from '../support/keepalive.ts'
import { Closed, LineClient } from '../support/line-client.ts'
import { until } from '../support/until.ts'

describe('a limit that is set', () => {
  let hub: RunningHub
  before(async () => {
    hub = await startHub()
  })
  after(() => hub[Symbol.asyncDispose]())

  test('[L11] max-clients counts at once: lowered it cuts nobody, raised it lets in', async () => {
    using first = await LineClient.join(hub)
    using second = await LineClient.join(hub)
    await admin(hub, 'set', 'max-clients', '1')
    assert.equal(await first.ask('still here'), 'still here ACK')
    assert.equal(await second.ask('me too'), 'me too ACK')
    const full = new Closed('ERROR server-full Server full, try later. 2 of 1 are connected.')
    await assert.rejects(LineClient.join(hub), full)
    assert.ok((await second.rows('/limits')).includes('max-clients 1'))
    await admin(hub, 'set', 'max-clients', '3')
    using third = await LineClient.join(hub)
    assert.equal(await third.ask('hello'), 'hello ACK')
    await assert.rejects(LineClient.join(hub), /3 of 3 are connected/)
    await admin(hub, 'unset', 'max-clients')
    using fourth = await LineClient.join(hub)
    assert.equal(await fourth.ask('hi'), 'hi ACK')
  })

  test('[L3] max-line-bytes counts from the next line on, for those who are connected too', async () => {
    using ben = await LineClient.join(hub)
    await admin(hub, 'set', 'max-line-bytes', '64')
    assert.equal(await ben.ask('x'.repeat(64)), `${'x'.repeat(64)} ACK`)
    assert.match(await ben.ask('x'.repeat(65)), /^ERROR line-too-long /)
    await admin(hub, 'set', 'max-line-bytes', '65536')
    assert.equal(await ben.ask('x'.repeat(65_536)), `${'x'.repeat(65_536)} ACK`)
    await admin(hub, 'unset', 'max-line-bytes')
    assert.match(await ben.ask('x'.repeat(8_193)), /^ERROR line-too-long /)
  })

  test('[L22] max-file-bytes counts from the next put on', async () => {
    using ben = await LineClient.join(hub)
    await admin(hub, 'set', 'max-file-bytes', '10')
    assert.match(await put(ben, 'ten.txt', Buffer.alloc(10, 'x')), /^ten\.txt ACK /)
    assert.match(await put(ben, 'eleven.txt', Buffer.alloc(11, 'x')), /^ERROR file-too-large /)
    assert.match(await ben.ask(`put eleven.txt 11 now\n${'x'.repeat(11)}`), /^ERROR file-too-large /)
    await admin(hub, 'set', 'max-file-bytes', '0')
    assert.match(await put(ben, 'one.txt', Buffer.alloc(1)), /^ERROR file-too-large /)
    assert.match(await put(ben, 'none.txt', Buffer.alloc(0)), /^none\.txt ACK /)
    await admin(hub, 'unset', 'max-file-bytes')
    assert.match(await put(ben, 'eleven.txt', Buffer.alloc(11, 'x')), /^eleven\.txt ACK /)
  })

  test('slow-seconds counts at once: an upload that makes no progress is cut', async () => {
    using ben = await LineClient.join(hub)
    assert.equal(await ben.ask('put slow.txt 10'), 'READY 0')
    await admin(hub, 'set', 'slow-seconds', '1')
    assert.match(await ben.reply(), /^ERROR timeout /)
    assert.equal(await ben.line(), undefined)
    await admin(hub, 'unset', 'slow-seconds')
  })

  const onlyLinuxTells = process.platform === 'linux' ? false : 'Only Linux tells when TCP will ask.'
  test('[L61] idle-seconds counts at once, for those who are connected too', { skip: onlyLinuxTells }, async () => {
    using ben = await LineClient.join(hub)
    const probedIn = () => probedInSeconds(hub.port, ben.socket.localPort ?? 0) ?? Number.NaN
    await until('a peer is probed within 60 seconds', () => probedIn() <= 60)
    await admin(hub, 'set', 'idle-seconds', '86400')
    await until('it is not probed for hours', () => probedIn() > 3_600)
    await admin(hub, 'set', 'idle-seconds', '4')
    await until('it is probed within 4 seconds', () => probedIn() <= 4)
    using late = await LineClient.join(hub)
    await until('and so is a newcomer', () => (probedInSeconds(hub.port, late.socket.localPort ?? 0) ?? Number.NaN) <= 4)
    await admin(hub, 'unset', 'idle-seconds')
    assert.equal(await ben.ask('a quiet peer lives'), 'a quiet peer lives ACK')
  })

  test('a value out of bounds changes nothing', async () => {
    await assert.rejects(admin(hub, 'set', 'max-clients', '0'), /from 1 to 100000, not `0`/)
    await assert.rejects(admin(hub, 'set', 'idle-seconds', '1e3'), /whole number of seconds/)
    assert.equal(await limitOf(hub, 'max-clients'), '1000 default')
  })

  test('unset of what was never set leaves it as it is', async () => {
    assert.match(await admin(hub, 'unset', 'max-clients'), /^max-clients is 1000 again \(default\)\.\n$/)
  })
})

test('a limit that was set survives the hub, however it ended, and wins over file and flag until it is unset', async () => {
  await using folder = await temporaryFolder()
  const data = folder.path
  await writeFile(join(data, 'partyline.toml'), 'max_clients = 20\nmax_line_bytes = 2000\n')
  const args = ['--max-clients', '30']
  {
    await using hub = await startHub({ data, args })
    assert.equal(await limitOf(hub, 'max-clients'), '30 flag')
    assert.equal(await limitOf(hub, 'max-line-bytes'), '2000 file')
    await admin(hub, 'set', 'max-clients', '40')
    await admin(hub, 'set', 'max-line-bytes', '4000')
    await hub.stop('SIGKILL')
  }
  {
    await using hub = await startHub({ data, args })
    assert.equal(await limitOf(hub, 'max-clients'), '40 set')
    assert.equal(await limitOf(hub, 'max-line-bytes'), '4000 set')
    assert.match(hub.output(), /Limit +40 connections/)
    assert.match(await admin(hub, 'unset', 'max-clients'), /^max-clients is 30 again \(flag\)\.\n$/)
    assert.match(await admin(hub, 'unset', 'max-line-bytes'), /^max-line-bytes is 2000 again \(file\)\.\n$/)
    assert.equal(await hub.stop(), 0)
  }
  await using hub = await startHub({ data, args })
  assert.equal(await limitOf(hub, 'max-clients'), '30 flag')
  assert.equal(await limitOf(hub, 'max-line-bytes'), '2000 file')
})
