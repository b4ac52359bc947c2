// Kills the hub while programs send frames and retry, and looks whether it kept its word.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killFramesAgainAndAgain } from '../support/frame-kill-loop.ts'
import { Random } from '../support/random.ts'

test('[R15] [R16] [R3] [F30] receipts given before a kill -9 stand after it, once, with their seqs; retries change nothing', async context => {
  const random = Random.fromEnvironment()
  context.diagnostic(`PARTYLINE_SEED=${random.seed}`)
  const rounds = (process.env.PARTYLINE_LONG ?? '') === '' ? 3 : 60
  const { receipts, retried } = await killFramesAgainAndAgain(rounds, random)
  context.diagnostic(`${rounds} kills, ${receipts} receipts, ${retried} commands asked again`)
  assert.ok(receipts > 0)
})
