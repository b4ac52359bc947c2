// Replies of many rows are served as they are read: asking for much and reading nothing costs the hub little.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { Flood, medianAnswerMs } from '../support/load.ts'
import { memoryBytes, skipWithoutProc } from '../support/process-facts.ts'
import { stalledReader } from '../support/readers.ts'
import { until } from '../support/until.ts'

test('[L49] [L50] a hundred who ask for 4 MB of history and read nothing neither fill the memory nor hold up the others', {
  skip: skipWithoutProc,
}, async context => {
  await using hub = await startHub({ args: ['--rates', 'off'], env: { NODE_OPTIONS: '--max-semi-space-size=2' } })
  using talker = await LineClient.join(hub)
  const flood = new Flood(talker, 'x'.repeat(8_000))
  await until('there are 500 long messages', () => flood.said >= 500)
  await flood.stop()
  const alone = await medianAnswerMs(talker)
  const before = memoryBytes(hub.pid)
  const commands = ['/history 500\n', '/since 0\n']
  const stalled = await Promise.all(Array.from({ length: 100 }, (_, index) => stalledReader(hub, commands[index % 2]?.repeat(20))))
  const waits: number[] = []
  let served = 0
  const asking = LineClient.join(hub).then(async client => {
    using asker = client
    served = (await asker.rows('/history 500')).length
  })
  await until('somebody else has the whole history', async () => {
    waits.push(await medianAnswerMs(talker, 3))
    return served === 500
  })
  await asking
  // A while longer, to see whether the memory still grows.
  for (let turn = 0; turn < 30; turn++) waits.push(await medianAnswerMs(talker, 5))
  const grown = (memoryBytes(hub.pid) - before) / 1_024 / 1_024
  const longest = Math.max(...waits)
  context.diagnostic(`answers after ${alone.toFixed(1)} ms, then at most ${longest.toFixed(1)} ms; memory grew by ${grown.toFixed(0)} MB`)
  assert.ok(longest < alone * 10 + 500, `somebody waited ${longest} ms, and ${alone} ms before`)
  assert.ok(grown < 192, `the hub's memory grew by ${grown} MB, and 400 MB were asked for`)
  for (const socket of stalled) socket.destroy()
})
