// A hub with few places: who finds one, who is sent away, and how a place becomes free again.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { type RunningHub, startHub } from '../support/hub.ts'
import { Closed, LineClient } from '../support/line-client.ts'
import { until } from '../support/until.ts'

const full = new Closed('ERROR server-full Server full, try later. 3 of 3 are connected.')

async function named(hub: RunningHub, name: string): Promise<LineClient> {
  const client = await LineClient.join(hub)
  assert.equal(await client.ask(`/name ${name}`), `NAME ${name}`)
  return client
}

const threePlaces = (): Promise<RunningHub> => startHub({ args: ['--max-clients', '3'] })

describe('a hub with three places', { concurrency: 2 }, () => {
  test('[L11] lets three in under the names they choose, and tells a fourth that it is full', async () => {
    await using hub = await threePlaces()
    using ann = await named(hub, 'Ann')
    using ben = await named(hub, 'Ben')
    using _zoe = await named(hub, 'Zoë')
    await assert.rejects(LineClient.join(hub), full)
    const fourth = new LineClient(connect(hub.port, hub.host))
    assert.equal(await fourth.line(), full.message)
    assert.equal(await fourth.line(), undefined)
    assert.deepEqual(await ann.rows('/who'), ['Ann', 'Ben', 'Zoë'])
    assert.equal(await ben.ask('we are three'), 'we are three ACK')
    assert.equal((await ann.rows('status')).length, 3, 'who was sent away was never a session')
  })

  test('[L45] exit says goodbye and frees the place and the name', async () => {
    await using hub = await threePlaces()
    using ann = await named(hub, 'Ann')
    using ben = await named(hub, 'Ben')
    using _zoe = await named(hub, 'Zoë')
    assert.equal(await ben.ask('exit'), 'Goodbye, Ben.')
    assert.equal(await ben.line(), undefined)
    using next = await named(hub, 'Ben')
    assert.equal(await next.ask('a new Ben'), 'a new Ben ACK')
    await assert.rejects(LineClient.join(hub), full)
    assert.match((await ann.rows('status 1')).at(-1) ?? '', /^Ben .* exit$/)
  })

  test('a connection that is reset frees its place and its name', async () => {
    await using hub = await threePlaces()
    using ann = await named(hub, 'Ann')
    using ben = await named(hub, 'Ben')
    using _zoe = await named(hub, 'Zoë')
    ben.reset()
    assert.equal(await ann.hear(line => line.endsWith(' left')), '* Ben left')
    using _next = await named(hub, 'Ben')
    assert.match((await ann.rows('status 1')).at(-1) ?? '', /^Ben .* reset$/)
  })

  test('a connection that is closed in the middle of a line frees its place, and what it sent is said', async () => {
    await using hub = await threePlaces()
    using ann = await named(hub, 'Ann')
    using ben = await named(hub, 'Ben')
    ben.socket.end('half a li')
    assert.equal(await ben.reply(), 'half a li ACK')
    assert.equal(await ben.line(), undefined)
    assert.equal(await ann.hear(line => line.startsWith('[')), '[#lobby] Ben: half a li')
    assert.match((await ann.rows('status 1')).at(-1) ?? '', /^Ben .* closed$/)
  })

  test('a client that is lost in the middle of an upload frees its place and leaves no file', async () => {
    await using hub = await threePlaces()
    using ann = await named(hub, 'Ann')
    using ben = await named(hub, 'Ben')
    assert.equal(await ben.ask('put half.bin 1000000'), 'READY 0')
    ben.send(Buffer.alloc(500_000))
    ben.reset()
    await ann.hear(line => line === '* Ben left')
    assert.deepEqual(await ann.rows('list'), [])
    assert.deepEqual(await ann.rows('/who'), ['Ann'])
  })

  test('[L31] a storm of connections that are reset at once leaves every place free, and every session has an address', async () => {
    await using hub = await startHub({ args: ['--max-clients', '50'] })
    const comeAndGo = async (): Promise<void> => {
      const socket = connect(hub.port, hub.host)
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      socket.resetAndDestroy()
    }
    for (let round = 0; round < 10; round++) await Promise.all(Array.from({ length: 40 }, comeAndGo))
    using ann = await LineClient.join(hub)
    await until('all others have gone', async () => (await ann.rows('/who')).length === 1)
    for (const row of await ann.rows('status 1000')) assert.match(row, /^Client\d+ +127\.0\.0\.1:\d+ {2}/)
  })
})
