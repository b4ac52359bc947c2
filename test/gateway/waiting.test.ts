// What takes its time: peers that say nothing, hellos that never come, floods that are slowed down, entries that grow old. All at once.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import { FrameClient } from '../support/frame-client.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { RawWebSocket, textFrame } from '../support/raw-web-socket.ts'
import { until } from '../support/until.ts'

const hub = await startHub({ args: ['--rates', 'off', '--idle-seconds', '2'] })
after(() => hub[Symbol.asyncDispose]())

const reasonOf = async (client: FrameClient, name: string): Promise<string | undefined> => {
  const { rows } = await client.want('status', { verb: 'status', past: 1_000 })
  return rows.find(row => row.name === name)?.ended?.reason
}

describe('what takes its time', { concurrency: true }, () => {
  test('[W4] who answers no ping is ended within idle-seconds, and who does is left alone', async () => {
    using witness = await FrameClient.join(hub)
    using silent = await RawWebSocket.open(hub)
    silent.send(textFrame({ id: 'h', verb: 'hello', version: 1, name: 'Silent' }))
    await silent.answer('h')
    using quiet = await RawWebSocket.open(hub)
    quiet.answersPings = true
    quiet.send(textFrame({ id: 'h', verb: 'hello', version: 1, name: 'Quiet' }))
    await quiet.answer('h')
    using mute = await RawWebSocket.open(hub)
    const begin = performance.now()
    await silent.gone
    const seconds = (performance.now() - begin) / 1_000
    assert.ok(seconds > 1.9 && seconds < 5, `it took ${seconds} s`)
    await mute.gone
    assert.equal(await reasonOf(witness, 'Silent'), 'timeout')
    quiet.send(textFrame({ id: 'p', verb: 'ping' }))
    assert.equal((await quiet.answer('p')).event, 'done')
  })

  test('[W4] whom the hub does not read, since it floods, is not taken for dead', async () => {
    await using slow = await startHub({ args: ['--max-lines-per-second', '60', '--idle-seconds', '2'] })
    using client = await FrameClient.join(slow)
    const begin = performance.now()
    const asked = Array.from({ length: 700 }, (_, number) => client.send({ verb: 'say', room: 1, text: `${number}` }))
    for (const id of asked) assert.equal((await client.answer(id)).event, 'receipt')
    assert.ok(performance.now() - begin > 4_000, 'it was slowed down')
  })

  test('[F3] who says no hello within 10 s is told so and closed; on the line door nobody is hurried', async () => {
    using web = await RawWebSocket.open(hub)
    web.answersPings = true
    using line = await FrameClient.open(hub, 'line')
    const begin = performance.now()
    const code = await web.closeCode()
    const seconds = (performance.now() - begin) / 1_000
    assert.ok(seconds > 9 && seconds < 13, `it took ${seconds} s`)
    assert.equal(code, 1008)
    const told = JSON.parse(String(web.heard.find(({ opcode }) => opcode === 1)?.payload)) as Record<string, unknown>
    assert.deepEqual([told.event, told.code, told.closes], ['refused', 'timeout', true])
    await line.hello()
  })

  test('[F13] [R18] [L80] where retention has removed entries the gap is told first, here and in SINCE', async () => {
    await using folder = await temporaryFolder()
    let token = ''
    {
      await using first = await startHub({ data: folder.path })
      using client = await FrameClient.join(first)
      token = client.token
      for (let number = 1; number <= 10; number++) await client.say(1, `${number}`)
      await first.stop()
    }
    const week = Date.now() - 7 * 86_400_000
    using database = new DatabaseSync(join(folder.path, 'partyline.sqlite'))
    database.prepare('UPDATE entries SET at = ? WHERE room_id = 1 AND seq <= 6').run(week)
    database.close()
    // What is old is removed with a heartbeat of the hub, the first of which comes after 10 s.
    await using second = await startHub({ data: folder.path, args: ['--retention-days', '1'] })
    using person = await LineClient.join(second)
    await until('the old entries are removed', async () => {
      using client = await FrameClient.join(second)
      return client.rooms[0]?.first === 7
    })
    const rows = await person.rows('/since 2')
    assert.equal(rows.length, 5, 'the gap is one row, and all that is left follows')
    assert.match(rows[0] ?? '', /^6 \S+ \S+ \* gap 3-6$/)
    assert.match(rows[1] ?? '', /^7 /)
    assert.equal((await person.rows('/since 6')).length, 4)
    for (const way of ['web', 'line'] as const) {
      using client = await FrameClient.open(second, way)
      const hello = await client.hello({ token, cursors: { 1: 2 } })
      assert.deepEqual([hello.rooms[0]?.first, hello.rooms[0]?.last], [7, 10])
      await client.entry(1, 10)
      assert.deepEqual(client.gaps, [{ event: 'gap', room: 1, from: 3, to: 6 }])
      assert.deepEqual(client.seqs(1), [7, 8, 9, 10])
      assert.deepEqual(client.faults, [])
      const page = await client.want('page', { verb: 'page', room: 1, at: 'before', seq: 9 })
      assert.deepEqual([page.rows.map(({ seq }) => seq), page.covers, page.before], [[7, 8], [7, 8], false])
      assert.equal(await client.refused({ verb: 'edit', room: 1, seq: 3, text: 'x' }), 'no-such-message')
      client[Symbol.dispose]()
    }
  })
})
