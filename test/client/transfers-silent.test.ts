// Connections that die without a word: a transfer notices when nothing moves on them, and goes on with a new request.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { it } from 'node:test'
import { FaultyNetwork } from '../simulation/faulty-network.ts'
import { sha256Of } from '../support/files.ts'
import { startHub } from '../support/hub.ts'
import { Random } from '../support/random.ts'
import { until, within } from '../support/until.ts'
import { bytesOf, gatedSink, gatedSource, join, watchRequests } from './transfers-scene.ts'

const mebibyte = 1_024 * 1_024

it('an upload on a connection that died silently goes on when the client has found out', async () => {
  await using hub = await startHub()
  await using network = new FaultyNetwork(Random.fromEnvironment())
  await using ben = join({ webPort: await network.portTo(hub.webPort) })
  const bytes = bytesOf(6 * mebibyte)
  using requests = watchRequests()
  const { source, allow } = gatedSource('silent', bytes)
  const transfer = ben.room('#lobby').upload(source)
  allow(2 * mebibyte)
  await until('some is here', async () => (await ben.room('#lobby').transfers()).some(({ offset }) => offset >= mebibyte))
  // Nothing passes, nobody is told: as when a laptop slept, or the way to the hub has changed.
  network.freeze(1)
  allow(bytes.length)
  ben.reconnectNow()
  assert.equal((await within('it', transfer.done, 60_000)).sha256, sha256Of(bytes))
  const offsets = requests.of('PATCH').map(({ headers }) => Number(headers.get('upload-offset')))
  assert.equal(offsets.length, 2)
  assert.ok((offsets[1] ?? 0) >= mebibyte, `${offsets}`)
})

it('a download on a connection that died silently goes on soon, though bytes that had come before are still being read', async () => {
  await using hub = await startHub()
  await using network = new FaultyNetwork(Random.fromEnvironment())
  await using ben = join({ webPort: await network.portTo(hub.webPort) })
  const bytes = bytesOf(32 * mebibyte)
  await writeFile(joinPath(hub.files, 'dropped'), bytes)
  const { sink, allow, bytes: got } = gatedSink()
  const transfer = ben.room('#lobby').download('dropped', sink)
  allow(mebibyte)
  await until('some is here', () => transfer.progress.bytes >= mebibyte)
  network.freeze(1)
  await until('the client has another connection', () => {
    ben.reconnectNow()
    return ben.state.connection.at !== 'live'
  })
  await until('it is live again', () => ben.state.connection.at === 'live')
  const before = transfer.progress.bytes
  allow(bytes.length)
  await until('what had come is read', () => transfer.progress.bytes > before)
  await within('it', transfer.done, 30_000)
  assert.deepEqual(got(), bytes)
})
