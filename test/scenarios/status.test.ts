// Who is connected and who was: `status` while the hub runs, after it was stopped, and after it was killed.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { until } from '../support/until.ts'

const time = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d`

/** Name, address, connected at, disconnected at and reason of each row. */
function columns(rows: readonly string[]) {
  return rows.map(row => {
    const form = new RegExp(String.raw`^(\S+) +(\S+:\d+) +(${time}) +(?:still connected|(${time}) +(\S.*))$`)
    const [, name = '', address = '', from = '', to, reason = 'still connected'] = form.exec(row) ?? assert.fail(row)
    return { name, address, from: Date.parse(from), to: to === undefined ? undefined : Date.parse(to), reason }
  })
}

const wholeSecond = (at: number): number => Math.floor(at / 1_000) * 1_000

describe('status', { concurrency: 2 }, () => {
  test('[L31] shows who is connected, oldest first, then who was, the last to go first, with address, times and reason', async () => {
    await using hub = await startHub()
    const before = wholeSecond(Date.now())
    using ann = await LineClient.join(hub)
    using ben = await LineClient.join(hub)
    using zoe = await LineClient.join(hub)
    using tim = await LineClient.join(hub)
    await ann.ask('/name Ann')
    await ben.ask('/name Ben')
    ben.send('exit\n')
    await ann.hear(line => line === '* Ben left')
    tim.reset()
    await ann.hear(line => line === '* Client04 left')
    const rows = columns(await ann.rows('status'))
    const after = Date.now()
    assert.deepEqual(
      rows.map(row => [row.name, row.reason]),
      [
        ['Ann', 'still connected'],
        ['Client03', 'still connected'],
        ['Client04', 'reset'],
        ['Ben', 'exit'],
      ],
    )
    assert.deepEqual(
      rows.slice(0, 2).map(row => row.address),
      [ann, zoe].map(client => `127.0.0.1:${client.socket.localPort}`),
    )
    for (const { from, to } of rows) {
      assert.ok(from >= before && from <= after)
      assert.ok(to === undefined || (to >= from && to <= after))
    }
    assert.equal((await ann.rows('status 1')).length, 3)
    assert.equal((await ann.rows('STATUS 0')).length, 2)
  })

  test('[L31] sessions outlive the hub: a stop ends them as `hub stopped`, and they stay as they were', async () => {
    await using folder = await temporaryFolder()
    let former: ReturnType<typeof columns>
    {
      await using hub = await startHub({ data: folder.path })
      using ann = await LineClient.join(hub)
      using ben = await LineClient.join(hub)
      await ann.ask('/name Ann')
      ben.send('exit\n')
      await ann.hear(line => line === '* Client02 left')
      former = columns(await ann.rows('status'))
      process.kill(hub.pid, 'SIGTERM')
      while ((await ann.line()) !== undefined);
      assert.equal(await hub.exited, 0)
    }
    for (const round of [1, 2]) {
      await using hub = await startHub({ data: folder.path })
      using zoe = await LineClient.join(hub)
      const rows = columns(await zoe.rows('status'))
      const [ann, ben] = rows.slice(-2)
      assert.deepEqual({ ...ann, to: undefined, reason: 'still connected' }, former[0])
      assert.equal(ann?.reason, 'hub stopped')
      assert.deepEqual(ben, former[1])
      assert.equal(rows.length, 2 + round)
    }
  })

  test('[L32] a killed hub ends its sessions as `hub crashed`, not before they began and not after it was killed', async () => {
    await using folder = await temporaryFolder()
    await using first = await startHub({ data: folder.path })
    using ann = await LineClient.join(first)
    using ben = await LineClient.join(first)
    ben.send('exit\n')
    await ann.hear(line => line === '* Client02 left')
    const former = columns(await ann.rows('status'))
    const killedAt = Date.now()
    await first.stop('SIGKILL')
    await using second = await startHub({ data: folder.path })
    using zoe = await LineClient.join(second)
    const rows = columns(await zoe.rows('status'))
    assert.equal(rows.find(row => row.name === 'Client01')?.reason, 'hub crashed')
    // A row shows whole seconds; the database has all of the time.
    const database = new DatabaseSync(join(folder.path, 'partyline.sqlite'), { readOnly: true })
    const crashed = database.prepare("SELECT connected_at, ended_at FROM sessions WHERE name = 'Client01'").get() ?? {}
    database.close()
    assert.ok(Number(crashed.ended_at) >= Number(crashed.connected_at) && Number(crashed.ended_at) <= killedAt, JSON.stringify(crashed))
    assert.deepEqual(
      rows.find(row => row.name === 'Client02'),
      former[1],
    )
    await until('the log says that it was not stopped in good order', () =>
      /"sessions":1.*not been stopped in good order/.test(second.output()),
    )
  })

  test('[L31] thousands of past sessions: as many as are asked for, newest first', async () => {
    await using hub = await startHub({ args: ['--rates', 'off'] })
    const visit = async (): Promise<void> => {
      using guest = await LineClient.join(hub)
      assert.match(await guest.ask('exit'), /^Goodbye/)
    }
    for (let round = 0; round < 25; round++) await Promise.all(Array.from({ length: 50 }, visit))
    using ann = await LineClient.join(hub)
    await until('all have gone', async () => (await ann.rows('/who')).length === 1)
    assert.equal((await ann.rows('status')).length, 1 + 20)
    const rows = columns(await ann.rows('status 5000'))
    assert.equal(rows.length, 1 + 1_000)
    const ends = rows.slice(1).map(row => row.to ?? 0)
    assert.deepEqual(
      ends,
      ends.toSorted((a, b) => b - a),
    )
  })
})

test('[L31] where the hub is open to the network, everybody sees from where one comes oneself, and not from where others come', async () => {
  await using hub = await startHub({ args: ['--host', '0.0.0.0', '--insecure'] })
  const [ann, ben] = [await LineClient.join({ ...hub, host: '127.0.0.1' }), await LineClient.join({ ...hub, host: '127.0.0.1' })]
  const own = `127.0.0.1:${ann.socket.localPort}`
  const rows = (await ann.rows('status')).map(row => row.split(/ {2,}/).slice(0, 2))
  assert.deepEqual(rows, [
    [ann.firstName, own],
    [ben.firstName, 'hidden'],
  ])
  await using shown = await startHub({ args: ['--status-addresses', 'hidden'] })
  const [cat, dan] = [await LineClient.join(shown), await LineClient.join(shown)]
  await cat.ask('exit')
  await until('she is gone', async () => (await dan.rows('status')).some(row => row.includes('exit')))
  assert.match((await dan.rows('status')).join('\n'), new RegExp(`^${cat.firstName} +hidden +.* exit$`, 'm'))
})
