// A log of a million entries: the hub starts as fast, answers as fast, and holds nobody up, while somebody else floods it.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { readLog } from '../support/audit.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { Flood, medianAnswerMs } from '../support/load.ts'
import { until } from '../support/until.ts'

const entries = 1_000_000
const talkers = 4
const pastSessions = 2_000
const fillMs = 600_000

/** Asks so many times; answers the median and the longest wait. */
async function ask(client: LineClient, line: string, times: number): Promise<{ median: number; longest: number }> {
  const spans: number[] = []
  for (let turn = 0; turn < times; turn++) {
    const begin = performance.now()
    await client.rows(line)
    spans.push(performance.now() - begin)
    client.unasked.length = 0
  }
  spans.sort((one, other) => one - other)
  return { median: spans[times >> 1] ?? 0, longest: spans.at(-1) ?? 0 }
}

async function measure(context: TestContext, client: LineClient, when: string, last: number): Promise<void> {
  for (const line of ['/history 500', '/since 0', `/since ${Math.floor(last / 2)}`, 'status 1000', '/history']) {
    const { median, longest } = await ask(client, line, 30)
    context.diagnostic(`${when}: ${line.padEnd(15)} ${median.toFixed(1)} ms, at most ${longest.toFixed(1)} ms`)
    assert.ok(median < 100, `${line} took ${median} ms`)
  }
}

test('[L31] [L49] [L50] with a million entries history, since and status are as fast as ever, amid a flood too', async context => {
  await using folder = await temporaryFolder()
  const options = { data: folder.path, args: ['--rates', 'off'] }
  {
    await using hub = await startHub(options)
    for (let crowd = 0; crowd < pastSessions; crowd += 100) {
      const people = await Promise.all(Array.from({ length: 100 }, () => LineClient.join(hub)))
      for (const person of people) person.reset()
    }
    const begin = performance.now()
    const floods = await Promise.all(
      Array.from({ length: talkers }, async () => new Flood(await LineClient.join(hub), 'one of a million', 1_000)),
    )
    await until('a million entries are in the log', () => floods.reduce((sum, flood) => sum + flood.said, 0) >= entries, fillMs)
    await Promise.all(floods.map(flood => flood.stop()))
    const seconds = (performance.now() - begin) / 1_000
    context.diagnostic(`${entries} entries by ${talkers} talkers, ${(entries / seconds).toFixed(0)} a second, each told to the others`)
    assert.equal(await hub.stop(), 0)
  }
  const begin = performance.now()
  await using hub = await startHub(options)
  using client = await LineClient.join(hub)
  context.diagnostic(`started and greeted in ${(performance.now() - begin).toFixed(0)} ms`)
  assert.ok(performance.now() - begin < 5_000)
  await measure(context, client, 'quiet', entries)

  using talker = await LineClient.join(hub)
  const flood = new Flood(talker, 'one more')
  await measure(context, client, 'flood', entries)
  using scanner = await LineClient.join(hub)
  const scanning = readLog(scanner)
  let scanned = 0
  void scanning.then(log => {
    scanned = log.size
  })
  const waits: number[] = []
  await until(
    'somebody has read the whole log',
    async () => {
      waits.push(await medianAnswerMs(client, 5))
      return scanned > 0
    },
    fillMs,
  )
  await flood.stop()
  waits.sort((one, other) => one - other)
  const [median = 0, longest = 0] = [waits[waits.length >> 1], waits.at(-1)]
  context.diagnostic(
    `amid the flood and while ${scanned} entries are read: answers after ${median.toFixed(1)} ms, at most ${longest.toFixed(1)} ms`,
  )
  assert.ok(scanned >= entries)
  assert.ok(longest < 500, `somebody waited ${longest} ms`)
})
