// The numbers behind the charts of activity.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SessionRow } from '../../src/protocol/messages.ts'
import { bytesIn, messagesIn, peopleIn, slotsOf } from '../../src/web/status/activity.ts'

const now = new Date(2026, 10, 21, 14, 30).getTime()
const hour = 3_600_000

const session = (id: number, guest: number, from: number, to?: number): SessionRow => ({
  id,
  guest,
  name: `Client${guest}`,
  address: '127.0.0.1',
  port: 1_000 + id,
  door: 'line',
  connectedAt: from,
  ...(to !== undefined && { ended: { at: to, reason: 'closed' } }),
})

test('the last slot holds this moment, and each follows the other', () => {
  for (const range of ['day', 'week', 'month'] as const) {
    const slots = slotsOf(range, now)
    const last = slots.at(-1)
    assert.ok(last !== undefined && last.from <= now && now < last.to, range)
    for (const [index, slot] of slots.entries()) assert.equal(slot.from, slots[index - 1]?.to ?? slot.from)
  }
})

test('somebody with two connections is one person, and who is still here counts until now', () => {
  const slots = slotsOf('day', now)
  const { values, completeFrom } = peopleIn(slots, [
    session(1, 1, now - 2 * hour, now - hour),
    session(2, 1, now - hour, now - hour / 2),
    session(3, 2, now - 2 * hour),
  ])
  assert.deepEqual(values.slice(-3), [2, 2, 2])
  assert.equal(values.at(-4), 0)
  assert.equal(completeFrom, 0)
})

test('a record that goes back no further says since when it is complete', () => {
  const many = Array.from({ length: 1_000 }, (_, index) => session(index, index, now - hour - index, now - index))
  assert.equal(peopleIn(slotsOf('day', now), many).completeFrom, now - 999)
})

test('messages are counted in the slot in which they were said, and the bytes of files in that in which they were left', () => {
  const slots = slotsOf('day', now)
  const said = [now, now - 1, now - hour, now - 48 * hour].map(at => ({ at, bytes: undefined }))
  const doings = [...said, { at: now, bytes: 500 }, { at: now - 1, bytes: 0 }, { at: now - hour, bytes: 30 }]
  const { values } = messagesIn(slots, { doings, completeFrom: 0 })
  assert.deepEqual(bytesIn(slots, { doings, completeFrom: 0 }).values.slice(-3), [0, 30, 500])
  assert.equal(values.at(-1), 2)
  assert.equal(values.at(-2), 1)
  assert.equal(
    values.reduce((sum, value) => sum + value),
    3,
  )
})
