// Uploads by the SDK, against a real hub: small and large, through kill -9 and cut connections, paused, cancelled, gone on with elsewhere.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { describe, it } from 'node:test'
import { connect, type Storage } from '../../src/client/connect.ts'
import { tcp } from '../../src/client/tcp.ts'
import { FaultyNetwork } from '../simulation/faulty-network.ts'
import { sha256Of } from '../support/files.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { Random } from '../support/random.ts'
import { until, within } from '../support/until.ts'
import { asInPage, bytesOf, gatedSource, join, sameDoors, watchRequests } from './transfers-scene.ts'

const mebibyte = 1_024 * 1_024
const onShelf = (hub: { files: string }, name: string) => readFile(joinPath(hub.files, name))

describe('an upload', () => {
  it('of a small file is one request, and what it resolves with is what the hub has', async () => {
    await using hub = await startHub()
    await using ben = join(hub, { name: 'Ben' })
    using requests = watchRequests()
    const bytes = bytesOf(1_000)
    const stored = await within('it', ben.room('#lobby').upload(bytes, { name: 'notes/a b.txt' }).done)
    assert.deepEqual({ ...stored, id: '' }, { id: '', name: 'notes/a b.txt', bytes: 1_000, sha256: sha256Of(bytes) })
    assert.match(stored.id, /^[0-9a-f]{32}$/)
    assert.deepEqual(await onShelf(hub, 'notes/a b.txt'), bytes)
    assert.deepEqual(
      requests.all.map(({ method, path }) => `${method} ${path}`),
      ['PUT /files/~1/notes/a%20b.txt'],
    )
  })

  it('may be of a Blob, a File, and of nothing at all', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    const lobby = ben.room('#lobby')
    const all = [
      lobby.upload(new Blob(['from a blob']), { name: 'blob.txt' }),
      lobby.upload(new File(['from a file'], 'file.txt')),
      lobby.upload(new Uint8Array(0), { name: 'empty' }),
    ]
    await within('all', Promise.all(all.map(({ done }) => done)))
    assert.equal(String(await onShelf(hub, 'blob.txt')), 'from a blob')
    assert.equal(String(await onShelf(hub, 'file.txt')), 'from a file')
    assert.equal((await onShelf(hub, 'empty')).length, 0)
    assert.throws(() => lobby.upload(new Uint8Array(1)), { code: 'bad-file-name' })
  })

  it('tells its address before anything goes there, and its progress up to its end', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    const bytes = bytesOf(5 * mebibyte)
    const transfer = ben.room('#lobby').upload(bytes, { name: 'large' })
    const gone: number[] = []
    transfer.onProgress(progress => transfer.url !== undefined && gone.push(progress.bytes))
    const seen: string[] = []
    let last = transfer.progress
    for await (const progress of transfer) {
      if (seen.at(-1) !== progress.state) seen.push(progress.state)
      last = progress
    }
    assert.equal(gone[0], 0)
    assert.deepEqual(seen, ['waiting', 'running', 'done'])
    assert.deepEqual({ bytes: last.bytes, total: last.total }, { bytes: bytes.length, total: bytes.length })
    assert.equal((await transfer.done).sha256, sha256Of(bytes))
  })

  it('is refused or renamed when other content has the name, and is there when the same has it', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    const lobby = ben.room('#lobby')
    for (const length of [100, 3 * mebibyte]) {
      const [first, other] = [bytesOf(length, 1), bytesOf(length, 2)]
      const name = `${length}.bin`
      const stored = await lobby.upload(first, { name }).done
      await assert.rejects(lobby.upload(other, { name }).done, { code: 'exists', name: 'PartylineError' })
      const renamed = await lobby.upload(other, { name, ifTaken: 'rename' }).done
      assert.equal(renamed.name, `${length} (2).bin`)
      assert.deepEqual(await onShelf(hub, renamed.name), other)
      using requests = watchRequests()
      assert.deepEqual(await lobby.upload(first, { name, sha256: sha256Of(first) }).done, stored)
      assert.equal(requests.of('PATCH').length, 0)
    }
  })

  it('of unknown length is as long as its source was', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    const bytes = bytesOf(3 * mebibyte + 17)
    const { source, allow } = gatedSource('unknown', bytes, false)
    allow(bytes.length)
    const stored = await within('it', ben.room('#lobby').upload(source).done)
    assert.deepEqual({ bytes: stored.bytes, sha256: stored.sha256 }, { bytes: bytes.length, sha256: sha256Of(bytes) })
    assert.deepEqual(await onShelf(hub, 'unknown'), bytes)
  })

  it('goes on where the hub stands when the hub was killed in the middle of it', async () => {
    await using data = await temporaryFolder()
    const first = await startHub({ data: data.path })
    await using ben = join(first)
    using requests = watchRequests()
    const bytes = bytesOf(24 * mebibyte)
    const { source, allow, offsets } = gatedSource('large', bytes)
    const transfer = ben.room('#lobby').upload(source)
    allow(16 * mebibyte)
    await until('much of it is here', async () => (await ben.room('#lobby').transfers()).some(({ offset }) => offset >= 12 * mebibyte))
    await first.stop('SIGKILL')
    await using hub = await startHub({ data: data.path, args: sameDoors(first) })
    ben.reconnectNow()
    allow(bytes.length)
    const stored = await within('it', transfer.done, 60_000)
    assert.equal(stored.sha256, sha256Of(bytes))
    assert.deepEqual(await onShelf(hub, 'large'), bytes)
    const asked = requests.of('PATCH').map(({ headers }) => Number(headers.get('upload-offset')))
    assert.deepEqual(asked, offsets)
    assert.equal(asked[0], 0)
    assert.ok((asked.at(-1) ?? 0) >= 8 * mebibyte, `it went on at ${asked}`)
    assert.equal(requests.of('POST').length, 1)
  })

  it('goes on through a network that cuts it again and again', async () => {
    const random = Random.fromEnvironment()
    await using hub = await startHub()
    await using network = new FaultyNetwork(random)
    await using ben = join({ webPort: await network.portTo(hub.webPort) })
    using requests = watchRequests()
    const bytes = bytesOf(20 * mebibyte)
    const { source, allow } = gatedSource('cut', bytes)
    const transfer = ben.room('#lobby').upload(source)
    for (let round = 1; round <= 4; round++) {
      allow(4 * mebibyte)
      await until(
        'some more is here',
        () =>
          transfer.progress.bytes >= round * 4 * mebibyte &&
          transfer.progress.state === 'running' &&
          // A request that was cut is not cut once more.
          requests.of('PATCH').length >= round,
        60_000,
      )
      network.cut(1)
      // As a page does when its browser says that the network has changed.
      ben.reconnectNow()
    }
    network.heal()
    allow(bytes.length)
    ben.reconnectNow()
    const stored = await within('it', transfer.done, 60_000)
    assert.equal(stored.sha256, sha256Of(bytes), `seed ${random.seed}`)
    const asked = requests.of('PATCH').map(({ headers }) => Number(headers.get('upload-offset')))
    assert.ok(asked.length >= 4, `${asked}`)
    assert.deepEqual(
      asked,
      asked.toSorted((a, b) => a - b),
      'it never goes back behind what the hub had',
    )
  })

  it('where requests cannot be streams goes in pieces, and goes on after the hub was killed', async () => {
    await using data = await temporaryFolder()
    const first = await startHub({ data: data.path })
    await using ben = join(first)
    using requests = watchRequests()
    const bytes = bytesOf(24 * mebibyte)
    const { source, allow } = gatedSource('pieces', bytes)
    using _page = asInPage()
    const transfer = ben.room('#lobby').upload(source)
    allow(14 * mebibyte)
    await until('much of it is here', () => transfer.progress.bytes >= 4 * mebibyte)
    await first.stop('SIGKILL')
    await using hub = await startHub({ data: data.path, args: sameDoors(first) })
    ben.reconnectNow()
    allow(bytes.length)
    const stored = await within('it', transfer.done, 60_000)
    assert.equal(stored.sha256, sha256Of(bytes))
    assert.deepEqual(await onShelf(hub, 'pieces'), bytes)
    const asked = requests.of('PATCH').map(({ headers }) => Number(headers.get('upload-offset')))
    assert.deepEqual(asked.slice(0, 2), [0, mebibyte])
    assert.ok(
      asked.slice(1).every(offset => offset >= mebibyte),
      `${asked}`,
    )
    assert.ok(asked.length <= 9, `${asked}`)
  })

  it('of unknown length goes in pieces, too', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    using _page = asInPage()
    const bytes = bytesOf(5 * mebibyte + 17)
    const { source, allow } = gatedSource('unknown pieces', bytes, false)
    allow(bytes.length)
    assert.equal((await within('it', ben.room('#lobby').upload(source).done)).sha256, sha256Of(bytes))
    assert.deepEqual(await onShelf(hub, 'unknown pieces'), bytes)
  })

  it('stands still while it is paused, and goes on', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    const bytes = bytesOf(8 * mebibyte)
    const { source, allow } = gatedSource('paused', bytes)
    const transfer = ben.room('#lobby').upload(source)
    allow(4 * mebibyte)
    await until('some has gone', () => transfer.progress.bytes === 4 * mebibyte)
    transfer.pause()
    assert.equal(transfer.progress.state, 'paused')
    allow(bytes.length)
    const [row] = await until('nobody holds it', async () => {
      const rows = await ben.room('#lobby').transfers()
      return rows[0]?.active === false && rows
    })
    assert.ok((row?.offset ?? 0) <= 4 * mebibyte)
    transfer.resume()
    assert.equal((await within('it', transfer.done)).sha256, sha256Of(bytes))
  })

  it('is ended at the hub when it is cancelled', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    const { source, allow } = gatedSource('cancelled', bytesOf(8 * mebibyte))
    const lobby = ben.room('#lobby')
    const transfer = lobby.upload(source)
    allow(2 * mebibyte)
    await until('some has gone', () => transfer.progress.bytes === 2 * mebibyte)
    assert.equal((await lobby.transfers()).length, 1)
    await within('the end', transfer.cancel())
    await assert.rejects(transfer.done, { code: 'cancelled' })
    assert.equal(transfer.progress.state, 'cancelled')
    assert.deepEqual(await lobby.transfers(), [])
    await transfer.cancel()
  })

  it('is gone on with by its url in another run of the program', async () => {
    await using hub = await startHub()
    const bytes = bytesOf(12 * mebibyte)
    const ended = new AbortController()
    let url: string | undefined
    let token: string | undefined
    {
      const storage: Storage = {
        load: async () => undefined,
        save: async saved => {
          token = saved.token
        },
      }
      await using ben = join(hub, { storage })
      const { source, allow } = gatedSource('elsewhere', bytes)
      const transfer = ben.room('#lobby').upload(source, { signal: ended.signal })
      allow(8 * mebibyte)
      await until('some is here', async () => (await ben.room('#lobby').transfers()).some(({ offset }) => offset >= 4 * mebibyte))
      url = transfer.url
      ended.abort()
      await assert.rejects(transfer.done, { code: 'interrupted' })
    }
    assert.ok(url !== undefined && token !== undefined)
    await using again = join(hub, { token })
    using requests = watchRequests()
    const { source, allow, offsets } = gatedSource('elsewhere', bytes)
    allow(bytes.length)
    const stored = await within('it', again.room('#lobby').upload(source, { resumeUrl: url }).done)
    assert.equal(stored.sha256, sha256Of(bytes))
    const [asked] = requests.of('PATCH')
    const from = Number(asked?.headers.get('upload-offset'))
    assert.ok(from >= 4 * mebibyte)
    // What went before is read here, for its hash; it does not go again.
    assert.deepEqual(offsets, [0, from])
    assert.equal(requests.of('POST').length, 0)
  })

  it('begins anew when the hub knows nothing of it any more', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    const bytes = bytesOf(2 * mebibyte)
    const { source, allow } = gatedSource('anew', bytes)
    allow(bytes.length)
    const resumeUrl = `http://127.0.0.1:${hub.webPort}/uploads/lobby/0123456789abcdef0123456789abcdef`
    const transfer = ben.room('#lobby').upload(source, { resumeUrl })
    assert.equal((await within('it', transfer.done)).sha256, sha256Of(bytes))
    assert.equal(transfer.progress.restarts, 1)
  })

  it('sends its token to no other host than the hub, whatever a kept url says', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    using requests = watchRequests()
    const transfer = ben.room('#lobby').upload(bytesOf(10), { name: 'x', resumeUrl: 'http://evil.example/uploads/lobby/0123' })
    await within('it', transfer.done)
    assert.ok(transfer.url?.startsWith(`http://127.0.0.1:${hub.webPort}/uploads/`))
    assert.ok(requests.all.length > 1)
  })

  it('with a wrong declared hash is refused, and one whose source changes meanwhile leaves nothing', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    const lobby = ben.room('#lobby')
    const bytes = bytesOf(3 * mebibyte)
    await assert.rejects(lobby.upload(bytes, { name: 'wrong', sha256: '0'.repeat(64) }).done, { code: 'wrong-hash' })
    await assert.rejects(lobby.upload(bytes.subarray(0, 10), { name: 'wrong', sha256: '0'.repeat(64) }).done, { code: 'wrong-hash' })
    const shrinking = {
      name: 'shrinking',
      bytes: bytes.length,
      stream: (offset: number) => new Blob([new Uint8Array(bytes.subarray(offset, -1))]).stream(),
    }
    await assert.rejects(lobby.upload(shrinking).done, { code: 'changed' })
    const failing = {
      name: 'failing',
      bytes: bytes.length,
      async *stream() {
        yield bytes.subarray(0, 1_000)
        throw new Error('the disk is gone')
      },
    }
    await assert.rejects(lobby.upload(failing).done, { message: 'the disk is gone' })
    assert.deepEqual((await lobby.filesPage()).rows, [])
  })

  it('what was sent and what was read being two things is found at the end', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    const lobby = ben.room('#lobby')
    const bytes = bytesOf(6 * mebibyte)
    // The first 4 MiB are other ones when they are read again.
    const { source, allow } = gatedSource('two', bytes)
    const ended = new AbortController()
    const begun = lobby.upload(source, { signal: ended.signal })
    allow(4 * mebibyte)
    await until('some is here', async () => (await lobby.transfers()).some(({ offset }) => offset > 0))
    ended.abort()
    await assert.rejects(begun.done, { code: 'interrupted' })
    const other = Buffer.concat([bytesOf(1_000, 9), bytes.subarray(1_000)])
    const resumeUrl = begun.url ?? ''
    await assert.rejects(within('it', lobby.upload(other, { name: 'two', resumeUrl }).done), { code: 'wrong-hash' })
    assert.deepEqual((await lobby.filesPage()).rows, [])
  })

  it('of a client on the line door finds the web door', async () => {
    await using hub = await startHub()
    await using ben = connect(`tcp://127.0.0.1:${hub.port}`, { transport: tcp() })
    const bytes = bytesOf(2 * mebibyte)
    const stored = await within('it', ben.room('#lobby').upload(bytes, { name: 'over tcp' }).done)
    assert.equal(stored.sha256, sha256Of(bytes))
    assert.deepEqual(Buffer.from(await ben.room('#lobby').fetch('over tcp')), bytes)
  })

  it('says so when there is no web door', async () => {
    await using hub = await startHub({ args: ['--web-port', 'off'] })
    await using ben = connect(`tcp://127.0.0.1:${hub.port}`, { transport: tcp() })
    await assert.rejects(within('no', ben.room('#lobby').upload(bytesOf(1), { name: 'x' }).done), { code: 'no-web-door' })
  })

  it('ends with its client', async () => {
    await using hub = await startHub()
    const ben = join(hub)
    const { source, allow } = gatedSource('closed', bytesOf(4 * mebibyte))
    const transfer = ben.room('#lobby').upload(source)
    allow(mebibyte)
    await until('some has gone', () => transfer.progress.bytes === mebibyte)
    await ben.close()
    await assert.rejects(within('the end', transfer.done), { code: 'closed' })
  })

  it('waits for a hub that is not there yet', async () => {
    await using data = await temporaryFolder()
    const first = await startHub({ data: data.path })
    await first.stop()
    await using ben = join(first)
    const transfer = ben.room('#lobby').upload(bytesOf(10), { name: 'early' })
    await until('it waits', () => ben.state.connection.at === 'waiting')
    await using hub = await startHub({ data: data.path, args: sameDoors(first) })
    ben.reconnectNow()
    await within('it', transfer.done)
    assert.equal((await onShelf(hub, 'early')).length, 10)
  })
})
