// Who moves nothing is cut, who moves slowly is not; speeds and numbers of transfers are bounded; and a hub that stops lets transfers end.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { codeOf, HttpSocket, head, http, Torn } from '../support/http-client.ts'
import { type RunningHub, startHub } from '../support/hub.ts'
import { handshake } from '../support/raw-web-socket.ts'
import { until } from '../support/until.ts'

const staged = async (hub: RunningHub): Promise<number> => (await readdir(join(hub.files, '.partyline'))).length

test('[H19] an upload that brings nothing, and a reader that takes nothing, are cut after slow-seconds', async () => {
  await using hub = await startHub({ args: ['--rates', 'off', '--slow-seconds', '2'] })
  await writeFile(join(hub.files, 'large.bin'), randomBytes(64 * 1_024 * 1_024))
  using sender = await HttpSocket.open(hub)
  sender.send(head('/files/lobby/stalled.bin', { method: 'PUT', headers: { 'Content-Length': '1000000' } }))
  sender.send('a beginning')
  await until('it is being staged', async () => (await staged(hub)) > 0)
  using reader = await HttpSocket.open(hub)
  reader.ask('/files/lobby/large.bin')
  await reader.head()
  reader.socket.removeAllListeners('readable').pause()
  const begin = performance.now()
  await sender.gone()
  assert.ok(performance.now() - begin > 500)
  await until('nothing is staged', async () => (await staged(hub)) === 0)
  assert.equal(existsSync(join(hub.files, 'stalled.bin')), false)
  // A paused reader is told of its end only when it has read what had come before.
  await pause(3_500)
  let came = 0
  reader.socket.on('data', chunk => (came += chunk.length))
  await reader.gone()
  assert.ok(came < 60 * 1_024 * 1_024, `${came} bytes`)
})

test('[H19] a slow reader and a slow sender that make progress are left alone', async () => {
  await using hub = await startHub({ args: ['--rates', 'off', '--slow-seconds', '2'] })
  const content = randomBytes(24 * 1_024 * 1_024)
  await writeFile(join(hub.files, 'large.bin'), content)
  using sender = await HttpSocket.open(hub)
  sender.send(head('/files/lobby/slow.bin', { method: 'PUT', headers: { 'Content-Length': '12' } }))
  using reader = await HttpSocket.open(hub)
  reader.ask('/files/lobby/large.bin')
  await reader.head()
  let taken = 0
  for (let turn = 0; turn < 12; turn++) {
    sender.send('x')
    taken += (await reader.bytes(200_000)).length
    await pause(500)
  }
  assert.equal((await sender.answer()).status, 201)
  await reader.bytes(content.length - taken)
})

test('[H19] nobody has more transfers at once than allowed, and the pace is kept', async () => {
  const args = ['--rates', 'off', '--max-transfers-per-person', '2', '--transfer-bytes-per-second', '1000000']
  await using hub = await startHub({ args })
  await writeFile(join(hub.files, 'paced.bin'), randomBytes(2_500_000))
  const begin = performance.now()
  using one = await HttpSocket.open(hub)
  using two = await HttpSocket.open(hub)
  for (const connection of [one, two]) {
    connection.ask('/files/lobby/paced.bin')
    assert.equal((await connection.head()).status, 200)
  }
  const third = await http(hub, '/files/lobby/paced.bin')
  assert.deepEqual([third.status, codeOf(third), third.headers['retry-after']], [429, 'too-many-transfers', '5'])
  await Promise.all([one.bytes(2_500_000), two.bytes(2_500_000)])
  assert.ok(performance.now() - begin > 1_000)
  const later = await until('there is room again', async () => {
    const answer = await http(hub, '/files/lobby/paced.bin', { method: 'HEAD' })
    return answer.status === 200 && answer
  })
  assert.equal(later.headers['content-length'], '2500000')
})

test('[H19] who sends a body where none is wanted, and who asks for a WebSocket that there is not, is not waited for', async () => {
  await using hub = await startHub({ args: ['--rates', 'off'] })
  const long = { 'Content-Length': '15000', 'Content-Type': 'application/json' }
  const asked: readonly [target: string, method: string, status: number][] = [
    ['/nothing', 'POST', 404],
    ['/healthz', 'POST', 404],
    ['/healthz', 'GET', 200],
    ['/s/nothing', 'PUT', 404],
  ]
  await Promise.all(
    asked.map(async ([target, method, status]) => {
      using sender = await HttpSocket.open(hub)
      sender.send(head(target, { method, headers: long }))
      sender.send('{')
      const { status: answered, headers } = await sender.answer()
      assert.deepEqual([answered, headers.connection], [status, 'close'], `${method} ${target}`)
      await sender.gone()
    }),
  )
  using whole = await HttpSocket.open(hub)
  for (let turn = 0; turn < 2; turn++) {
    whole.ask('/nothing', { method: 'POST', body: Buffer.from('{}'), headers: { 'Content-Type': 'application/json' } })
    assert.equal((await whole.answer()).status, 404)
  }
  using web = await HttpSocket.open(hub)
  web.socket.allowHalfOpen = true
  web.send(handshake(hub, '', '/elsewhere'))
  assert.equal((await web.answer()).status, 404)
  await until('its end is cut, which it does not close itself', () => {
    web.send('x')
    return web.socket.destroyed
  })
})

test('[H18] a hub that stops refuses new requests with 503 and lets a download in flight end', async () => {
  await using hub = await startHub({ args: ['--rates', 'off', '--transfer-bytes-per-second', '1000000'] })
  const content = randomBytes(2_500_000)
  await writeFile(join(hub.files, 'last.bin'), content)
  using connection = await HttpSocket.open(hub)
  connection.ask('/files/lobby/last.bin')
  await connection.head()
  const stopped = hub.stop()
  const refused = await until('it refuses', async () => {
    const answer = await http(hub, '/files/lobby').catch(thrown => {
      if (thrown instanceof Torn) return undefined
      throw thrown
    })
    return answer?.status === 503 && answer
  })
  assert.deepEqual([codeOf(refused), refused.headers['retry-after']], ['stopping', '5'])
  assert.ok((await connection.bytes(content.length)).equals(content))
  assert.equal(await stopped, 0)
})
