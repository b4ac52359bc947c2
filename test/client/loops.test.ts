// `for await` over a room: each event once and in order, and a bounded number of them in memory.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { connect, type RoomEvent } from '../../src/client/connect.ts'
import { until, within } from '../support/until.ts'
import { ModelLog } from './model-log.ts'
import { ScriptedHub } from './scripted-hub.ts'

const textOf = (event: RoomEvent): string => (event.kind === 'message' ? event.text : event.kind)

async function take(events: AsyncIterableIterator<RoomEvent>, count: number): Promise<RoomEvent[]> {
  const taken: RoomEvent[] = []
  while (taken.length < count) {
    const { done, value } = await within(`event ${taken.length + 1} of ${count}`, events.next())
    if (done === true) break
    taken.push(value)
  }
  return taken
}

describe('a loop over a room', () => {
  it('[F20] hands out every entry once and in order, own ones and changes included, across reconnects', async () => {
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url)
    const events = client.room('#lobby').events()
    await client.ready()
    hub.say('one')
    await client.room('#lobby').send('mine')
    hub.callers[0]?.cut()
    hub.say('three')
    hub.log.append({ kind: 'edit', guest: 99, of: 1, text: 'uno' })
    await hub.caller(1)
    hub.say('five')
    assert.deepEqual((await take(events, 5)).map(textOf), ['one', 'mine', 'three', 'edit', 'five'])
  })

  it('begins with what comes after it, or after the seq that it is given', async () => {
    await using hub = await ScriptedHub.start()
    for (const text of ['a', 'b', 'c']) hub.say(text)
    await using client = connect(hub.url)
    await client.ready()
    const now = client.room('#lobby').events()
    const earlier = client.room('#lobby').events({ after: 1 })
    hub.say('d')
    assert.deepEqual((await take(now, 1)).map(textOf), ['d'])
    assert.deepEqual((await take(earlier, 3)).map(textOf), ['b', 'c', 'd'])
  })

  it('[F37] reads from the log what it was too slow for, each entry of every kind once and in order, and goes on live', async () => {
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url)
    const events = client.room('#lobby').events()
    await client.ready()
    hub.say('first')
    assert.deepEqual((await take(events, 1)).map(textOf), ['first'])
    for (let count = 0; count < 300; count++) {
      const seq = hub.say(`m${count}`)
      hub.log.append({ kind: 'edit', guest: 99, of: seq, text: `e${count}` })
      hub.log.append({ kind: 'react', guest: 5, of: seq, emoji: '👍', on: true })
      hub.log.append({ kind: 'react', guest: 5, of: seq, emoji: '👍', on: false })
      hub.log.append({ kind: 'delete', guest: 99, of: seq })
      hub.tell(seq + 1)
    }
    await until('all have come', () => client.state.rooms.get(1)?.last === 1_501)
    assert.deepEqual(await take(events, 1_500), hub.log.entries(2, 1_501))
    hub.say('live')
    assert.deepEqual((await take(events, 1)).map(textOf), ['live'])
    const asked = hub.callers[0]?.saw('log') ?? []
    assert.deepEqual(
      asked.map(({ after }) => after),
      [1, 501, 1_001],
    )
  })

  it('[F37] reads on after the connection broke in the middle of it', async () => {
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url, { random: () => 0 })
    const events = client.room('#lobby').events()
    await client.ready()
    hub.script = (caller, frame, pass) => (frame.verb === 'log' && caller === hub.callers[0] ? caller.cut() : pass())
    for (let count = 1; count <= 1_200; count++) hub.say(`m${count}`)
    await until('all have come', () => client.state.rooms.get(1)?.last === 1_200)
    assert.deepEqual(await take(events, 1_200), hub.log.entries(1, 1_200))
    assert.equal(hub.callers.length, 2)
  })

  it('[R18] [F37] tells of what was removed before it could read it', async () => {
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url)
    const events = client.room('#lobby').events()
    await client.ready()
    for (let count = 1; count <= 1_200; count++) hub.say(`m${count}`)
    await until('all have come', () => client.state.rooms.get(1)?.last === 1_200)
    hub.log.first = 701
    const [gap, ...entries] = await take(events, 501)
    assert.deepEqual(gap, { kind: 'gap', from: 1, to: 700 })
    assert.deepEqual(entries, hub.log.entries(701, 1_200))
  })

  it('[F14] goes on at the end of a log that is another one', async () => {
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url, { random: () => 0 })
    const events = client.room('#lobby').events()
    await client.ready()
    for (const text of ['a', 'b', 'c']) hub.say(text)
    await take(events, 3)
    hub.log = new ModelLog()
    hub.say('a', 99)
    hub.callers[0]?.cut()
    await hub.caller(1)
    await until('it is back', () => client.state.connection.at === 'live')
    hub.say('other')
    assert.deepEqual((await take(events, 1)).map(textOf), ['other'])
  })

  it('[R18] tells of a gap', async () => {
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url)
    const events = client.room('#lobby').events()
    await client.ready()
    for (let count = 1; count <= 3; count++) hub.log.append({ kind: 'message', guest: 9, text: `m${count}` })
    hub.callers[0]?.send({ event: 'gap', room: 1, from: 1, to: 2 })
    hub.tell(3)
    const [gap, last] = await take(events, 2)
    assert.deepEqual(gap, { kind: 'gap', from: 1, to: 2 })
    assert.equal(last?.kind === 'message' && last.text, 'm3')
  })

  it('ends when one has left the room, and when the client is closed', async () => {
    await using hub = await ScriptedHub.start()
    const client = connect(hub.url)
    await client.ready()
    const first = client.room('#lobby').events()
    const waiting = first.next()
    hub.callers[0]?.send({ event: 'gone', room: 1, name: '#lobby' })
    assert.deepEqual(await within('the end', waiting), { done: true, value: undefined })
    assert.equal(client.state.rooms.size, 0)
    assert.equal(client.state.notices.at(-1)?.kind, 'gone')
    const never = client.room('#never').events()
    await client.close()
    assert.deepEqual(await never.next(), { done: true, value: undefined })
  })

  it('throws when the client was stopped by the hub', async () => {
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url)
    await client.ready()
    const events = client.room('#lobby').events()
    const waiting = events.next()
    hub.callers[0]?.refuse(undefined, 'kicked', true)
    await assert.rejects(within('the end', waiting), { code: 'kicked' })
  })
})
