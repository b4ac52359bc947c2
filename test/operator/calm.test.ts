// One number that makes a hub calmer: it tightens many limits at once, is stored, and gives them back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calmedKeys, calmTable } from '../../src/protocol/calm.ts'
import { initialLimits, liveLimits } from '../../src/protocol/limits.ts'
import { admin, limitOf } from '../support/admin.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'

test('every level is tighter than the one before, and all are within bounds', () => {
  const initial = initialLimits()
  for (const key of calmedKeys) {
    const values = [initial[key] === 0 ? Number.POSITIVE_INFINITY : initial[key], ...calmTable[key]]
    assert.deepEqual(
      values,
      values.toSorted((a, b) => b - a),
      key,
    )
    for (const value of calmTable[key]) assert.ok(value >= liveLimits[key].min && value <= liveLimits[key].max, key)
  }
})

test('[L66] calm counts at once, outlives the hub, leaves what is tighter already, and 0 gives everything back', async () => {
  await using folder = await temporaryFolder()
  const data = folder.path
  const args = ['--max-new-clients-per-address', '30']
  {
    await using hub = await startHub({ data, args })
    using client = await LineClient.join(hub)
    assert.match(await admin(hub, 'calm', '2'), /^calm is 2 from now on: .*max-lines-per-second 50.*`calm 0` gives everything back\.\n$/)
    const shown = await client.rows('/limits')
    for (const row of ['calm 2', 'max-lines-per-second 50', 'max-clients-per-address 25', 'max-new-clients-per-address 30'])
      assert.ok(shown.includes(row), row)
    assert.equal(await limitOf(hub, 'max-lines-per-second'), '50 calm')
    assert.equal(await limitOf(hub, 'person-bytes-per-second'), `${10 * 1_024 * 1_024} calm`)
    assert.equal(await limitOf(hub, 'max-new-clients-per-address'), '30 flag')
    assert.match(await admin(hub, 'set', 'max-lines-per-second', '900'), /will be 900; until `calm 0` it is 50, since calm is 2\./)
    assert.match(await admin(hub, 'set', 'max-lines-per-second', '9'), /^max-lines-per-second is 9 from now on/)
    assert.match(await admin(hub, 'unset', 'max-lines-per-second'), /will be 2000; until `calm 0` it is 50/)
    await admin(hub, 'set', 'max-lines-per-second', '900')
    await hub.stop('SIGKILL')
  }
  await using hub = await startHub({ data, args })
  assert.equal(await limitOf(hub, 'calm'), '2 set')
  assert.equal(await limitOf(hub, 'max-lines-per-second'), '50 calm')
  assert.match(await admin(hub, 'calm', '0'), /^calm is 0 from now on: every limit is as it was set\.\n$/)
  assert.equal(await limitOf(hub, 'max-lines-per-second'), '900 set')
  assert.equal(await limitOf(hub, 'max-clients-per-address'), '100 default')
  for (const wrong of ['5', '1.5', 'much']) await assert.rejects(admin(hub, 'calm', wrong), /The form is: calm <0-4>\./)
})

test('[L66] who floods a hub that is made calm is slowed at once, and let go at once when it is over', async () => {
  await using hub = await startHub()
  using client = await LineClient.join(hub)
  await admin(hub, 'calm', '4')
  const begin = performance.now()
  client.send('a line\n'.repeat(300))
  for (let turn = 0; turn < 10; turn++) assert.equal(await client.reply(), 'a line ACK')
  assert.ok(performance.now() - begin > 1_000, 'two a second, beyond a burst of six')
  await admin(hub, 'calm', '0')
  const after = performance.now()
  for (let turn = 10; turn < 300; turn++) assert.equal(await client.reply(), 'a line ACK')
  assert.ok(performance.now() - after < 10_000)
})
