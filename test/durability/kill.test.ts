// Kills the hub while people talk and leave files, and looks whether it kept its word. The long run is in test/long.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killAgainAndAgain } from '../support/kill-loop.ts'
import { Random } from '../support/random.ts'

test('[L30] [L32] [L37] [L39] [L42] what was acknowledged before a kill -9 is there after it, whole, once and in order', async context => {
  const random = Random.fromEnvironment()
  context.diagnostic(`PARTYLINE_SEED=${random.seed}`)
  const { rounds, messages, files, resumed } = await killAgainAndAgain(4, random)
  context.diagnostic(`${rounds} kills, ${messages} messages and ${files} files acknowledged, ${resumed} uploads gone on with`)
  assert.ok(messages > 0 && files > 0)
})
