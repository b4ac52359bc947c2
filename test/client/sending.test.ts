// Sends: each is stored once and in order however often the connection breaks, and the state never shows it as sent before it is.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { connect, type Partyline } from '../../src/client/connect.ts'
import { until, within } from '../support/until.ts'
import { HandClock } from './hand-clock.ts'
import { type Frame, ScriptedHub } from './scripted-hub.ts'

const lobby = (client: Partyline) => client.state.rooms.get(1)
const pending = (client: Partyline) => (lobby(client)?.pending ?? []).map(({ text, state }) => `${text} ${state}`)
const texts = (client: Partyline) => lobby(client)?.timeline.rows.map(row => (row.kind === 'message' ? row.text : row.kind)) ?? []
const room = '#lobby'

describe('a send', () => {
  it('[R16] resolves with its receipt when it is durable', async () => {
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url)
    assert.deepEqual(await client.room(room).send('hello'), { room: 1, seq: 1, at: 1_000 })
    assert.deepEqual(pending(client), [])
    assert.deepEqual(texts(client), ['hello'])
  })

  it('[R15] is made again under its own id after a reconnect, in order, and is stored once', async () => {
    await using hub = await ScriptedHub.start()
    hub.script = (caller, frame, pass) => {
      // Three times the hub stores two messages, and is cut off before it can say so.
      if (frame.verb !== 'say' || hub.callers.length > 3) return pass()
      const said = caller.saw('say').length
      if (said <= 2) pass()
      if (said === 2) caller.cut()
    }
    await using client = connect(hub.url, { random: () => 0 })
    await client.ready()
    const all = Array.from({ length: 8 }, (_, index) => client.room(room).send(`m${index}`))
    const receipts = await within('all receipts', Promise.all(all))
    assert.deepEqual(
      receipts.map(({ seq }) => seq),
      [1, 2, 3, 4, 5, 6, 7, 8],
    )
    assert.equal(hub.log.last, 8)
    await until('all have come', () => texts(client).length === 8)
    assert.deepEqual(texts(client), ['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7'])
    const ids = hub.callers.flatMap(caller => caller.saw('say')).map(({ id }) => id)
    assert.equal(new Set(ids).size, 8)
    assert.ok(ids.every(id => id.length <= 64))
    assert.equal(hub.callers.length, 4)
  })

  it('[R16] is pending until it is settled: queued without a connection, then sent', async () => {
    await using hub = await ScriptedHub.start()
    let held: (() => void) | undefined
    hub.script = (_, frame, pass) => {
      if (frame.verb === 'say' && held === undefined) held = pass
      else pass()
    }
    await using client = connect(hub.url)
    const sending = client.room(room).send('early')
    assert.deepEqual(
      client.state.unplaced.map(({ text, state, room: where }) => [text, state, where]),
      [['early', 'queued', room]],
    )
    await client.ready()
    assert.deepEqual(client.state.unplaced, [])
    assert.deepEqual(pending(client), ['early sent'])
    await until('the hub has it', () => held)
    assert.deepEqual(texts(client), [])
    hub.callers[0]?.cut()
    await until('it is queued again', () => pending(client)[0] === 'early queued')
    await sending
    assert.deepEqual(pending(client), [])
    assert.deepEqual(texts(client), ['early'])
  })

  it('[R16] is settled by its own entry when that comes before the receipt', async () => {
    await using hub = await ScriptedHub.start()
    hub.script = (_, frame, pass) => {
      if (frame.verb !== 'say') return pass()
      hub.log.append({ kind: 'message', guest: 1, text: String(frame.text), id: frame.id })
      hub.tell(1)
    }
    await using client = connect(hub.url)
    assert.deepEqual(await within('the receipt', client.room(room).send('mine')), { room: 1, seq: 1, at: 1_000 })
    assert.deepEqual(pending(client), [])
    assert.deepEqual(texts(client), ['mine'])
  })

  it('stands in the timeline as soon as its receipt has come, and once when its entry comes', async () => {
    await using hub = await ScriptedHub.start()
    hub.script = (caller, frame, pass) => {
      if (frame.verb !== 'say') return pass()
      hub.log.append({ kind: 'message', guest: 1, text: String(frame.text), id: frame.id, mentions: [1] })
      caller.send({ re: frame.id, event: 'receipt', room: 1, seq: 1, at: 1_000, again: false })
    }
    await using client = connect(hub.url)
    await client.room(room).send('mine')
    assert.deepEqual(texts(client), ['mine'])
    assert.equal(lobby(client)?.last, 0)
    hub.tell(1)
    const row = await until('the entry', () => (lobby(client)?.last === 1 ? lobby(client)?.timeline.row(1) : undefined))
    assert.deepEqual(row.kind === 'message' && row.mentions, [1])
    assert.deepEqual(texts(client), ['mine'])
  })

  it('rejects when the hub refuses it; retry sends it again under its id, discard forgets it', async () => {
    await using hub = await ScriptedHub.start()
    let full = true
    hub.script = (caller, frame, pass) => (frame.verb === 'say' && full ? caller.refuse(frame.id, 'storage-full') : pass())
    await using client = connect(hub.url)
    await assert.rejects(client.room(room).send('one'), { name: 'PartylineError', code: 'storage-full' })
    await assert.rejects(client.room(room).send('two'), { code: 'storage-full' })
    const [one, two] = lobby(client)?.pending ?? []
    assert.deepEqual(pending(client), ['one refused', 'two refused'])
    assert.equal(one?.state === 'refused' && one.sentence, 'storage-full.')
    client.room(room).discard(two?.id ?? '')
    full = false
    assert.equal((await client.room(room).retry(one?.id ?? '')).seq, 1)
    assert.deepEqual(pending(client), [])
    const ids = hub.callers[0]?.saw('say').map(({ id }) => id) ?? []
    assert.equal(ids[0], ids[2])
    await assert.rejects(client.room(room).retry('nothing'), { code: 'no-such-message' })
  })

  it('waits for a hub that is stopping, and is stored when it is back', async () => {
    await using hub = await ScriptedHub.start()
    hub.script = (caller, frame, pass) => {
      if (frame.verb !== 'say' || hub.callers.length > 1) return pass()
      caller.refuse(frame.id, 'stopping')
      caller.close()
    }
    await using client = connect(hub.url)
    assert.equal((await within('the receipt', client.room(room).send('patient'))).seq, 1)
  })

  it('goes out with 16 others on a new connection, and with 256 on one that answers', async () => {
    await using hub = await ScriptedHub.start()
    const held: (() => void)[] = []
    let most = 0
    hub.script = (_, frame, pass) => {
      if (frame.verb !== 'say') return pass()
      most = Math.max(most, held.push(pass))
    }
    await using client = connect(hub.url)
    await client.ready()
    const all = Array.from({ length: 900 }, (_, index) => client.room(room).send(`m${index}`))
    await until('the first have come', () => held.length === 16)
    // What comes after them shows that nothing more was sent.
    client.room(room).typing()
    await until('typing', () => hub.callers[0]?.saw('typing').length === 1)
    assert.equal(held.length, 16)
    while (hub.log.last < 900) {
      for (const pass of held.splice(0)) pass()
      await until('more have come', () => held.length > 0 || hub.log.last === 900)
    }
    await within('all', Promise.all(all))
    assert.ok(most <= 256)
    assert.ok(most > 100)
  })

  it('is not taken when 10,000 are waiting, and stands there as refused', async () => {
    const stop = new AbortController()
    const client = connect('ws://127.0.0.1:9', { signal: stop.signal })
    const sends = Array.from({ length: 10_001 }, () => client.room(room).send('x'))
    await assert.rejects(sends.at(-1) ?? Promise.resolve(), { code: 'outbox-full' })
    assert.deepEqual(
      client.state.unplaced.filter(({ state }) => state !== 'queued').map(pending => pending.state === 'refused' && pending.code),
      ['outbox-full'],
    )
    stop.abort()
    await assert.rejects(sends[0] ?? Promise.resolve(), { code: 'closed' })
  })
})

describe('what is not a message', () => {
  it('[R17] sends only the furthest of several read cursors', async () => {
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url)
    await client.ready()
    for (let count = 0; count < 5; count++) hub.say(`m${count}`)
    await until('they are unread', () => lobby(client)?.unread === 5)
    for (const seq of [1, 3, 2]) client.room(room).read(seq)
    assert.equal(lobby(client)?.unread, 2)
    assert.equal(lobby(client)?.read, 3)
    const reads = (): readonly Frame[] => hub.callers[0]?.saw('read') ?? []
    await until('it was sent', () => reads().length > 0)
    await client.rename('Zoe')
    assert.deepEqual(
      reads().map(({ seq }) => seq),
      [3],
    )
  })

  it('[R8] tells typing every 2 s at most, and forgets that of others after 6 s', async () => {
    const clock = new HandClock()
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url, { clock })
    await client.ready()
    for (let key = 0; key < 5; key++) client.room(room).typing()
    clock.pass(2_000)
    client.room(room).typing()
    await client.rename('Zoe')
    assert.equal(hub.callers[0]?.saw('typing').length, 2)
    hub.callers[0]?.send({ event: 'typing', room: 1, guest: 9, name: 'Eve' })
    await until('Eve types', () => lobby(client)?.typing.length === 1)
    clock.pass(5_999)
    assert.equal(lobby(client)?.typing[0]?.name, 'Eve')
    clock.pass(1)
    assert.deepEqual(lobby(client)?.typing, [])
  })

  it('tells listeners once for all changes of a microtask, and keeps the same state when nothing has changed', async () => {
    await using hub = await ScriptedHub.start()
    await using client = connect(hub.url)
    await client.ready()
    let told = 0
    const stop = client.subscribe(() => told++)
    const before = client.state
    client.room(room).look(1)
    client.room(room).look(undefined)
    await Promise.resolve()
    assert.equal(told, 1)
    stop()
    client.room(room).read(0)
    assert.equal(client.state.limits, before.limits)
    assert.equal(client.state.rooms.get(1)?.timeline, before.rooms.get(1)?.timeline)
  })

  it('waits for nothing when it is closed without a connection', async () => {
    const clock = new HandClock()
    const hub = await ScriptedHub.start()
    const client = connect(hub.url, { clock })
    await client.ready()
    await hub[Symbol.asyncDispose]()
    await until('it waits', () => client.state.connection.at === 'waiting')
    const sending = client.room(room).send('never')
    await client.close()
    await assert.rejects(sending, { code: 'closed' })
  })

  it('waits no longer when the connection goes while it is being closed', async () => {
    const clock = new HandClock()
    await using hub = await ScriptedHub.start()
    hub.script = (_, frame, pass) => (frame.verb === 'say' ? undefined : pass())
    const client = connect(hub.url, { clock })
    const sending = client.room(room).send('never')
    await client.ready()
    const closing = client.close()
    hub.callers[0]?.cut()
    await within('it is closed', closing)
    await assert.rejects(sending, { code: 'closed' })
  })

  it('waits for what is in flight when it is closed, and says exit', async () => {
    await using hub = await ScriptedHub.start()
    const sent: Promise<unknown>[] = []
    {
      await using client = connect(hub.url)
      for (let count = 0; count < 3; count++) sent.push(client.room(room).send(`m${count}`))
    }
    await Promise.all(sent)
    assert.equal(hub.log.last, 3)
    assert.equal(hub.callers[0]?.frames.at(-1)?.verb, 'exit')
  })
})
