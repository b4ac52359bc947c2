// Crowds who connect and then do next to nothing change nothing for the rest, and whoever is torn away leaves nothing behind.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { readLog } from '../support/audit.ts'
import { get, list, put, sha256Of } from '../support/files.ts'
import { startHub } from '../support/hub.ts'
import { Closed, LineClient } from '../support/line-client.ts'
import { medianAnswerMs } from '../support/load.ts'
import { openFiles, skipWithoutProc } from '../support/process-facts.ts'
import { stalledReader } from '../support/readers.ts'
import { until } from '../support/until.ts'

test('[L8] [L9] 200 who say nothing, 200 who drip and 200 who have hung up change nothing for the rest', {
  skip: skipWithoutProc,
}, async context => {
  await using hub = await startHub()
  using talker = await LineClient.join(hub)
  const alone = await medianAnswerMs(talker)
  assert.equal(await put(talker, 'a.txt', Buffer.from('abc')), `a.txt ACK ${sha256Of(Buffer.from('abc'))}`)
  const filesAlone = openFiles(hub.pid)

  const silent = await Promise.all(Array.from({ length: 200 }, () => stalledReader(hub)))
  const hungUp = await Promise.all(Array.from({ length: 200 }, () => stalledReader(hub, 'half a li')))
  for (const one of hungUp) one.end()
  const drips = ['a message, drop by drop\n', 'put drops.bin 9999 now\n....', `put "drops.bin" 5000 resume ${'a'.repeat(64)}\n....`]
  const dripping = await Promise.all(Array.from({ length: 200 }, () => stalledReader(hub)))
  let drops = 0
  const tap = setInterval(() => {
    dripping.forEach((one, index) => void one.write(drips[index % drips.length]?.[drops] ?? '.'))
    drops++
  }, 20)
  try {
    const waits: number[] = []
    await until('a hundred drops have fallen', async () => {
      for (let turn = 0; turn < 5; turn++) waits.push(await medianAnswerMs(talker, 1))
      return drops > 100
    })
    const meanwhile = waits.sort((one, other) => one - other)[waits.length >> 1] ?? 0
    const [first, later, most] = [alone, meanwhile, waits.at(-1) ?? 0].map(span => span.toFixed(1))
    context.diagnostic(`answers after ${first} ms alone, ${later} ms amid the crowd (at most ${most})`)
    assert.ok(meanwhile < alone * 5 + 20, `answers took ${meanwhile} ms, and ${alone} ms alone`)
    await until('what was whole has been said', async () => {
      const texts = [...(await readLog(talker)).values()]
      return texts.filter(text => text === 'half a li').length === 200 && texts.includes('a message, drop by drop')
    })
    assert.deepEqual(await list(talker), new Map([['a.txt', 3]]), 'nothing half-sent is listed')
  } finally {
    clearInterval(tap)
    for (const one of [...silent, ...hungUp, ...dripping]) one.resetAndDestroy()
  }
  await until('all their files and sockets are closed', () => openFiles(hub.pid) <= filesAlone + 2)
  // Uploads that can be gone on with stay; those that cannot leave nothing.
  await until('only those are staged', async () => (await readdir(join(hub.files, '.partyline'))).length <= 67)
  assert.doesNotMatch(hub.output(), /fault/i)
})

test('[L11] a connection that is torn frees its place within a second', async () => {
  await using hub = await startHub({ args: ['--max-clients', '3'] })
  for (let round = 0; round < 5; round++) {
    using first = await LineClient.join(hub)
    using second = await LineClient.join(hub)
    using third = await LineClient.join(hub)
    await assert.rejects(LineClient.join(hub), /server-full Server full, try later\. 3 of 3 are connected\./)
    const torn = [first, second, third][round % 3]
    const begin = performance.now()
    torn?.reset()
    using next = await until('the next one is let in', () => joinIfThereIsRoom(hub))
    assert.ok(performance.now() - begin < 1_000)
    for (const one of [first, second, third, next]) one.reset()
    await until('the hub is empty', async () => {
      using last = await joinIfThereIsRoom(hub)
      return last !== undefined && (await last.rows('/who')).length === 1
    })
  }
})

async function joinIfThereIsRoom(hub: { host: string; port: number }): Promise<LineClient | undefined> {
  try {
    return await LineClient.join(hub)
  } catch (thrown) {
    if (thrown instanceof Closed) return undefined
    throw thrown
  }
}

test('[L42] 300 gets and puts that are broken off in the middle leave no file open and nothing staged', {
  skip: skipWithoutProc,
}, async () => {
  await using hub = await startHub()
  writeFileSync(join(hub.files, 'large.bin'), Buffer.alloc(8_000_000, 'x'))
  using witness = await LineClient.join(hub)
  // The first file starts the thread that hashes, which has files of its own.
  await get(witness, 'large.bin')
  const before = openFiles(hub.pid)
  for (let round = 0; round < 10; round++) {
    await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const client = await LineClient.join(hub)
        if (index % 3 === 0) {
          assert.equal(await client.ask('get large.bin'), 'START 8000000 large.bin')
          await client.bytes(10_000 * (index + 1))
        } else if (index % 3 === 1) {
          assert.equal(await client.ask(`put up-${round}-${index}.bin 100000`), 'READY 0')
          client.send(Buffer.alloc(1_000 * index))
        } else client.send(`put now-${round}-${index}.bin 100000 now\n${'x'.repeat(1_000 * index)}`)
        if (index % 2 === 0) client.reset()
        else client.socket.destroy()
      }),
    )
  }
  await until('the hub has closed what it had opened for them', () => openFiles(hub.pid) <= before + 2)
  await until('nothing lies staged', async () => (await readdir(join(hub.files, '.partyline'))).length === 0)
  assert.deepEqual([...(await list(witness)).keys()], ['large.bin'])
  assert.equal(await witness.ask('all well'), 'all well ACK')
  assert.doesNotMatch(hub.output(), /fault/i)
})
