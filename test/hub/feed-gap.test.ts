// A gap is told for what retention has removed and never for what is there, even if something is said while an empty page is on its way.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Feed } from '../../src/hub/feed.ts'
import type { Connection, Store } from '../../src/hub/ports.ts'
import { batchOf, type Entry } from '../../src/protocol/entries.ts'

const entry = (seq: number): Entry => ({ kind: 'message', text: `${seq}`, seq, at: 0, session: 1, guest: 1, author: 'Ann' })

test('[F13] [R18] what is said while an empty page is on its way is given, and not told as a gap', async () => {
  const log = { id: 1, label: '#lobby', lastSeq: 8 }
  const given: number[] = []
  const gaps: [number, number][] = []
  const kept: Entry[] = []
  const reads: (() => void)[] = []
  const connection: Partial<Connection> = {
    deliver: batch => {
      given.push(...batch.entries.map(({ seq }) => seq))
      return true
    },
    gap: (_room, from, to) => void gaps.push([from, to]),
  }
  const entriesAfter = (_room: number, seq: number): Promise<Entry[]> => {
    // What the store has at the moment of the question.
    const page = kept.filter(one => one.seq > seq)
    return new Promise(resolve => reads.push(() => resolve(page)))
  }
  const feed = new Feed(log, { connection: connection as Connection }, { entriesAfter } as Partial<Store> as Store, 3)
  feed.hold()
  feed.release()
  const fresh = [entry(9), entry(10)]
  kept.push(...fresh)
  log.lastSeq = 10
  feed.deliver(batchOf(log.id, log.label, fresh))
  for (let turn = 0; turn < 5; turn++) {
    reads.shift()?.()
    await new Promise(resolve => setImmediate(resolve))
  }
  assert.deepEqual({ gaps, given, live: feed.live }, { gaps: [[4, 8]], given: [9, 10], live: true })
})
