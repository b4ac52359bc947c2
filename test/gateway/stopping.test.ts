// A hub that stops, one that is full, and one whose port is taken.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { FrameClient } from '../support/frame-client.ts'
import { spawnHub, startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { handshake, RawWebSocket } from '../support/raw-web-socket.ts'
import { until } from '../support/until.ts'

describe('hubs of their own', { concurrency: true }, () => {
  test('[W5] [W1] a hub that stops says so, gives the last receipts, and closes with 1001, also those who said no hello', async () => {
    await using hub = await startHub()
    using ann = await FrameClient.join(hub)
    using ben = await FrameClient.join(hub, {}, 'line')
    using mute = await RawWebSocket.open(hub)
    const asked = Array.from({ length: 200 }, (_, number) => ann.send({ verb: 'say', room: 1, text: `${number}` }))
    await ann.answer(asked[0] ?? '')
    const begin = performance.now()
    const stopped = hub.stop()
    for (const client of [ann, ben]) assert.deepEqual(await client.next('stopping'), { event: 'stopping' })
    const answers = await Promise.allSettled(asked.slice(1).map(id => ann.answer(id)))
    const receipts = answers.filter(({ status }) => status === 'fulfilled').length
    assert.equal(await ann.closed(), 1001)
    assert.equal(await ben.closed(), 0)
    assert.equal(await mute.closeCode(), 1001)
    assert.equal(await stopped, 0)
    const seconds = (performance.now() - begin) / 1_000
    assert.ok(seconds < 8, `it stopped after ${seconds} s`)
    assert.equal(receipts, 199)
    assert.deepEqual([ann.faults, ben.faults], [[], []])
  })

  test('[W1] [W5] while a transfer holds the stop up, /healthz says 503 and nobody new is let in', async () => {
    await using hub = await startHub()
    using slow = await LineClient.join(hub)
    slow.send('put held.bin 1000000 now\nonly the beginning')
    await until('the upload has begun', () => readdirSync(join(hub.files, '.partyline')).length > 0)
    using ann = await FrameClient.join(hub)
    const stopped = hub.stop()
    await ann.next('stopping')
    const health = await fetch(`http://${hub.host}:${hub.webPort}/healthz`)
    assert.deepEqual([health.status, await health.json()], [503, { status: 'stopping' }])
    using late = await RawWebSocket.open(hub, handshake(hub))
    assert.equal(late.status, 503)
    assert.equal(typeof (await ann.want('receipt', { verb: 'say', room: 1, text: 'still served' })).seq, 'number')
    slow.reset()
    assert.equal(await ann.closed(), 1001)
    assert.equal(await stopped, 0)
  })

  test('[W5] [L11] a full hub says server-full and closes with 1013, and who comes back as itself is let in', async () => {
    await using hub = await startHub({ args: ['--max-clients', '2'] })
    using ann = await FrameClient.join(hub)
    using _ben = await FrameClient.join(hub)
    using late = await FrameClient.open(hub)
    const refused = await late.want('refused', { verb: 'hello', version: 1 })
    assert.deepEqual([refused.code, refused.closes], ['server-full', true])
    assert.match(refused.sentence, /2 of 2/)
    assert.equal(await late.closed(), 1013)
    using again = await FrameClient.join(hub, { token: ann.token })
    assert.equal(again.guest, ann.guest)
  })

  test('[W1] a web port that is taken is a sentence with --web-port, the exit code is 1, and no door is left open', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    assert.ok(typeof address === 'object' && address !== null)
    await using folder = await temporaryFolder()
    const { output, exited } = spawnHub({ data: folder.path, args: ['--web-port', String(address.port)] })
    assert.equal(await exited, 1)
    assert.match(output(), new RegExp(`port ${address.port}.*--web-port`))
    assert.doesNotMatch(output(), /Line door|fault|at .*:\d+:\d+/i)
    other.close()
    await using hub = await startHub({ data: folder.path })
    using client = await FrameClient.join(hub)
    await client.settled()
  })

  test('[L11] a line port that is taken closes the web door again', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    assert.ok(typeof address === 'object' && address !== null)
    await using folder = await temporaryFolder()
    const { output, exited } = spawnHub({ data: folder.path, args: ['--line-port', String(address.port)] })
    assert.equal(await exited, 1)
    assert.match(output(), new RegExp(`port ${address.port}.*--line-port`))
    other.close()
  })

  test('[W1] with --web-port off there is no web door, and frames are spoken on the line door', async () => {
    await using hub = await startHub({ args: ['--web-port', 'off'] })
    assert.equal(hub.webPort, 0)
    using client = await FrameClient.join(hub, {}, 'line')
    await client.settled()
  })
})
