// Flood control: slower, never refused. The clock is given.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Pace } from '../../src/hub/rates.ts'

test('a burst passes, a flood is delayed just so long that the rate holds', () => {
  const pace = new Pace(10, 0)
  assert.equal(pace.spend(40, 10, 0), 0)
  assert.equal(pace.spend(10, 10, 0), 1_000)
  assert.equal(pace.spend(10, 10, 1_000), 1_000)
  assert.equal(pace.spend(1, 10, 10_000), 0)
})

test('silence is not saved up beyond the burst', () => {
  const pace = new Pace(10, 0)
  assert.equal(pace.spend(50, 10, 1_000_000), 1_000)
})
