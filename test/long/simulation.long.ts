// A thousand random lives of a whole hub: see test/simulation. PARTYLINE_SEEDS=1000-1999 chooses others.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simulate } from '../simulation/simulate.ts'

const [first = 1, last = 1_000] = (process.env.PARTYLINE_SEEDS ?? '1-1000').split('-').map(Number)
/** Much of a life is waiting: some go side by side. */
const together = 3

test(`[F13] [R15] seeds ${first} to ${last}: nothing is lost, doubled, out of order or made up`, async context => {
  const failed: string[] = []
  const sums = { entries: 0, kills: 0, lives: 0 }
  let next = first
  const live = async (): Promise<void> => {
    for (let seed = next++; seed <= last; seed = next++) {
      try {
        const { entries, kills } = await simulate(seed, { steps: 200 })
        sums.entries += entries
        sums.kills += kills
        sums.lives++
      } catch (thrown) {
        failed.push(`seed ${seed}: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
      }
      if ((seed - first + 1) % 100 === 0) context.diagnostic(`${seed - first + 1} lives, ${failed.length} failed`)
    }
  }
  await Promise.all(Array.from({ length: together }, live))
  context.diagnostic(`${sums.lives} lives, ${sums.entries} entries, ${sums.kills} kills`)
  assert.deepEqual(failed, [])
})
