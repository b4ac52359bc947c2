// Downloads by the SDK, against a real hub: through kill -9 and cut connections, into a file, resumed in another run, checked at the end.
import assert from 'node:assert/strict'
import { appendFile, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { describe, it } from 'node:test'
import { saveTo } from '../../src/client/node.ts'
import { FaultyNetwork } from '../simulation/faulty-network.ts'
import { sha256Of } from '../support/files.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { Random } from '../support/random.ts'
import { until, within } from '../support/until.ts'
import { bytesOf, gatedSink, join, sameDoors, watchRequests } from './transfers-scene.ts'

const mebibyte = 1_024 * 1_024

const rangesOf = (requests: ReturnType<typeof watchRequests>) =>
  requests.of('GET').map(({ headers }) => Number(/^bytes=(\d+)-$/.exec(headers.get('range') ?? 'bytes=0-')?.[1]))

describe('a download', () => {
  it('brings a file by its name, its id or its row, and into memory', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    const lobby = ben.room('#lobby')
    const bytes = bytesOf(300_000)
    const { id } = await lobby.upload(bytes, { name: 'a.bin' }).done
    const { rows } = await lobby.filesPage()
    assert.ok(rows[0] !== undefined)
    for (const wanted of ['a.bin', id, { id }, rows[0]]) assert.deepEqual(Buffer.from(await lobby.fetch(wanted)), bytes)
    const { sink, allow, told, bytes: got } = gatedSink()
    allow(bytes.length)
    const stored = await within('it', lobby.download('a.bin', sink).done)
    assert.equal(stored.sha256, sha256Of(bytes))
    assert.deepEqual(got(), bytes)
    assert.deepEqual(told, ['begin 300000', 'close'])
    await assert.rejects(lobby.fetch('nothing'), { code: 'no-such-file' })
    await assert.rejects(lobby.fetch('../secret'), { code: 'bad-file-name' })
    await assert.rejects(lobby.fetch('a.bin', { bytesMax: 1_000 }), { code: 'file-too-large' })
  })

  it('goes on where it was when the hub was killed in the middle of it', async () => {
    await using data = await temporaryFolder()
    const first = await startHub({ data: data.path })
    await using ben = join(first)
    const bytes = bytesOf(32 * mebibyte)
    await ben.room('#lobby').upload(bytes, { name: 'large' }).done
    using requests = watchRequests()
    const { sink, allow, told, bytes: got } = gatedSink()
    const transfer = ben.room('#lobby').download('large', sink)
    allow(8 * mebibyte)
    await until('some is here', () => transfer.progress.bytes >= 8 * mebibyte)
    await first.stop('SIGKILL')
    await using hub = await startHub({ data: data.path, args: sameDoors(first) })
    allow(bytes.length)
    await until('it is connected', () => {
      ben.reconnectNow()
      return ben.state.connection.at === 'live'
    })
    await within('it', transfer.done, 60_000)
    assert.ok(hub.webPort > 0)
    assert.deepEqual(got(), bytes)
    assert.deepEqual(told, [`begin ${bytes.length}`, 'close'])
    const asked = rangesOf(requests)
    assert.deepEqual(asked.slice(0, 1), [0])
    assert.ok(asked.length > 1 && asked.slice(1).every(from => from >= 8 * mebibyte), `asked from ${asked}`)
    assert.equal(requests.of('GET').at(-1)?.headers.get('if-range'), `"${sha256Of(bytes)}"`)
  })

  it('goes on through a network that cuts it again and again', async () => {
    const random = Random.fromEnvironment()
    await using hub = await startHub()
    await using network = new FaultyNetwork(random)
    await using ben = join({ webPort: await network.portTo(hub.webPort) })
    const bytes = bytesOf(32 * mebibyte)
    await writeFile(joinPath(hub.files, 'dropped'), bytes)
    using requests = watchRequests()
    const { sink, allow, bytes: got } = gatedSink()
    const transfer = ben.room('#lobby').download('dropped', sink)
    for (let round = 1; round <= 4; round++) {
      allow(4 * mebibyte)
      await until(
        'some more is here',
        () => transfer.progress.bytes >= round * 4 * mebibyte && transfer.progress.state === 'running',
        60_000,
      )
      network.cut(1)
      // As a page does when its browser says that the network has changed.
      ben.reconnectNow()
    }
    network.heal()
    allow(bytes.length)
    ben.reconnectNow()
    await within('it', transfer.done, 60_000)
    assert.deepEqual(got(), bytes, `seed ${random.seed}`)
    const asked = rangesOf(requests)
    assert.ok(asked.length > 1 && asked.slice(1).every(from => from > 0), `asked from ${asked}`)
    assert.equal(transfer.progress.restarts, 0)
  })

  it('stands still while it is paused, and goes on; cancelled it throws away what has come', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    const lobby = ben.room('#lobby')
    const bytes = bytesOf(16 * mebibyte)
    await lobby.upload(bytes, { name: 'large' }).done
    using requests = watchRequests()
    const one = gatedSink()
    const paused = lobby.download('large', one.sink)
    one.allow(mebibyte)
    await until('some is here', () => paused.progress.bytes >= mebibyte)
    paused.pause()
    one.allow(bytes.length)
    assert.equal(paused.progress.state, 'paused')
    paused.resume()
    await within('it', paused.done)
    assert.deepEqual(one.bytes(), bytes)
    assert.ok((rangesOf(requests).at(-1) ?? 0) >= mebibyte)
    const other = gatedSink()
    const cancelled = lobby.download('large', other.sink)
    other.allow(mebibyte)
    await until('some is here', () => cancelled.progress.bytes >= mebibyte)
    other.allow(bytes.length)
    await within('the end', cancelled.cancel())
    await assert.rejects(cancelled.done, { code: 'cancelled' })
    assert.equal(other.told.at(-1), 'abort cancelled')
  })

  it('begins anew, and says so, when the file has changed', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    const lobby = ben.room('#lobby')
    const [before, after] = [bytesOf(16 * mebibyte, 1), bytesOf(15 * mebibyte, 2)]
    await writeFile(joinPath(hub.files, 'log'), before)
    const { sink, allow, told, bytes: got } = gatedSink()
    const transfer = lobby.download('log', sink)
    allow(mebibyte)
    await until('some is here', () => transfer.progress.bytes >= mebibyte)
    transfer.pause()
    await writeFile(joinPath(hub.files, 'log'), after)
    // As if it had been so for a while.
    await utimes(joinPath(hub.files, 'log'), 1_000, 1_000)
    allow(64 * mebibyte)
    transfer.resume()
    await within('it', transfer.done)
    assert.deepEqual(got(), after)
    assert.deepEqual(told, [`begin ${before.length}`, `begin ${after.length}`, 'close'])
    assert.equal(transfer.progress.restarts, 1)
  })
})

describe('saving to a file', () => {
  it('goes on in another run with what is there, checks all of it, and leaves nothing else', async () => {
    await using hub = await startHub()
    await using folder = await temporaryFolder()
    await using ben = join(hub)
    const lobby = ben.room('#lobby')
    const bytes = bytesOf(24 * mebibyte)
    await lobby.upload(bytes, { name: 'large' }).done
    const path = joinPath(folder.path, 'deep', 'large')
    const ended = new AbortController()
    const first = lobby.download('large', saveTo(path), { signal: ended.signal })
    await until('some is here', () => first.progress.bytes > 2 * mebibyte)
    ended.abort()
    await assert.rejects(first.done, { code: 'interrupted' })
    const kept = (await readFile(`${path}.part`)).length
    assert.ok(kept > 2 * mebibyte && kept < bytes.length, `${kept} bytes are kept`)
    using requests = watchRequests()
    const stored = await within('it', lobby.download('large', saveTo(path)).done)
    assert.deepEqual(rangesOf(requests), [kept])
    assert.equal(stored.sha256, sha256Of(bytes))
    assert.deepEqual(await readFile(path), bytes)
    assert.deepEqual(await readdir(joinPath(folder.path, 'deep')), ['large'])
    // What is there already does not come again, and what is other is not written over.
    assert.equal((await lobby.download('large', saveTo(path)).done).bytes, bytes.length)
    await writeFile(path, 'mine')
    await assert.rejects(lobby.download('large', saveTo(path)).done, { code: 'exists' })
    assert.equal(String(await readFile(path)), 'mine')
    await within('it', lobby.download('large', saveTo(path, { ifTaken: 'replace' })).done)
    assert.deepEqual(await readFile(path), bytes)
  })

  it('of bytes that are not right throws them away', async () => {
    await using hub = await startHub()
    await using folder = await temporaryFolder()
    await using ben = join(hub)
    const lobby = ben.room('#lobby')
    const bytes = bytesOf(3 * mebibyte)
    await lobby.upload(bytes, { name: 'right' }).done
    const path = joinPath(folder.path, 'right')
    await writeFile(`${path}.part`, bytesOf(mebibyte, 5))
    await writeFile(`${path}.part.json`, JSON.stringify({ sha256: sha256Of(bytes) }))
    await assert.rejects(lobby.download('right', saveTo(path)).done, { code: 'wrong-hash' })
    assert.deepEqual(await readdir(folder.path), [])
    await lobby.download('right', saveTo(path)).done
    assert.deepEqual(await readFile(path), bytes)
  })

  it('of a part that is complete, or longer than the file, asks only what it must', async () => {
    await using hub = await startHub()
    await using folder = await temporaryFolder()
    await using ben = join(hub)
    const lobby = ben.room('#lobby')
    const bytes = bytesOf(2 * mebibyte)
    await lobby.upload(bytes, { name: 'whole' }).done
    const path = joinPath(folder.path, 'whole')
    await writeFile(`${path}.part`, bytes)
    await writeFile(`${path}.part.json`, JSON.stringify({ sha256: sha256Of(bytes) }))
    await within('it', lobby.download('whole', saveTo(path)).done)
    assert.deepEqual(await readFile(path), bytes)
    const other = joinPath(folder.path, 'other')
    await writeFile(`${other}.part`, bytes)
    await appendFile(`${other}.part`, 'too long')
    await writeFile(`${other}.part.json`, JSON.stringify({ sha256: sha256Of(bytes) }))
    await within('it', lobby.download('whole', saveTo(other)).done)
    assert.deepEqual(await readFile(other), bytes)
  })
})
