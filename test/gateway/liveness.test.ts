// Readers of frames who take nothing, and readers who are slow: who is cut, and what that costs the others.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { FrameClient } from '../support/frame-client.ts'
import { startHub } from '../support/hub.ts'
import { SteadyFrames } from '../support/steady-frames.ts'
import { until } from '../support/until.ts'

const hub = await startHub({ args: ['--rates', 'off', '--slow-seconds', '2'] })
after(() => hub[Symbol.asyncDispose]())

const long = 'x'.repeat(8_000)
const reasonOf = async (client: FrameClient, name: string): Promise<string | undefined> => {
  const { rows } = await client.want('status', { verb: 'status', past: 1_000 })
  return rows.find(row => row.name === name)?.ended?.reason
}

/** Talks until it is told to stop. */
async function talk(client: FrameClient, until: () => boolean): Promise<number> {
  let last = 0
  while (!until()) {
    const ids = Array.from({ length: 50 }, () => client.send({ verb: 'say', room: 1, text: long }))
    for (const id of ids) {
      const receipt = await client.answer(id)
      assert.ok(receipt.event === 'receipt')
      last = receipt.seq
    }
  }
  return last
}

describe('readers', { concurrency: true }, () => {
  for (const way of ['web', 'line'] as const) {
    test(`[F15] [L60] who takes nothing is cut as too slow while others are served; slow but steady is not (${way})`, async () => {
      using witness = await FrameClient.join(hub)
      using talker = await FrameClient.join(hub)
      using stalled = await SteadyFrames.open(hub, way, `Stalled-${way}`)
      using steady = await SteadyFrames.open(hub, way, `Steady-${way}`)
      stalled.take(0, 0)
      steady.take(32 * 1_024, 50)
      let over = false
      const talking = talk(talker, () => over)
      const waits: number[] = []
      await until('the one that takes nothing is cut', async () => {
        const begin = performance.now()
        await witness.settled()
        waits.push(performance.now() - begin)
        return (await reasonOf(witness, `Stalled-${way}`)) === 'too-slow'
      })
      const takenThen = steady.taken
      await until('the steady one has read on for longer than slow-seconds', () => steady.taken > takenThen + 1_600 * 1_024 || undefined)
      over = true
      const last = await talking
      assert.equal(await reasonOf(witness, `Steady-${way}`), undefined)
      steady.hurry()
      await until('the steady one has everything', () => (steady.seqs.at(-1) ?? 0) >= last || undefined)
      const first = steady.seqs[0] ?? 0
      assert.deepEqual(
        steady.seqs,
        Array.from({ length: (steady.seqs.at(-1) ?? 0) - first + 1 }, (_, index) => first + index),
        'in order, once, without a gap',
      )
      const median = waits.sort((one, other) => one - other)[waits.length >> 1] ?? 0
      assert.ok(median < 500, `others waited ${median} ms`)
    })
  }
})
