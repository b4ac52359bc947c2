// How a hub stops: everybody is told, what is under way ends well, and it is in no doubt afterwards who was there until when.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { sha256Of } from '../support/files.ts'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { until, within } from '../support/until.ts'

/** More than what the system takes for a reader that does not read. */
const large = randomBytes(32 * 1_024 * 1_024)

const saysItStops = (hub: RunningHub): Promise<unknown> =>
  until('the hub says that it stops', () => hub.output().includes('The hub is stopping.'))

async function startDownload(hub: RunningHub): Promise<LineClient> {
  const client = await LineClient.join(hub)
  assert.equal(await client.ask('get large.bin'), `START ${large.length} large.bin`)
  return client
}

async function endsOfSessions(data: string): Promise<string[]> {
  await using hub = await startHub({ data })
  using client = await LineClient.join(hub)
  const rows = await client.rows('status')
  return rows.slice(1).map(row => row.split('  ').at(-1) ?? '')
}

describe('a hub that is told to stop', { concurrency: true }, () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`[L63] by ${signal} tells everybody, finishes a download, lets nobody in meanwhile, and ends with 0`, async () => {
      await using folder = await temporaryFolder()
      await using hub = await startHub({ data: folder.path })
      await writeFile(join(hub.files, 'large.bin'), large)
      using reader = await startDownload(hub)
      using other = await LineClient.join(hub)
      process.kill(hub.pid, signal)
      assert.equal(await other.hear(line => line.startsWith('* The hub')), '* The hub is stopping.')
      await assert.rejects(LineClient.join(hub), /^Error: ERROR stopping /)
      assert.equal(sha256Of(await reader.bytes(large.length)), sha256Of(large))
      assert.deepEqual([await reader.line(), await reader.line()], ['', `END ${sha256Of(large)}`])
      assert.equal(await reader.line(), '* The hub is stopping.')
      assert.equal(await reader.line(), undefined)
      assert.equal(await hub.exited, 0)
      assert.deepEqual(await endsOfSessions(folder.path), ['hub stopped', 'hub stopped'])
    })
  }

  test('[L63] lets an upload end: it is acknowledged and stays', async () => {
    await using folder = await temporaryFolder()
    await using hub = await startHub({ data: folder.path })
    using ben = await LineClient.join(hub)
    const half = large.length / 2
    assert.equal(await ben.ask(`put up.bin ${large.length}`), 'READY 0')
    ben.send(large.subarray(0, half))
    process.kill(hub.pid, 'SIGTERM')
    await saysItStops(hub)
    ben.send(large.subarray(half))
    assert.equal(await ben.reply(), `up.bin ACK ${sha256Of(large)}`)
    assert.equal(await hub.exited, 0)
    assert.equal(sha256Of(await readFile(join(hub.files, 'up.bin'))), sha256Of(large))
  })

  test('[L63] answers what was asked before', async () => {
    await using folder = await temporaryFolder()
    await using hub = await startHub({ data: folder.path })
    using ben = await LineClient.join(hub)
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`)
    ben.send(`${lines.join('\n')}\n`)
    assert.equal(await ben.reply(), 'line 0 ACK')
    process.kill(hub.pid, 'SIGTERM')
    for (const line of lines.slice(1)) assert.equal(await ben.reply(), `${line} ACK`)
    assert.equal(await hub.exited, 0)
  })

  const takesTenSeconds = process.env.PARTYLINE_LONG !== '1' && 'It takes ten seconds; PARTYLINE_LONG=1 runs it.'
  test('[L63] cuts a transfer that does not end, after a while', { skip: takesTenSeconds }, async () => {
    await using folder = await temporaryFolder()
    await using hub = await startHub({ data: folder.path })
    await writeFile(join(hub.files, 'large.bin'), large)
    using _reader = await startDownload(hub)
    process.kill(hub.pid, 'SIGTERM')
    assert.equal(await within('the end of the hub', hub.exited), 0)
    assert.deepEqual(await endsOfSessions(folder.path), ['hub stopped'])
  })

  test('[L63] hurries when it is told a second time', async () => {
    await using folder = await temporaryFolder()
    await using hub = await startHub({ data: folder.path })
    await writeFile(join(hub.files, 'large.bin'), large)
    using _reader = await startDownload(hub)
    process.kill(hub.pid, 'SIGTERM')
    await saysItStops(hub)
    process.kill(hub.pid, 'SIGTERM')
    assert.equal(await within('the end of a hub in a hurry', hub.exited, 9_000), 0)
    assert.deepEqual(await endsOfSessions(folder.path), ['hub stopped'])
  })

  test('ends with those who do not close their side', async () => {
    await using hub = await startHub()
    const stubborn = connect({ port: hub.port, host: hub.host, allowHalfOpen: true })
    stubborn.on('error', () => undefined)
    await once(stubborn, 'data')
    assert.equal(await within('the end of the hub', hub.stop()), 0)
    stubborn.destroy()
  })
})
