// Too many from one address, at both doors, by real connections from an address that is not loopback.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { admin } from '../support/admin.ts'
import { codeOf, HttpSocket, http, Torn } from '../support/http-client.ts'
import { type RunningHub, startHub } from '../support/hub.ts'
import { Closed, LineClient } from '../support/line-client.ts'
import { outerHost, skipWithoutOuterHost } from '../support/outer-host.ts'
import { handshake, RawWebSocket } from '../support/raw-web-socket.ts'
import { until } from '../support/until.ts'

describe('who comes too often', { skip: skipWithoutOuterHost }, () => {
  let hub: RunningHub
  before(async () => {
    const args = ['--host', '0.0.0.0', '--insecure', '--max-new-clients-per-address', '4']
    hub = { ...(await startHub({ args })), host: outerHost }
  })
  after(() => hub[Symbol.asyncDispose]())

  test('[L11] is told so at the line door and at the WebSocket, which count together, and those on the same machine are not', async () => {
    for (let turn = 0; turn < 3; turn++) {
      using client = await LineClient.join(hub)
      assert.equal(await client.ask('exit'), `Goodbye, ${client.firstName}.`)
    }
    using web = await RawWebSocket.open(hub)
    assert.equal(web.status, 101)
    const tooMany = /^ERROR too-many-from-address Too many connections came from your address: 4 within a minute\. Try again in \d+ s\.$/
    await assert.rejects(LineClient.join(hub), (thrown: Error) => thrown instanceof Closed && tooMany.test(thrown.message))
    using late = await HttpSocket.open(hub)
    late.send(handshake(hub))
    const answer = await late.answer()
    assert.deepEqual([answer.status, codeOf(answer)], [429, 'too-many-from-address'])
    using local = await LineClient.join({ host: '127.0.0.1', port: hub.port })
    assert.equal(await local.ask('hello'), 'hello ACK')
    assert.equal((await local.rows('/who')).length, 1, 'who was sent away was never here')
    await admin(hub, 'set', 'max-new-clients-per-address', '100')
    using again = await LineClient.join(hub)
    assert.equal(await again.ask('at last'), 'at last ACK')
  })

  test('[H19] plain HTTP is answered 429 beyond eight connections for each client', async () => {
    await admin(hub, 'set', 'max-clients-per-address', '1')
    const held: HttpSocket[] = []
    try {
      const refused = await until('one is refused', async () => {
        const connection = await HttpSocket.open(hub)
        held.push(connection)
        connection.ask('/healthz')
        const answer = await connection.answer()
        return answer.status === 200 ? undefined : answer
      })
      assert.equal(held.length, 9)
      assert.deepEqual([refused.status, refused.headers['retry-after'], codeOf(refused)], [429, '5', 'too-many-from-address'])
    } finally {
      for (const connection of held) connection[Symbol.dispose]()
    }
    const answer = await until('there is room again', () =>
      http(hub, '/healthz').then(
        ({ status }) => status === 200,
        thrown => (thrown instanceof Torn ? false : Promise.reject(thrown)),
      ),
    )
    assert.ok(answer)
  })
})

test('--rates off lifts them', { skip: skipWithoutOuterHost }, async () => {
  const caps = ['--max-new-clients-per-address', '1', '--max-clients-per-address', '1']
  await using hub = await startHub({ args: ['--host', '0.0.0.0', '--insecure', '--rates', 'off', ...caps] })
  const place = { host: outerHost, port: hub.port }
  using one = await LineClient.join(place)
  using two = await LineClient.join(place)
  assert.equal(await two.ask('both of us'), 'both of us ACK')
  await one.hear(line => line.endsWith('both of us'))
})
