// Folders up and down by the SDK: thousands of small files, those that fail and are tried again, those that are there already.
import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { describe, it } from 'node:test'
import { fileSource, folderSource, saveInto } from '../../src/client/node.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { until, within } from '../support/until.ts'
import { bytesOf, gatedSource, join, watchRequests } from './transfers-scene.ts'

async function makeFolder(path: string, count: number): Promise<void> {
  for (let number = 0; number < count; number++) {
    const folder = joinPath(path, `part ${number % 10}`)
    if (number < 10) await mkdir(folder)
    await writeFile(joinPath(folder, `${number}.txt`), `This is file ${number}.`)
  }
}

describe('many files', () => {
  it('400 small ones go up and come down, the last ones as quickly as the first', async () => {
    const count = 400
    await using hub = await startHub()
    await using folder = await temporaryFolder()
    await using ben = join(hub, { rowsKept: 0 })
    await ben.ready()
    const lobby = ben.room('#lobby')
    const [from, to] = [joinPath(folder.path, 'from'), joinPath(folder.path, 'to')]
    await mkdir(from)
    await makeFolder(from, count)
    for (const begin of [
      () => lobby.uploadAll(folderSource(from), { parallel: 8, under: 'many' }),
      () => lobby.downloadAll('many/', saveInto(to), { parallel: 8 }),
    ]) {
      const began = performance.now()
      let middle = 0
      let most = 0
      const batch = begin()
      using requests = watchRequests()
      batch.onProgress(({ files }) => {
        if (middle === 0 && files.done >= count / 2) middle = performance.now() - began
        most = Math.max(most, files.done)
      })
      const { done, failed } = await within('all', batch.done, 180_000)
      const whole = performance.now() - began
      assert.deepEqual(failed, [])
      assert.equal(done.length, count)
      assert.equal(requests.all.length, count)
      assert.deepEqual({ ...batch.progress.files }, { done: count, skipped: 0, failed: 0, total: count })
      assert.equal(batch.progress.bytes, batch.progress.total)
      const [first, second] = [middle, whole - middle]
      assert.ok(second < 3 * first, `the first half took ${first.toFixed()} ms, the second ${second.toFixed()} ms`)
    }
    assert.equal((await readdir(joinPath(to, 'many'))).length, 10)
    assert.equal(String(await readFile(joinPath(to, 'many', 'part 7', '397.txt'))), 'This is file 397.')
    // Once more: everything is where it should be.
    using requests = watchRequests()
    const again = await within('nothing', lobby.uploadAll(folderSource(from), { under: 'many' }).done, 60_000)
    assert.deepEqual({ done: again.done.length, skipped: again.skipped }, { done: count, skipped: count })
    const back = await within('nothing', lobby.downloadAll('many/', saveInto(to)).done, 60_000)
    assert.deepEqual({ done: back.done.length, skipped: back.skipped }, { done: count, skipped: count })
    assert.equal(requests.all.length, 0)
  })

  it('those that failed are tried again, and no others', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    const lobby = ben.room('#lobby')
    await lobby.upload(bytesOf(10, 7), { name: 'b' }).done
    let isThere = false
    const late = {
      name: 'c',
      bytes: 10,
      async *stream(offset: number) {
        if (!isThere) throw new Error('no such disk')
        yield bytesOf(10).subarray(offset)
      },
    }
    const sources = [new File(['a'], 'a'), new File(['b'], 'b'), late, new File(['d'], 'd')]
    const batch = lobby.uploadAll(sources)
    const { done, failed, retryFailed } = await within('all', batch.done)
    assert.deepEqual(done.map(({ name }) => name).sort(), ['a', 'd'])
    assert.deepEqual(failed.map(({ name, error }) => [name, 'code' in error ? error.code : error.message]).sort(), [
      ['b', 'exists'],
      ['c', 'no such disk'],
    ])
    isThere = true
    await lobby.removeFile('b')
    using requests = watchRequests()
    const again = await within('the rest', retryFailed().done)
    assert.deepEqual(again.failed, [])
    assert.deepEqual(again.done.map(({ name }) => name).sort(), ['b', 'c'])
    assert.equal(requests.of('PUT').length, 2)
  })

  it('are paused and cancelled together, and no more begin', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    const lobby = ben.room('#lobby')
    const gates = Array.from({ length: 6 }, (_, index) => gatedSource(`large ${index}`, bytesOf(2 * 1_024 * 1_024)))
    const batch = lobby.uploadAll(
      gates.map(({ source }) => source),
      { parallel: 2 },
    )
    for (const gate of gates) gate.allow(1_024 * 1_024)
    await until('two are on their way', async () => (await lobby.transfers()).filter(({ active }) => active).length === 2)
    batch.pause()
    assert.equal(batch.progress.state, 'paused')
    await until('nobody holds them', async () => (await lobby.transfers()).every(({ active }) => !active))
    batch.resume()
    for (const gate of gates) gate.allow(1_024)
    await until('they go on', async () => (await lobby.transfers()).filter(({ active }) => active).length === 2)
    await within('the end', batch.cancel())
    await assert.rejects(batch.done, { code: 'cancelled' })
    assert.deepEqual(await lobby.transfers(), [])
    assert.deepEqual(
      gates.map(({ offsets }) => offsets.length > 0),
      [true, true, false, false, false, false],
    )
  })

  it('end together when their signal aborts, and what was staged stays', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    const lobby = ben.room('#lobby')
    const { source, allow } = gatedSource('large', bytesOf(2 * 1_024 * 1_024))
    const ended = new AbortController()
    const batch = lobby.uploadAll([source], { signal: ended.signal })
    allow(1_024 * 1_024)
    await until('it is on its way', async () => (await lobby.transfers()).length === 1)
    ended.abort()
    await assert.rejects(within('the end', batch.done), { code: 'interrupted' })
    assert.equal((await lobby.transfers()).length, 1)
  })
})

describe('a room’s files', () => {
  it('are listed by prefix, moved, taken away, and kept for some days', async () => {
    await using hub = await startHub()
    await using ben = join(hub, { name: 'Ben' })
    await using eve = join(hub, { name: 'Eve' })
    const room = await ben.create('#plans')
    await eve.join('#plans')
    for (const name of ['a', 'photos/1', 'photos/2', 'photosynthesis', 'z']) await room.upload(new Blob([name]), { name }).done
    const names = async (prefix: string) => {
      const found: string[] = []
      for await (const { name } of room.files({ prefix })) found.push(name)
      return found
    }
    assert.deepEqual(await names(''), ['a', 'photos/1', 'photos/2', 'photosynthesis', 'z'])
    assert.deepEqual(await names('photos/'), ['photos/1', 'photos/2'])
    assert.deepEqual(await names('photo'), ['photos/1', 'photos/2', 'photosynthesis'])
    assert.deepEqual(await names('a'), ['a'])
    assert.deepEqual(await names('nothing'), [])
    const before = room.state?.shelf ?? 0
    await room.moveFile('z', 'y')
    await room.removeFile('a')
    assert.deepEqual(await names(''), ['photos/1', 'photos/2', 'photosynthesis', 'y'])
    assert.equal(room.state?.shelf, before + 2)
    await assert.rejects(eve.room('#plans').removeFile('y'), { code: 'forbidden' })
    await assert.rejects(room.moveFile('y', 'photos/1'), { code: 'exists' })
    assert.equal(await room.keepFiles(), null)
    assert.equal(await room.keepFiles(7), 7)
    await assert.rejects(eve.room('#plans').keepFiles(1), { code: 'forbidden' })
    await room.send('see this', { files: ['photos/1'] })
  })

  it('are shared by links, which are listed and revoked', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    const lobby = ben.room('#lobby')
    await lobby.upload(new Blob(['for all']), { name: 'a b.txt' }).done
    const { url, share } = await lobby.shareFile('a b.txt', { downloads: 2 })
    assert.equal(await (await fetch(url)).text(), 'for all')
    const [row, ...others] = await lobby.fileShares('a b.txt')
    assert.deepEqual({ id: row?.id, left: row?.downloadsLeft, others }, { id: share.id, left: 1, others: [] })
    await lobby.unshareFile('a b.txt', share.id)
    assert.equal((await fetch(url)).status, 404)
    assert.deepEqual(await lobby.fileShares('a b.txt'), [])
  })

  it('that are dropped into the lobby’s folder change its shelf in the state', async () => {
    await using hub = await startHub()
    await using ben = join(hub)
    await ben.ready()
    const lobby = ben.room('#lobby')
    const before = lobby.state?.shelf ?? 0
    await writeFile(joinPath(hub.files, 'dropped'), 'here')
    await until('it is told', () => (lobby.state?.shelf ?? 0) > before)
  })

  it('of this machine are sources that notice when they are written to', async () => {
    await using hub = await startHub()
    await using folder = await temporaryFolder()
    await using ben = join(hub)
    const path = joinPath(folder.path, 'log.txt')
    await writeFile(path, 'one')
    const source = fileSource(path)
    assert.deepEqual({ name: source.name, bytes: source.bytes }, { name: 'log.txt', bytes: 3 })
    await writeFile(path, 'one two')
    await assert.rejects(ben.room('#lobby').upload(source).done, { code: 'changed' })
    await ben.room('#lobby').upload(fileSource(path, { name: 'other' })).done
    assert.equal(Buffer.from(await ben.room('#lobby').fetch('other')).toString(), 'one two')
    assert.throws(() => fileSource(joinPath(folder.path, 'nothing')), { code: 'ENOENT' })
    assert.throws(() => saveInto(folder.path)({ name: '../up' }), { code: 'bad-file-name' })
  })
})
