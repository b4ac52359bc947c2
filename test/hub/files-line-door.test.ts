// Files by the line door in all rooms: who may do what, uploads that are followed, quotas and days that change while the hub runs.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { admin } from '../support/admin.ts'
import { get, list, put, send, sha256Of } from '../support/files.ts'
import { startHub } from '../support/hub.ts'
import { Closed, LineClient } from '../support/line-client.ts'
import { until } from '../support/until.ts'

const content = Buffer.from('a photo, more or less')
const sha256 = sha256Of(content)
const isRow = /^([0-9a-f]{32}) /

/** The id of the one upload of this room that is in progress. */
async function transferOf(client: LineClient): Promise<string> {
  return until('an upload is in progress', async () => isRow.exec((await client.rows('/transfers'))[0] ?? '')?.[1])
}

describe('files in rooms', { concurrency: 2 }, () => {
  test('a private room has a shelf of its own, and a stranger cannot see, fetch, follow, cancel or delete what is on it', async () => {
    await using hub = await startHub()
    using ben = await LineClient.join(hub)
    using eve = await LineClient.join(hub)
    assert.match(await ben.ask('/create #den private'), /^JOIN #den /)
    assert.equal(await put(ben, 'photo.jpg', content), `photo.jpg ACK ${sha256}`)
    assert.equal(await put(ben, 'photo.jpg', content), `photo.jpg ACK ${sha256}`)
    assert.match(await put(ben, 'photo.jpg', Buffer.from('another')), /^ERROR exists /)
    assert.equal((await get(ben, 'photo.jpg')).end, `END ${sha256}`)
    assert.deepEqual([...(await list(ben)).keys()], ['photo.jpg'])
    assert.equal(await ben.ask(`put slow.bin 100 resume ${'0'.repeat(64)}`), 'READY 0')
    using token = await LineClient.join(hub)
    assert.match(await eve.ask('/join #den'), /^ERROR /)
    assert.deepEqual([...(await list(eve)).keys()], [])
    for (const line of ['get photo.jpg', '/delete photo.jpg', '/move photo.jpg to mine.jpg'])
      assert.match(await eve.ask(line), /^ERROR no-such-file /, line)
    assert.deepEqual(await eve.rows('/transfers'), [])
    const [id] = readdirSync(join(hub.data, 'vault', '.partyline')).filter(name => /^[0-9a-f]{32}$/.test(name))
    assert.match(await eve.ask(`/follow ${id}`), /^ERROR no-such-room /)
    assert.match(await eve.ask(`/cancel ${id}`), /^ERROR no-such-transfer /)
    assert.match(await token.ask(`/follow ${'0'.repeat(32)}`), /^ERROR no-such-transfer /)
  })

  test('a direct room is the way to send a file to somebody who is not here and fetches it later', async () => {
    await using hub = await startHub()
    using ben = await LineClient.join(hub)
    let token: string
    {
      using ann = await LineClient.join(hub)
      await ann.ask('/name Ann')
      token = (await ann.ask('/token')).replace('TOKEN ', '')
      assert.match(await ben.ask('/msg Ann a photo is coming'), / ACK$/)
      await ann.hear(line => line.includes('a photo is coming'))
      assert.equal(await ann.ask('exit'), 'Goodbye, Ann.')
    }
    assert.match(await ben.ask('/join @Ann'), /^JOIN @Ann /)
    assert.equal(await put(ben, 'photo.jpg', content), `photo.jpg ACK ${sha256}`)
    using ann = await LineClient.join(hub)
    assert.match(await ann.ask(`/resume ${token}`), /^RESUMED Ann /)
    assert.match(await ann.ask(`/join @${ben.firstName}`), /^JOIN @/)
    assert.deepEqual([...(await list(ann)).keys()], ['photo.jpg'])
    const got = await get(ann, 'photo.jpg')
    assert.ok(got.bytes.equals(content))
    assert.match(await ann.ask('/delete photo.jpg'), /^ERROR forbidden /)
    assert.doesNotMatch(await ben.ask('/delete photo.jpg'), /^ERROR /)
  })

  test('an upload is followed while it arrives, byte by byte, and its follower gets just the file', async () => {
    await using hub = await startHub()
    using ben = await LineClient.join(hub)
    using eve = await LineClient.join(hub)
    const large = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31) % 251))
    assert.equal(await ben.ask(`put large.bin ${large.length}`), 'READY 0')
    await send(ben, large.subarray(0, 1))
    const id = await transferOf(eve)
    assert.equal(await eve.ask(`/follow ${id}`), `START ${large.length} large.bin`)
    let received = await eve.bytes(1)
    for (const to of [2, 100_000, 299_999]) {
      await send(ben, large.subarray(received.length, to))
      received = Buffer.concat([received, await eve.bytes(to - received.length)])
    }
    await send(ben, large.subarray(299_999))
    received = Buffer.concat([received, await eve.bytes(1)])
    assert.equal(await ben.reply(), `large.bin ACK ${sha256Of(large)}`)
    assert.deepEqual([await eve.line(), await eve.line()], ['', `END ${sha256Of(large)}`])
    assert.ok(received.equals(large))
    assert.equal(await eve.ask(`/follow ${id} 299000`), 'START 1000 large.bin')
    assert.ok((await eve.bytes(1_000)).equals(large.subarray(299_000)))
  })

  test('whoever follows an upload that dies is cut off, and is never given less as if it were all', async () => {
    await using hub = await startHub()
    using ben = await LineClient.join(hub)
    using eve = await LineClient.join(hub)
    assert.equal(await ben.ask('put torn.bin 1000'), 'READY 0')
    await send(ben, Buffer.alloc(500))
    assert.equal(await eve.ask(`/follow ${await transferOf(eve)}`), 'START 1000 torn.bin')
    assert.equal((await eve.bytes(500)).length, 500)
    ben.reset()
    await assert.rejects(eve.bytes(500), thrown => thrown instanceof Closed || String(thrown).includes('ECONNRESET'))
    using again = await LineClient.join(hub)
    assert.deepEqual(await again.rows('/transfers'), [])
    assert.deepEqual([...(await list(again)).keys()], [])
  })

  test('one cancels what one is not bringing any more, and no other does', async () => {
    await using hub = await startHub()
    using ben = await LineClient.join(hub)
    const token = (await ben.ask('/token')).replace('TOKEN ', '')
    assert.equal(await ben.ask(`put a.bin 1000 resume ${'0'.repeat(64)}`), 'READY 0')
    ben.reset()
    using again = await LineClient.join(hub)
    using eve = await LineClient.join(hub)
    const id = await transferOf(eve)
    assert.match(await eve.ask(`/cancel ${id}`), /^ERROR no-such-transfer /)
    assert.match(await again.ask(`/resume ${token}`), /^RESUMED /)
    assert.doesNotMatch(await again.ask(`/cancel ${id}`), /^ERROR /)
    assert.deepEqual(await again.rows('/transfers'), [])
    await until('nothing is staged', () => readdirSync(join(hub.files, '.partyline')).length === 0)
  })

  test('a file gets another name, and what is archived can be fetched and not changed', async () => {
    await using hub = await startHub()
    using ben = await LineClient.join(hub)
    using eve = await LineClient.join(hub)
    await ben.ask('/join #club')
    await eve.ask('/join #club')
    await put(ben, 'a to b.txt', content)
    assert.match(await eve.ask('/move "a to b.txt" to c.txt'), /^ERROR forbidden /)
    assert.doesNotMatch(await ben.ask('/move "a to b.txt" to "c to d.txt"'), /^ERROR /)
    await put(eve, 'e.txt', content)
    assert.match(await ben.ask('/move e.txt to "c to d.txt"'), /^ERROR exists /)
    assert.match(await ben.ask('/move e.txt to ../e.txt'), /^ERROR bad-file-name /)
    assert.match(await ben.ask('/keep 3'), /^KEEP #club 3$/)
    assert.match(await eve.ask('/keep 3'), /^ERROR forbidden /)
    await ben.ask('/archive')
    assert.match(await put(eve, 'late.txt', content), /^ERROR archived /)
    assert.match(await ben.ask('/delete e.txt'), /^ERROR archived /)
    assert.equal((await get(eve, 'c to d.txt')).end, `END ${sha256}`)
    assert.deepEqual([...(await list(eve)).keys()], ['c to d.txt', 'e.txt'])
  })

  test('a quota counts as soon as the operator sets it, and what is deleted is free again', async () => {
    await using hub = await startHub()
    using ben = await LineClient.join(hub)
    await put(ben, 'a', content)
    await admin(hub, 'set', 'max-person-bytes', String(content.length + 1))
    assert.match(await ben.ask(`put b ${content.length}`), /^ERROR quota-full /)
    assert.doesNotMatch(await ben.ask('/delete a'), /^ERROR /)
    assert.equal(await put(ben, 'b', content), `b ACK ${sha256}`)
    await admin(hub, 'set', 'max-person-bytes', '0')
    assert.equal(await put(ben, 'c', content), `c ACK ${sha256}`)
  })

  test('a capped transfer takes its time, and others are not slowed', async context => {
    await using hub = await startHub({ args: ['--rates', 'off'] })
    await admin(hub, 'set', 'transfer-bytes-per-second', String(1_048_576))
    using ben = await LineClient.join(hub)
    using eve = await LineClient.join(hub)
    const bytes = Buffer.alloc(4_194_304, 'x')
    const began = performance.now()
    let slowest = 0
    let over = false
    const putting = put(ben, 'a', bytes).finally(() => {
      over = true
    })
    while (!over) {
      const asked = performance.now()
      await eve.rows('/who')
      slowest = Math.max(slowest, performance.now() - asked)
    }
    assert.match(await putting, / ACK /)
    const seconds = (performance.now() - began) / 1_000
    context.diagnostic(`4 MiB at 1 MiB/s took ${seconds.toFixed(1)} s; the slowest answer to another took ${slowest.toFixed(0)} ms`)
    assert.ok(seconds > 3.5 && seconds < 12, `it took ${seconds} s`)
  })
})

describe('what the operator does to the folder', { concurrency: 1 }, () => {
  test('20,000 files at once: listed and fetched at once, known a little later, and nobody is held up', async context => {
    await using hub = await startHub({ args: ['--rates', 'off'] })
    using ben = await LineClient.join(hub)
    using eve = await LineClient.join(hub)
    for (let folder = 0; folder < 20; folder++) {
      mkdirSync(join(hub.files, `f${folder}`))
      for (let file = 0; file < 1_000; file++) writeFileSync(join(hub.files, `f${folder}`, `${file}.txt`), `${folder} ${file}`)
    }
    writeFileSync(join(hub.files, 'last.txt'), 'the last')
    assert.equal((await get(eve, 'f19/999.txt')).bytes.toString(), '19 999')
    const waits: number[] = []
    assert.equal(await put(ben, 'mine.bin', content), `mine.bin ACK ${sha256}`)
    const began = performance.now()
    while (performance.now() - began < 5_000) {
      const asked = performance.now()
      await eve.rows('/who')
      waits.push(performance.now() - asked)
    }
    waits.sort((one, other) => one - other)
    const p99 = waits[Math.floor(waits.length * 0.99)] ?? 0
    context.diagnostic(
      `${waits.length} answers while 20,000 files were noticed: p99 ${p99.toFixed(1)} ms, at most ${waits.at(-1)?.toFixed(0)} ms`,
    )
    assert.ok(p99 < 250, `p99 was ${p99} ms`)
    assert.equal((await list(eve)).size, 20_002)
    assert.doesNotMatch(await ben.ask('/delete mine.bin'), /^ERROR /, 'it kept its author')
  })

  test('a file that is renamed, changed or taken away is listed as it is, and is fetched with its own hash', async () => {
    await using hub = await startHub()
    using eve = await LineClient.join(hub)
    const at = (name: string): string => join(hub.files, name)
    for (let round = 0; round < 20; round++) {
      const text = `round ${round}`
      writeFileSync(at('a.txt'), text)
      const { bytes, end } = await get(eve, 'a.txt')
      assert.deepEqual([bytes.toString(), end], [text, `END ${createHash('sha256').update(text).digest('hex')}`])
    }
  })
})
