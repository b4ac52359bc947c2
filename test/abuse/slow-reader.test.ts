// Readers that are slow, or read nothing at all, cost the others neither time nor memory; and only who takes nothing is cut.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RunningHub, startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { Flood, medianAnswerMs } from '../support/load.ts'
import { memoryBytes, skipWithoutProc } from '../support/process-facts.ts'
import { SteadyReader, stalledReader } from '../support/readers.ts'
import { until } from '../support/until.ts'

const megabyte = 1_024 * 1_024
const long = 'x'.repeat(8_000)
/** Garbage is collected early, so that what is seen of the memory is what the hub holds on to. */
const options = { args: ['--rates', 'off', '--slow-seconds', '2'], env: { NODE_OPTIONS: '--max-semi-space-size=2' } }

const countTooSlow = async (client: LineClient): Promise<number> =>
  (await client.rows('status 1000')).filter(row => row.endsWith('too slow')).length

/** So many who never read, until all of them are cut; answers what that cost meanwhile. */
async function waveOfStalled(readers: number, hub: RunningHub, pinger: LineClient): Promise<{ answerMs: number; mostBytes: number }> {
  const cutBefore = await countTooSlow(pinger)
  const stalled = await Promise.all(Array.from({ length: readers }, () => stalledReader(hub)))
  const answers: number[] = []
  let mostBytes = 0
  await until('all of them are cut', async () => {
    answers.push(await medianAnswerMs(pinger, 5))
    mostBytes = Math.max(mostBytes, memoryBytes(hub.pid))
    return (await countTooSlow(pinger)) - cutBefore === readers
  })
  for (const reader of stalled) reader.destroy()
  return { answerMs: answers.sort((one, other) => one - other)[answers.length >> 1] ?? 0, mostBytes }
}

test('[L60] readers that never read are cut as too slow and cost the others neither time nor memory', {
  skip: skipWithoutProc,
}, async context => {
  await using hub = await startHub(options)
  using pinger = await LineClient.join(hub)
  using talker = await LineClient.join(hub)
  const flood = new Flood(talker, long)
  const alone = await medianAnswerMs(pinger, 200)
  // The first wave brings the hub's memory to where it stays; the second must not bring it further.
  const few = await waveOfStalled(5, hub, pinger)
  const before = flood.said
  const many = await waveOfStalled(12, hub, pinger)
  await flood.stop()
  const passed = ((flood.said - before) * long.length) / megabyte
  const grown = (many.mostBytes - few.mostBytes) / megabyte
  const waits = [alone, few.answerMs, many.answerMs].map(span => span.toFixed(1))
  context.diagnostic(`answers after ${waits.join(', ')} ms; ${passed.toFixed(0)} MB went by, memory grew by ${grown.toFixed(0)} MB`)
  assert.ok(many.answerMs < alone * 5 + 20, `others waited ${many.answerMs} ms, and ${alone} ms without slow readers`)
  assert.ok(grown < 48, `the hub's memory grew by ${grown} MB`)
})

test('[L25] [L60] readers that are slow but steady are not cut, get all in order, and take little memory', {
  skip: skipWithoutProc,
}, async context => {
  await using hub = await startHub(options)
  using talker = await LineClient.join(hub)
  const warming = new Flood(talker, long)
  await until('40 MB have gone by', () => warming.said > 5_000)
  await warming.stop()
  const before = memoryBytes(hub.pid)

  // Each takes 160 KB/s, which the kernel tells of in large steps only.
  const readers = Array.from({ length: 5 }, () => new SteadyReader(hub, 16_384, 100))
  await until('they have been greeted', () => readers.every(reader => reader.taken > 0))
  const flood = new Flood(talker, long)
  let mostBytes = 0
  await until('each has read slowly for twice slow-seconds', () => {
    mostBytes = Math.max(mostBytes, memoryBytes(hub.pid))
    if (flood.said > 4_000) void flood.stop()
    return readers.some(reader => reader.cut) || readers.every(reader => reader.taken > 700_000)
  })
  await flood.stop()
  assert.equal(await countTooSlow(talker), 0)
  assert.equal(await talker.ask('the last'), 'the last ACK')
  for (const reader of readers) {
    reader.hurry()
    const lines = (await reader.linesUntil(`${talker.firstName}: the last`)).filter(line => line.startsWith('[#'))
    mostBytes = Math.max(mostBytes, memoryBytes(hub.pid))
    const expected = Array.from({ length: flood.said }, (_, index) => `[#lobby] ${talker.firstName}: ${index} ${long}`)
    assert.deepEqual(lines.slice(0, -1), expected, 'every message, once and in order')
    reader[Symbol.dispose]()
  }
  const grown = (mostBytes - before) / megabyte
  context.diagnostic(
    `${((flood.said * long.length) / megabyte).toFixed(0)} MB to each of ${readers.length}, memory grew by ${grown.toFixed(0)} MB`,
  )
  assert.ok(grown < 128, `the hub's memory grew by ${grown} MB`)
})
