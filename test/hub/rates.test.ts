// Flood control: slower, and only in the end refused. The clock is given.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Pace } from '../../src/hub/rates.ts'
import { limits } from '../../src/protocol/limits.ts'

const ten = { perSecond: 10, burstSeconds: 4 }

test('a burst passes, a flood is delayed just so long that the rate holds', () => {
  const pace = new Pace(ten, 0)
  assert.equal(pace.spend(40, ten, 0), 0)
  assert.equal(pace.spend(10, ten, 0), 1_000)
  assert.equal(pace.spend(10, ten, 1_000), 1_000)
  assert.equal(pace.spend(1, ten, 10_000), 0)
})

test('silence is not saved up beyond the burst', () => {
  const pace = new Pace(ten, 0)
  assert.equal(pace.spend(50, ten, 1_000_000), 1_000)
})

test('no more is read in one go than the burst has left and a quarter of a second brings, and at least one line', () => {
  const pace = new Pace(ten, 0)
  assert.equal(pace.allowance(ten, 0), 43)
  pace.spend(43, ten, 0)
  assert.equal(pace.allowance(ten, 300), 3)
  assert.equal(new Pace({ perSecond: 1, burstSeconds: 1 }, 0).allowance({ perSecond: 1, burstSeconds: 1 }, 0), 2)
})

test('a rate that is lowered is kept at once, and a debt from before does not silence anybody for minutes', () => {
  const fast = { perSecond: 2_000, burstSeconds: 4 }
  const slow = { perSecond: 2, burstSeconds: 3 }
  const pace = new Pace(fast, 0)
  pace.spend(8_500, fast, 0)
  assert.equal(pace.spend(1, slow, 0), 1_500)
  assert.equal(new Pace(fast, 0).allowance(slow, 0), 7)
})

test('a backlog counts only while it is there after every wait, and a moment without debt forgives it', () => {
  const pace = new Pace(ten, 0)
  assert.equal(pace.floodsFor(true, 1_000), 0)
  assert.equal(pace.floodsFor(true, 61_000), 60_000)
  assert.equal(pace.floodsFor(false, 62_000), 0)
  assert.equal(pace.floodsFor(true, 63_000), 0)
  pace.spend(1, ten, 64_000)
  assert.equal(pace.floodsFor(true, 99_000), 0)
})

test('a good many commands by which one catches up cost nothing, and no more than that', () => {
  const pace = new Pace(ten, 0)
  let free = 0
  while (pace.forgives()) free++
  assert.equal(free, limits.catchUpCommandsFree)
  assert.equal(pace.forgives(), false)
})
