// The SDK against a real hub: over WebSocket and TCP, through kill -9 and cut connections, with everything a room can do.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type Clock,
  type ConnectOptions,
  connect,
  type Partyline,
  type Receipt,
  type RoomEvent,
  type Saved,
  type Storage,
} from '../../src/client/connect.ts'
import { tcp } from '../../src/client/tcp.ts'
import { cuttingProxy } from '../cli/dial/cutting-proxy.ts'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'
import { Random } from '../support/random.ts'
import { until, within } from '../support/until.ts'

const quick: ConnectOptions = { random: () => 0 }
/** Waits between tries are short: cut connections are many in these tests. */
const hasty: Clock = {
  now: () => performance.now() * 100,
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds / 100)
    return () => clearTimeout(timer)
  },
}

const doors: readonly (readonly [string, (hub: RunningHub, options?: ConnectOptions) => Partyline])[] = [
  ['WebSocket', (hub, options = {}) => connect(`ws://127.0.0.1:${hub.webPort}`, { ...quick, ...options })],
  ['TCP', (hub, options = {}) => connect(`tcp://127.0.0.1:${hub.port}`, { ...quick, transport: tcp(), ...options })],
]
const [[, web]] = doors as [(typeof doors)[0]]
const textOf = (event: RoomEvent | undefined): string => (event?.kind === 'message' ? event.text : (event?.kind ?? 'nothing'))
const rowsOf = (client: Partyline, room: number) => client.state.rooms.get(room)?.timeline.rows ?? []

for (const [name, open] of doors) {
  describe(`over ${name}`, () => {
    it('two clients talk, and see the same', async () => {
      await using hub = await startHub()
      await using ben = open(hub, { name: 'Ben' })
      await using eve = open(hub, { name: 'Eve' })
      await Promise.all([ben.ready(), eve.ready()])
      assert.equal(ben.state.me?.name, 'Ben')
      const receipt = await ben.room('#lobby').send('hello\nworld')
      await eve.room('#lobby').send('hello yourself', { replyTo: receipt.seq })
      await ben.room('#lobby').edit(receipt.seq, 'hello @Eve')
      await eve.room('#lobby').react(receipt.seq, '👍')
      const last = await eve.room('#lobby').send('gone soon')
      await eve.room('#lobby').delete(last.seq)
      await until('both have all', () => [ben, eve].every(client => client.state.rooms.get(1)?.last === 6))
      const { rows } = await ben.room('#lobby').page({ at: 'latest' })
      assert.deepEqual(rowsOf(ben, 1), rows)
      assert.deepEqual(rowsOf(eve, 1), (await eve.room('#lobby').page({ at: 'latest' })).rows)
      assert.deepEqual(
        rows.map(row => row.kind === 'message' && row.text),
        ['hello @Eve', 'hello yourself', ''],
      )
      assert.equal(eve.state.rooms.get(1)?.unread, 1)
      assert.equal(eve.state.rooms.get(1)?.mentions, 1)
    })

    it('[R15] loses nothing and doubles nothing when the hub is killed again and again', async () => {
      await using data = await temporaryFolder()
      const first = await startHub({ data: data.path })
      const ports = ['--line-port', `${first.port}`, '--web-port', `${first.webPort}`]
      await using reader = open(first, { name: 'Reader' })
      await using writer = open(first, { name: 'Writer' })
      const events = reader.room('#lobby').events()
      await Promise.all([reader.ready(), writer.ready()])
      const sends: Promise<Receipt>[] = []
      let hub = first
      for (let round = 0; round < 3; round++) {
        for (let count = 0; count < 50; count++) sends.push(writer.room('#lobby').send(`${round} ${count}`))
        await sends.at(-40)
        await hub.stop('SIGKILL')
        for (let count = 50; count < 60; count++) sends.push(writer.room('#lobby').send(`${round} ${count}`))
        hub = await startHub({ data: data.path, args: ports })
        for (const client of [reader, writer]) client.reconnectNow()
      }
      await using running = hub
      const receipts = await within('all receipts', Promise.all(sends))
      assert.deepEqual(
        receipts.map(({ seq }) => seq),
        receipts.map((_, index) => index + 1),
      )
      const texts: string[] = []
      while (texts.length < 180) texts.push(textOf((await within('the next', events.next())).value))
      assert.deepEqual(
        texts,
        [0, 1, 2].flatMap(round => Array.from({ length: 60 }, (_, count) => `${round} ${count}`)),
      )
      await until('the reader has all', () => reader.state.rooms.get(1)?.last === 180)
      assert.equal(rowsOf(reader, 1).length, 180)
      assert.ok(running.webPort > 0)
    })

    it('[F13] has every entry once when its connection is cut at any byte', async () => {
      const random = Random.fromEnvironment()
      await using hub = await startHub()
      const target = name === 'TCP' ? hub.port : hub.webPort
      await using proxy = await cuttingProxy(target, () => random.between(1_000, 6_000))
      const through = { ...hub, port: proxy.port, webPort: proxy.port }
      await using ben = open(through, { name: 'Ben', clock: hasty })
      await using eve = open(hub, { name: 'Eve' })
      const events = ben.room('#lobby').events()
      await Promise.all([ben.ready(), eve.ready()])
      const sends: Promise<Receipt>[] = []
      for (let count = 0; count < 100; count++) {
        sends.push(ben.room('#lobby').send(`Ben ${count}`), eve.room('#lobby').send(`Eve ${count}`))
        await sends.at(-1)
        if (count % 10 === 0) sends.push(ben.room('#lobby').react((await eve.room('#lobby').send('x')).seq, '👍'))
      }
      await within('all receipts', Promise.all(sends), 60_000)
      proxy.spare()
      const seqs: number[] = []
      while (seqs.length < 220) {
        const event = (await within('the next', events.next())).value
        if (event !== undefined && 'seq' in event) seqs.push(event.seq)
      }
      assert.deepEqual(
        seqs,
        seqs.map((_, index) => index + 1),
        `seed ${random.seed}`,
      )
      const { rows } = await eve.room('#lobby').page({ at: 'latest', rows: 200 })
      await until('Ben has all', () => ben.state.rooms.get(1)?.last === 220)
      const mine = ({ reactions, ...row }: (typeof rows)[number]) => ({
        ...row,
        reactions: reactions?.map(({ emoji, count }) => [emoji, count]),
      })
      assert.deepEqual(rowsOf(ben, 1).slice(-200).map(mine), rows.map(mine))
      assert.ok(proxy.cuts > 3, `${proxy.cuts} cuts`)
    })
  })
}

describe('rooms', () => {
  it('[R1] [R5] are made, joined, named, invited to, archived and left', async () => {
    await using hub = await startHub()
    await using ben = web(hub, { name: 'Ben' })
    await using eve = web(hub, { name: 'Eve' })
    await Promise.all([ben.ready(), eve.ready()])
    const ops = await ben.create('#ops', 'private', 'servers')
    const { id } = ops.state ?? { id: 0 }
    assert.equal(ops.state?.topic, 'servers')
    await assert.rejects(eve.join('#ops'), { code: 'no-such-room' })
    await ops.invite('Eve')
    await until('Eve is invited', () => eve.state.invitations.length === 1)
    const there = await eve.join('#ops')
    assert.deepEqual(eve.state.invitations, [])
    await there.send('here I am')
    await ops.topic('all servers')
    await ops.rename('#machines')
    await until('Eve sees both', () => eve.state.rooms.get(id)?.topic === 'all servers' && eve.state.rooms.get(id)?.name === '#machines')
    assert.deepEqual((await ops.members()).map(({ name }) => name).sort(), ['Ben', 'Eve'])
    assert.deepEqual((await ops.who()).count, 2)
    await ops.archive(true)
    await assert.rejects(there.send('too late'), { code: 'archived' })
    await until('Eve sees it', () => eve.state.rooms.get(id)?.archived === true)
    assert.equal(eve.state.rooms.get(id)?.pending[0]?.state, 'refused')
    await ops.archive(false)
    await there.leave()
    assert.equal(eve.state.rooms.has(id), false)
    await until('Ben sees that she left', () => ben.state.rooms.get(id)?.timeline.rows.at(-1)?.kind === 'member')
    assert.deepEqual(
      (await eve.rooms()).map(({ name }) => name),
      ['#lobby'],
    )
  })

  it('[R1] of a few people are direct', async () => {
    await using hub = await startHub()
    await using ben = web(hub, { name: 'Ben' })
    await using eve = web(hub, { name: 'Eve' })
    await Promise.all([ben.ready(), eve.ready()])
    const room = await ben.direct('Eve')
    await room.send('psst')
    const hers = await until('Eve has it', () => [...eve.state.rooms.values()].find(one => one.kind === 'direct' && one.unread === 1))
    assert.equal(hers.name, '@Ben')
    assert.deepEqual(hers.people?.map(({ name }) => name).sort(), ['Ben', 'Eve'])
    await ben.rename('Benjamin')
    await until('Eve sees his new name', () => eve.state.rooms.get(hers.id)?.people?.some(({ name }) => name === 'Benjamin'))
  })

  it('[R20] are read page by page, older and newer and around a seq', async () => {
    await using hub = await startHub()
    await using ben = web(hub, { name: 'Ben' })
    for (let count = 1; count <= 300; count++) void ben.room('#lobby').send(`m${count}`)
    await until('all are stored', () => ben.state.rooms.get(1)?.last === 300)
    await using eve = web(hub, { name: 'Eve', rowsKept: 100 })
    await eve.ready()
    const room = eve.room('#lobby')
    const ranges = () => room.state?.timeline.ranges
    assert.equal(await room.older(20), true)
    assert.deepEqual(ranges(), [[281, 300]])
    assert.equal(await room.older(20), true)
    assert.deepEqual(ranges(), [[261, 300]])
    await room.around(100, 20)
    assert.deepEqual(ranges(), [
      [91, 110],
      [261, 300],
    ])
    assert.equal(await room.newer(20), true)
    assert.deepEqual(ranges()?.[0], [91, 130])
    for (let pages = 0; pages < 5; pages++) await room.older(20)
    const kept = room.state?.timeline
    assert.ok((kept?.size ?? 0) <= 113)
    assert.equal(kept?.ranges[0]?.[0], 1)
    assert.equal(kept?.ranges.at(-1)?.[1], 300)
    assert.equal(await room.older(20), false)
  })

  it('[R21] are searched', async () => {
    await using hub = await startHub()
    await using ben = web(hub, { name: 'Ben' })
    await ben.room('#lobby').send('the Grüße of the day')
    const found = await until('it is found', async () => {
      const { hits } = await ben.search({ text: 'grusse' })
      return hits.length > 0 && hits
    })
    assert.deepEqual(found[0]?.highlights, [[4, 9]])
  })

  it('[R17] are read up to a seq, also for who comes back', async () => {
    await using hub = await startHub()
    await using ben = web(hub, { name: 'Ben' })
    const storage = memory()
    {
      await using eve = web(hub, { name: 'Eve', storage })
      await Promise.all([ben.ready(), eve.ready()])
      for (let count = 0; count < 5; count++) await ben.room('#lobby').send(`m${count}`)
      await until('five are unread', () => eve.state.rooms.get(1)?.unread === 5)
      eve.room('#lobby').read(3)
      assert.equal(eve.state.rooms.get(1)?.unread, 2)
    }
    await using eve = web(hub, { storage })
    await eve.ready()
    const { name, unread, read } = { ...eve.state.me, ...eve.state.rooms.get(1) }
    assert.deepEqual({ me: eve.state.me?.name, name, unread, read }, { me: 'Eve', name: '#lobby', unread: 2, read: 3 })
  })

  it('[F11] tell a client that another one goes on as its guest', async () => {
    await using hub = await startHub()
    const storage = memory()
    await using first = web(hub, { name: 'Ben', storage })
    await first.ready()
    const token = await until('a token', () => storage.saved?.token)
    await using second = web(hub, { token })
    await second.ready()
    assert.equal(second.state.me?.name, 'Ben')
    const why = await until('the first one stops', () => (first.state.connection.at === 'closed' ? first.state.connection.why : undefined))
    assert.equal(why.code, 'resumed-elsewhere')
  })
})

function memory(): Storage & { saved: Saved | undefined } {
  return {
    saved: undefined,
    load() {
      return Promise.resolve(this.saved)
    },
    save(saved) {
      this.saved = saved
      return Promise.resolve()
    },
  }
}
