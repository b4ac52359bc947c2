// Who says more than the hub takes: read more slowly, in lines and in frames, and cut only when that goes on and on.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { FrameClient } from '../support/frame-client.ts'
import { startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { opcodes, RawWebSocket, textFrame } from '../support/raw-web-socket.ts'

const hello = textFrame({ id: 'h', verb: 'hello', version: 1 })

describe('a flood', { concurrency: 2 }, () => {
  test('[L65] that does not end is cut in the end, in lines and in frames, after receipts and with a word; others are not concerned', async () => {
    await using hub = await startHub({ args: ['--max-lines-per-second', '40', '--burst-seconds', '1', '--flood-seconds', '1'] })
    using other = await LineClient.join(hub)
    using lines = await LineClient.join(hub)
    const begin = performance.now()
    lines.send('flood of lines\n'.repeat(60_000))
    using web = await RawWebSocket.open(hub)
    web.send(
      hello,
      ...Array.from({ length: 8_000 }, (_, turn) => textFrame({ id: String(turn), verb: 'say', room: 1, text: `flood of frames ${turn}` })),
    )
    let receipts = 0
    let last = await lines.reply()
    for (; last === 'flood of lines ACK'; last = await lines.reply()) receipts++
    assert.match(last, /^ERROR flooding You have been saying far more than this hub takes/)
    assert.ok(performance.now() - begin >= 1_000)
    assert.ok(receipts >= 40, `${receipts} were said before`)
    assert.equal(await lines.line(), undefined)
    const refused = await web.next(opcodes.text, text => text.includes('"event":"refused"'))
    assert.match(String(refused), /"code":"flooding".*"closes":true/)
    assert.equal(await web.closeCode(), 1013)
    assert.equal(await other.ask('and I?'), 'and I? ACK')
  })

  test('[L65] that ends is only slowed down, however long it takes', async () => {
    await using hub = await startHub({ args: ['--max-lines-per-second', '100', '--burst-seconds', '1', '--flood-seconds', '1'] })
    using client = await LineClient.join(hub)
    const begin = performance.now()
    client.send('one of many\n'.repeat(400))
    for (let turn = 0; turn < 400; turn++) assert.equal(await client.reply(), 'one of many ACK')
    const ms = performance.now() - begin
    assert.ok(ms > 2_500 && ms < 15_000, `it took ${ms} ms`)
  })

  test('[L65] of questions by which one catches up costs nothing, any other counts', async () => {
    await using hub = await startHub({ args: ['--max-lines-per-second', '1', '--burst-seconds', '4'] })
    using lines = await LineClient.join(hub)
    using frames = await FrameClient.join(hub)
    assert.equal(await lines.ask('a beginning'), 'a beginning ACK')
    const begin = performance.now()
    for (let turn = 0; turn < 30; turn++) {
      assert.equal((await lines.rows('/since 0')).length, 1)
      await frames.ask({ verb: 'page', room: 1, at: 'latest' })
    }
    assert.ok(performance.now() - begin < 10_000)
    const paced = performance.now()
    for (let turn = 0; turn < 6; turn++) await lines.rows('status')
    assert.ok(performance.now() - paced > 1_500, 'status is nothing one needs to catch up')
  })
})
