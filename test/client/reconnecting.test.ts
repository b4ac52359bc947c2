// A connection that mends itself: it resumes where it was, notices what is dead, and stops where somebody said so.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { connect, type Partyline, PartylineError } from '../../src/client/connect.ts'
import { until } from '../support/until.ts'
import { HandClock } from './hand-clock.ts'
import { ScriptedHub } from './scripted-hub.ts'

const live = (client: Partyline) => until('the client is live', () => client.state.connection.at === 'live')
const waiting = (client: Partyline) =>
  until('the client waits', () => (client.state.connection.at === 'waiting' ? client.state.connection : undefined))
const closed = (client: Partyline) =>
  until('the client is closed', () => (client.state.connection.at === 'closed' ? client.state.connection.why : undefined))
const texts = (client: Partyline) =>
  client.state.rooms.get(1)?.timeline.rows.map(row => (row.kind === 'message' ? row.text : row.kind)) ?? []

describe('a client that is cut off', () => {
  it('[F11] [F13] comes back with its token and cursors, and has every entry once', async () => {
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url, { name: 'Ben' })
    await client.ready()
    hub.say('one')
    await until('one is there', () => texts(client).length === 1)
    hub.callers[0]?.cut()
    hub.say('two')
    hub.say('three')
    await until('three is there', () => texts(client).length === 3)
    hub.say('four')
    await until('four is there', () => texts(client).length === 4)
    assert.deepEqual(texts(client), ['one', 'two', 'three', 'four'])
    const [hello] = (await hub.caller(1)).saw('hello')
    assert.equal(hello?.token, 'token-1')
    assert.deepEqual(hello?.cursors, { 1: 1 })
    assert.equal(hello?.name, undefined)
  })

  it('waits twice as long after each failure, up to 15 s, half of it by chance', async () => {
    const clock = new HandClock()
    await using hub = await ScriptedHub.start()
    hub.script = (caller, frame) => caller.refuse(frame.id, 'server-full', true)
    await using client = connect(hub.url, { clock, random: () => 1 })
    const waits: number[] = []
    for (let tries = 0; tries < 8; tries++) {
      const { until: at, why } = await waiting(client)
      assert.equal(why.code, 'server-full')
      waits.push(at - clock.now())
      clock.pass(at - clock.now())
      await hub.caller(tries + 1)
    }
    assert.deepEqual(waits, [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
    await using patient = connect(hub.url, { clock, random: () => 0 })
    assert.equal((await waiting(patient)).until - clock.now(), 125)
  })

  it('tries at once when it is nudged, and begins small again after a connection that lasted', async () => {
    const clock = new HandClock()
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url, { clock, random: () => 1 })
    await client.ready()
    hub.callers[0]?.cut()
    assert.equal((await waiting(client)).until - clock.now(), 250)
    client.reconnectNow()
    await live(client)
    hub.callers[1]?.cut()
    assert.equal((await waiting(client)).until - clock.now(), 250)
    clock.pass(250)
    await live(client)
    clock.pass(10_000)
    hub.callers[2]?.cut()
    assert.equal((await waiting(client)).until - clock.now(), 250)
  })

  it('says that a hub cannot be reached, and keeps trying', async () => {
    const clock = new HandClock()
    const hub = await ScriptedHub.start()
    await hub[Symbol.asyncDispose]()
    await using client = connect(hub.url, { clock })
    assert.equal((await waiting(client)).why.code, 'unreachable')
  })
})

describe('a connection that is only half there', () => {
  it('is asked after 20 quiet seconds, and dropped 10 s later', async () => {
    const clock = new HandClock()
    await using hub = await ScriptedHub.start()
    hub.script = (_, frame, pass) => (frame.verb === 'ping' ? undefined : pass())
    await using client = connect(hub.url, { clock })
    await client.ready()
    clock.pass(19_999)
    assert.equal(hub.callers[0]?.saw('ping').length, 0)
    clock.pass(1)
    await until('a ping', () => hub.callers[0]?.saw('ping').length === 1)
    clock.pass(9_999)
    assert.equal(client.state.connection.at, 'live')
    clock.pass(1)
    assert.equal((await waiting(client)).why.code, 'silent')
  })

  it('is dropped 10 s after it was first asked, however often it is nudged meanwhile', async () => {
    const clock = new HandClock()
    await using hub = await ScriptedHub.start()
    hub.script = (_, frame, pass) => (frame.verb === 'ping' ? undefined : pass())
    await using client = connect(hub.url, { clock })
    await client.ready()
    for (let second = 1; second <= 10; second++) {
      client.reconnectNow()
      assert.equal(client.state.connection.at, 'live')
      clock.pass(1_000)
    }
    assert.equal((await waiting(client)).why.code, 'silent')
    assert.ok((hub.callers[0]?.saw('ping').length ?? 0) <= 1)
  })

  it('is not asked while something comes, and lives on when it answers', async () => {
    const clock = new HandClock()
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url, { clock })
    await client.ready()
    clock.pass(15_000)
    hub.say('still here')
    await until('it is there', () => texts(client).length === 1)
    clock.pass(5_000)
    assert.equal(hub.callers[0]?.saw('ping').length, 0)
    clock.pass(15_000)
    await until('a ping', () => hub.callers[0]?.saw('ping').length === 1)
    // The answer has come when an answer to something asked after it has.
    await client.rename('Zoe')
    clock.pass(10_000)
    assert.equal(client.state.connection.at, 'live')
    assert.equal(hub.callers.length, 1)
  })

  it('is dropped when hello is not answered within 10 s', async () => {
    const clock = new HandClock()
    await using hub = await ScriptedHub.start()
    hub.script = () => {}
    await using client = connect(hub.url, { clock })
    await until('hello', async () => (await hub.caller(0)).saw('hello').length === 1)
    clock.pass(10_000)
    assert.equal((await waiting(client)).why.code, 'silent')
  })
})

describe('a client whose hub does not go on where it was', () => {
  it('[F11] becomes a new guest when its token is not known, and says so', async () => {
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url, { name: 'Ben' })
    await client.ready()
    hub.say('one')
    await until('one is there', () => texts(client).length === 1)
    hub.tokens.clear()
    hub.callers[0]?.cut()
    await until('a new guest', () => client.state.me?.guest === 2)
    assert.deepEqual(client.state.me, { guest: 2, name: 'Ben', former: { guest: 1, name: 'Ben' } })
    const hello = (await hub.caller(1)).saw('hello').at(-1)
    assert.equal(hello?.token, undefined)
    assert.equal(hello?.cursors, undefined)
    assert.deepEqual(client.state.rooms.get(1)?.timeline.rows, [])
    await client.room('#lobby').older()
    assert.deepEqual(texts(client), ['one'])
  })

  it('[F10] [F14] takes no cursor from one hub to another', async () => {
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url)
    await client.ready()
    hub.say('here')
    await until('it is there', () => texts(client).length === 1)
    hub.data = 'hub-2'
    hub.log = new (hub.log.constructor as typeof import('./model-log.ts').ModelLog)()
    for (const text of ['a', 'b', 'c']) hub.say(text)
    hub.callers[0]?.cut()
    await hub.caller(1)
    await live(client)
    hub.say('there')
    await until('there', () => texts(client).includes('there'))
    assert.deepEqual(texts(client), ['there'])
    assert.equal(client.state.rooms.get(1)?.last, 4)
  })

  it('[F20] drops a connection that leaves an entry out, and has it in the end', async () => {
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url)
    await client.ready()
    for (const text of ['one', 'two', 'three']) hub.log.append({ kind: 'message', guest: 9, text })
    hub.tell(2)
    await until('three is there', () => texts(client).length === 3)
    assert.deepEqual(texts(client), ['one', 'two', 'three'])
    assert.equal(hub.callers.length, 2)
  })

  it('[F20] passes over entries that come twice', async () => {
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url)
    await client.ready()
    hub.say('one')
    hub.tell(1)
    hub.say('two')
    hub.tell(1)
    await client.rename('Zoe')
    assert.deepEqual(texts(client), ['one', 'two'])
    assert.equal(hub.callers.length, 1)
  })

  it('[R18] goes on after a gap that retention left', async () => {
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url)
    await client.ready()
    for (let count = 0; count < 5; count++) hub.log.append({ kind: 'message', guest: 9, text: `${count}` })
    hub.callers[0]?.send({ event: 'gap', room: 1, from: 1, to: 3 })
    hub.tell(4)
    await until('the rest is there', () => texts(client).length === 2)
    assert.deepEqual(client.state.rooms.get(1)?.timeline.ranges, [[1, 5]])
    assert.equal(client.state.rooms.get(1)?.first, 4)
  })
})

describe('a client that is told to stop', () => {
  it('[F11] does not fight when another connection goes on as its guest', async () => {
    const clock = new HandClock()
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url, { clock })
    await client.ready()
    clock.pass(2_000)
    hub.callers[0]?.refuse(undefined, 'resumed-elsewhere', true)
    assert.equal((await closed(client)).code, 'resumed-elsewhere')
    clock.pass(60_000)
    client.reconnectNow()
    assert.equal(hub.callers.length, 1)
    await assert.rejects(client.room('#lobby').send('hello'), { code: 'resumed-elsewhere' })
  })

  it('[F11] comes back once when a hello of its former life was late and took it over, and no more than once', async () => {
    const clock = new HandClock()
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url, { clock })
    await client.ready()
    hub.callers[0]?.refuse(undefined, 'resumed-elsewhere', true)
    assert.equal((await waiting(client)).why.code, 'resumed-elsewhere')
    clock.pass(1_000)
    await live(client)
    hub.callers[1]?.refuse(undefined, 'resumed-elsewhere', true)
    assert.equal((await closed(client)).code, 'resumed-elsewhere')
  })

  it('[F2] stops at a hub of another version, and ready() says so', async () => {
    await using hub = await ScriptedHub.start()
    hub.script = (caller, frame) => caller.refuse(frame.id, 'bad-version', true)
    await using client = connect(hub.url)
    await assert.rejects(client.ready(), error => error instanceof PartylineError && error.code === 'bad-version' && error.sentence !== '')
    assert.equal((await closed(client)).code, 'bad-version')
  })

  it('waits for a hub that stops, and is there when it is back', async () => {
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url)
    await client.ready()
    hub.callers[0]?.send({ event: 'stopping' })
    hub.callers[0]?.close()
    assert.equal((await waiting(client)).why.code, 'stopping')
    await hub.caller(1)
    await live(client)
  })

  it('closes at once when its signal aborts', async () => {
    await using hub = await ScriptedHub.start()
    const abort = new AbortController()
    const client = connect(hub.url, { signal: abort.signal })
    await client.ready()
    const sending = client.room('#nowhere').send('never')
    hub.script = () => {}
    abort.abort()
    assert.equal(client.state.connection.at, 'closed')
    await assert.rejects(sending, { code: 'closed' })
    await client.close()
  })

  it('[W2] takes http:// as ws://, and /ws as the path', async () => {
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url.replace('ws:', 'http:'))
    await client.ready()
    assert.equal(hub.callers[0]?.path, '/ws')
  })

  it('throws only for a URL that cannot be used', () => {
    assert.throws(() => connect('not a url'), TypeError)
    assert.throws(() => connect('tcp://localhost:12345'), TypeError)
  })
})
