// A few random lives of a whole hub, and those that once went wrong. Many more are in test/long.
import { test } from 'node:test'
import { Random } from '../support/random.ts'
import { simulate } from './simulate.ts'

/** What has once gone wrong, and why; most of a run is the timing of sockets, so a seed repeats the fault often, not always. */
const once: ReadonlyMap<number, string> = new Map([
  [20, 'a direct room was opened with somebody who was just saying hello over TCP, and was never told'],
  [6, 'the same over WebSocket, between reading the own rooms and being greeted'],
])

for (const [seed, fault] of once)
  test(`[F13] [R15] seed ${seed}, once failed: ${fault}`, async () => void (await simulate(seed, { steps: 200 })))

test('[F13] [R15] fifty people, a failing network and a killed hub: nothing is lost, doubled, out of order or made up', async context => {
  const { seed } = Random.fromEnvironment()
  context.diagnostic(`PARTYLINE_SEED=${seed}`)
  const { entries, kills, rooms } = await simulate(seed, { steps: 200 })
  context.diagnostic(`${entries} entries in ${rooms} rooms, ${kills} kills`)
})
