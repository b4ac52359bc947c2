// The long run of test/durability/kill.test.ts: as many kills as PARTYLINE_ROUNDS says, at least twenty.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killAgainAndAgain } from '../support/kill-loop.ts'
import { Random } from '../support/random.ts'

test('[L30] [L32] [L37] [L39] [L42] what was acknowledged before any of many kills is there after it, in order', async context => {
  const random = Random.fromEnvironment()
  context.diagnostic(`PARTYLINE_SEED=${random.seed}`)
  const { rounds, messages, files, resumed } = await killAgainAndAgain(Math.max(20, Number(process.env.PARTYLINE_ROUNDS ?? 0)), random)
  context.diagnostic(`${rounds} kills, ${messages} messages and ${files} files acknowledged, ${resumed} uploads gone on with`)
  assert.ok(messages > 0 && files > 0)
  assert.ok(resumed > 0, 'at least one upload was gone on with where it had been cut off')
})
