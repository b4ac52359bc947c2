// The feed under every order of events: what a session is given is the log, whole, in order, each entry once.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { Feed } from '../../src/hub/feed.ts'
import type { Connection, Store } from '../../src/hub/ports.ts'
import { batchOf, type Entry } from '../../src/protocol/entries.ts'

const entry = (seq: number): Entry => ({ kind: 'message', text: `${seq}`, seq, at: 0, session: 1, guest: 1, author: 'Ann' })

/** A room with a log in memory, whose reads are answered only when the test says so, and a reader that can be full. */
function scene(first = 1) {
  const log = { id: 1, label: '#lobby', lastSeq: 0 }
  const given: number[] = []
  const gaps: [number, number][] = []
  const reads: (() => void)[] = []
  let full = false
  let closed = false
  const connection: Connection = {
    door: 'line',
    address: '',
    port: 0,
    loopback: true,
    deliver: batch => {
      if (!full) given.push(...batch.entries.map(({ seq }) => seq))
      return !full
    },
    tell: () => undefined,
    gap: (_room, from, to) => void gaps.push([from, to]),
    close: () => {
      closed = true
    },
  }
  const entriesAfter = async (_room: number, seq: number, most: number): Promise<Entry[]> => {
    await new Promise<void>(resolve => reads.push(resolve))
    const from = Math.max(first, seq + 1)
    return Array.from({ length: Math.max(0, Math.min(most, 3, log.lastSeq - from + 1)) }, (_, index) => entry(from + index))
  }
  const feed = new Feed(log, { connection }, { entriesAfter } as Partial<Store> as Store, 0)
  const answer = async () => {
    reads.shift()?.()
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  }
  const steps = {
    say: () => {
      const first = log.lastSeq + 1
      log.lastSeq += 2
      feed.deliver(batchOf(log.id, log.label, [entry(first), entry(first + 1)]))
    },
    lose: () => {
      log.lastSeq += 1
    },
    repeat: () => {
      if (log.lastSeq > 1) feed.deliver(batchOf(log.id, log.label, [entry(log.lastSeq - 1), entry(log.lastSeq)]))
    },
    hold: () => feed.hold(),
    release: () => feed.release(),
    fill: () => {
      full = true
    },
    drain: () => {
      full = false
      feed.unblock()
    },
    answer,
  }
  return { log, feed, given, gaps, steps, isClosed: () => closed, hasReads: () => reads.length > 0 }
}

test('[L25] [L26] [L36] whatever comes in whatever order, the feed gives the whole log once', async () => {
  const names = ['say', 'lose', 'repeat', 'hold', 'release', 'fill', 'drain', 'answer'] as const
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...names), { maxLength: 60 }), async order => {
      const { log, feed, given, steps, isClosed, hasReads } = scene()
      for (const name of order) await steps[name]()
      steps.drain()
      steps.release()
      steps.say()
      while (hasReads()) await steps.answer()
      await feed.whenLive()
      assert.deepEqual(
        given,
        Array.from({ length: log.lastSeq }, (_, index) => index + 1),
      )
      assert.ok(feed.live && !isClosed() && feed.cursor === log.lastSeq)
    }),
    { numRuns: 3_000 },
  )
})

test('a feed that has ended gives nothing more and keeps nobody waiting', async () => {
  const { feed, given, steps } = scene()
  steps.hold()
  const live = feed.whenLive()
  feed.end()
  await live
  steps.say()
  assert.deepEqual(given, [])
})

test('[F13] [R18] what retention has removed is told as a gap, and the feed goes on after it', async () => {
  const { log, feed, given, gaps, steps } = scene(5)
  steps.hold()
  log.lastSeq = 7
  steps.release()
  await steps.answer()
  assert.deepEqual({ gaps, given, cursor: feed.cursor }, { gaps: [[1, 4]], given: [5, 6, 7], cursor: 7 })
})

test('[F13] [R18] where nothing of what was missed is left, the gap is all there is', async () => {
  const { log, feed, given, gaps, steps } = scene(9)
  steps.hold()
  log.lastSeq = 8
  steps.release()
  await steps.answer()
  assert.deepEqual({ gaps, given, cursor: feed.cursor, live: feed.live }, { gaps: [[1, 8]], given: [], cursor: 8, live: true })
})
