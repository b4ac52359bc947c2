// A front that survives its own restart: token, cursors and outbox are kept, and what was queued is sent later under its old ids.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { connect, type Saved, type Storage } from '../../src/client/connect.ts'
import { until, within } from '../support/until.ts'
import { ScriptedHub } from './scripted-hub.ts'

/** Keeps what JSON keeps, as a file would. */
class Kept implements Storage {
  json: string | undefined
  saving = 0
  most = 0

  get saved(): Saved | undefined {
    return this.json === undefined ? undefined : JSON.parse(this.json)
  }

  load(): Promise<Saved | undefined> {
    return Promise.resolve(this.saved)
  }

  async save(saved: Saved): Promise<void> {
    this.most = Math.max(this.most, ++this.saving)
    await new Promise(setImmediate)
    this.json = JSON.stringify(saved)
    this.saving--
  }
}

describe('a storage', () => {
  it('brings back the token and what was queued, under its old ids', async () => {
    await using hub = await ScriptedHub.start()
    const storage = new Kept()
    const aborted = new AbortController()
    hub.script = (_, frame, pass) => (frame.verb === 'say' ? undefined : pass())
    const first = connect(hub.url, { storage, signal: aborted.signal, name: 'Ben' })
    await first.ready()
    first
      .room('#lobby')
      .send('one')
      .catch(() => {})
    first
      .room('#lobby')
      .send('two', { replyTo: 1 })
      .catch(() => {})
    await until('both are saved', () => storage.saved?.outbox.length === 2)
    aborted.abort()
    const before = hub.callers[0]?.saw('say') ?? []
    hub.script = (_, __, pass) => pass()
    await using second = connect(hub.url, { storage, name: 'Ben' })
    assert.equal(second.state.me, undefined)
    await second.ready()
    await until('both are stored', () => hub.log.last === 2)
    const after = (await hub.caller(1)).saw('say')
    assert.deepEqual(after, before)
    assert.equal((await hub.caller(1)).saw('hello')[0]?.token, 'token-1')
    await until('nothing is kept any more', () => storage.saved?.outbox.length === 0)
    assert.deepEqual(second.state.rooms.get(1)?.pending, [])
    assert.equal(storage.most, 1)
  })

  it('lets the first loop go on where the last one stopped', async () => {
    await using hub = await ScriptedHub.start()
    const storage = new Kept()
    {
      await using first = connect(hub.url, { storage })
      await first.ready()
      const events = first.room('#lobby').events()
      for (const text of ['a', 'b', 'c']) hub.say(text)
      // The third is handed out, and the program dies before it asks for more.
      for (let count = 0; count < 3; count++) await within('an event', events.next())
    }
    assert.deepEqual(storage.saved?.cursors, { 1: 2 })
    hub.say('d')
    await using second = connect(hub.url, { storage })
    await second.ready()
    hub.say('e')
    await until('e has come', () => second.state.rooms.get(1)?.last === 5)
    const texts: string[] = []
    for await (const event of second.room('#lobby')) {
      if (event.kind === 'message') texts.push(event.text)
      if (texts.length === 3) break
    }
    assert.deepEqual(texts, ['c', 'd', 'e'])
  })

  it('[F10] gives up what was meant for another hub', async () => {
    await using hub = await ScriptedHub.start()
    const storage = new Kept()
    const outbox = [{ frame: { id: 'old-1', verb: 'say', room: 1, text: 'for the other' }, at: 1, sent: false }]
    storage.json = JSON.stringify({ hub: 'another', token: 'theirs', cursors: { 1: 40 }, outbox })
    await using client = connect(hub.url, { storage })
    await client.ready()
    assert.equal(hub.callers[0]?.saw('say').length, 0)
    const [refused] = client.state.rooms.get(1)?.pending ?? []
    assert.equal(refused?.state === 'refused' && refused.code, 'other-hub')
    hub.say('here')
    await until('it is there', () => client.state.rooms.get(1)?.last === 1)
  })

  it('that cannot be read closes the client, and ready() says so', async () => {
    const storage: Storage = { load: () => Promise.reject(new Error('no such disk')), save: () => Promise.resolve() }
    await using client = connect('ws://127.0.0.1:9', { storage })
    await assert.rejects(client.ready(), { code: 'storage' })
  })

  it('forgets the token when the client does', async () => {
    await using hub = await ScriptedHub.start()
    const storage = new Kept()
    await using client = connect(hub.url, { storage })
    await client.ready()
    await until('it is saved', () => storage.saved?.token === 'token-1')
    await client.forget()
    await until('it is gone', () => storage.saved?.token === undefined)
  })
})
