// The transfer engine where things go wrong between two steps: a store that fails or is lost, bytes that cannot be opened, many at once.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type Store, StoreLost } from '../../src/hub/ports.ts'
import { Refusal } from '../../src/protocol/refusals.ts'
import { openEngine, openPut, putAll } from '../support/engine.ts'
import { sha256Of } from '../support/files.ts'
import { until, within } from '../support/until.ts'

const ben = { id: 0, guest: 1, name: 'Ben' }
const [one, two] = [Buffer.from('the first content'), Buffer.from('the other content')]
const codeOf = (code: string) => (thrown: unknown) => thrown instanceof Refusal && thrown.code === code

/** The store, but for what fails when the test says so: before or after it has done what was asked. */
function failing() {
  const next = { fails: undefined as Error | undefined, done: false }
  const wrap = (store: Store): Store => {
    const guard =
      <A extends unknown[], T>(call: (...values: A) => Promise<T>) =>
      async (...values: A): Promise<T> => {
        const { fails } = next
        if (fails === undefined) return call(...values)
        if (next.done) await call(...values)
        throw fails
      }
    const { publishFile, removeFile, moveFile } = store
    return { ...store, publishFile: guard(publishFile), removeFile: guard(removeFile), moveFile: guard(moveFile) }
  }
  return { next, wrap }
}

describe('when the store', () => {
  for (const where of ['lobby', 'room'] as const) {
    test(`refuses a file, its name is free again and its bytes can be gone on with (${where})`, async () => {
      const { next, wrap } = failing()
      await using engine = await openEngine(wrap)
      const room = where === 'lobby' ? engine.lobby : await engine.makeRoom('#r')
      next.fails = new Refusal('storage-full')
      const asked = { room, name: 'a', sha256: sha256Of(one) }
      await assert.rejects(putAll(engine, one, asked), codeOf('storage-full'))
      assert.deepEqual(await engine.files.list(room, ''), [])
      next.fails = undefined
      const again = await openPut(engine, { ...asked, bytes: one.length })
      assert.equal(again.offset, one.length)
      assert.equal((await again.finish()).sha256, sha256Of(one))
      assert.deepEqual(engine.files.bytes(), { promised: 0, used: one.length })
      assert.deepEqual(await engine.staged(), [])
    })

    for (const done of [false, true]) {
      test(`is lost as a file is published, nothing is taken back: it ${done ? 'was' : 'was not'} stored (${where})`, async () => {
        const { next, wrap } = failing()
        await using engine = await openEngine(wrap)
        const room = where === 'lobby' ? engine.lobby : await engine.makeRoom('#r')
        Object.assign(next, { fails: new StoreLost(), done })
        await assert.rejects(putAll(engine, one, { room, name: 'a', sha256: sha256Of(one) }), StoreLost)
        if (where === 'lobby') assert.ok(readFileSync(join(engine.folder, 'a')).equals(one))
        next.fails = undefined
        await engine.restart()
        using _watching = engine.files.watch()
        const stored = await putAll(engine, one, { room, name: 'a', sha256: sha256Of(one) })
        assert.equal(stored.sha256, sha256Of(one))
        const log = await engine.store.entriesAfter(room.id, 0, 100)
        if (done || where === 'room') assert.equal(log.filter(entry => entry.kind === 'file').length, 1)
        assert.equal((await engine.files.list(room, '')).length, 1)
      })

      test(`is lost as a file is deleted, the next start has it or has it not, whole (${where}, ${done})`, async () => {
        const { next, wrap } = failing()
        await using engine = await openEngine(wrap)
        const room = where === 'lobby' ? engine.lobby : await engine.makeRoom('#r')
        await putAll(engine, one, { room, name: 'a' })
        const file = await engine.files.find({ room, name: 'a' })
        Object.assign(next, { fails: new StoreLost(), done })
        await assert.rejects(engine.files.remove(room, file, ben), StoreLost)
        next.fails = undefined
        await engine.restart()
        if (where === 'room') assert.equal((await engine.files.list(room, '')).length, done ? 0 : 1)
        else assert.ok(!existsSync(join(engine.folder, 'a')))
      })
    }

    test(`refuses what is to replace a file, that file is there as it was (${where})`, async () => {
      const { next, wrap } = failing()
      await using engine = await openEngine(wrap)
      const room = where === 'lobby' ? engine.lobby : await engine.makeRoom('#r')
      await putAll(engine, one, { room, name: 'a' })
      const over = await engine.files.find({ room, name: 'a' })
      next.fails = new Refusal('storage-full')
      await assert.rejects(putAll(engine, two, { room, name: 'a', over }), codeOf('storage-full'))
      next.fails = undefined
      const download = await engine.files.open(room, { guest: 1, address: '' }, [{ name: 'a', offset: 0 }])
      assert.equal(await download.hash(), sha256Of(one))
      await download.close()
    })

    test(`refuses to forget a file, that file is there as it was (${where})`, async () => {
      const { next, wrap } = failing()
      await using engine = await openEngine(wrap)
      const room = where === 'lobby' ? engine.lobby : await engine.makeRoom('#r')
      await putAll(engine, one, { room, name: 'a' })
      const file = await engine.files.find({ room, name: 'a' })
      next.fails = new Refusal('storage-full')
      await assert.rejects(engine.files.remove(room, file, ben), codeOf('storage-full'))
      await assert.rejects(engine.files.move(room, file, 'b', ben), codeOf('storage-full'))
      const names = (await engine.files.list(room, '')).map(row => row.name)
      assert.deepEqual(names, ['a'])
      next.fails = undefined
      using _watching = engine.files.watch()
      await until('it is known as the same file', async () => (await engine.files.list(room, ''))[0]?.id === file.id || undefined)
      assert.equal(engine.files.bytes().used, one.length)
      await engine.files.remove(room, await engine.files.find({ room, name: 'a' }), ben)
      assert.equal(engine.files.bytes().used, 0)
    })
  }
})

describe('a file that is to be replaced', () => {
  for (const where of ['lobby', 'room'] as const) {
    test(`and is renamed meanwhile keeps its bytes, and nothing is replaced (${where})`, async () => {
      await using engine = await openEngine()
      const room = where === 'lobby' ? engine.lobby : await engine.makeRoom('#r')
      await putAll(engine, one, { room, name: 'a' })
      const over = await engine.files.find({ room, name: 'a' })
      const upload = await openPut(engine, { room, name: 'a', over, bytes: two.length })
      await upload.append([two])
      await engine.files.move(room, over, 'b', ben)
      await assert.rejects(upload.finish(), codeOf('changed'))
      const download = await engine.files.open(room, { guest: 1, address: '' }, [{ name: 'b', offset: 0 }])
      assert.equal(await download.hash(), sha256Of(one))
      await download.close()
      assert.equal(engine.files.bytes().used, one.length)
    })
  }
})

describe('an upload', () => {
  test('of unknown length fits into a quota smaller than what is promised at a time, and is refused beyond it', async () => {
    await using engine = await openEngine()
    Object.assign(engine.limits, { 'max-person-bytes': 1_000, 'max-file-bytes': 5_000 })
    const small = await openPut(engine, { room: engine.lobby, name: 'small' })
    await small.append([one])
    await small.finish()
    assert.deepEqual(engine.files.bytes(), { promised: 0, used: one.length })
    const large = await openPut(engine, { room: engine.lobby, name: 'large', keeps: () => false })
    await assert.rejects(large.append([Buffer.alloc(1_001)]), codeOf('quota-full'))
    await large.abort()
    assert.equal(engine.files.bytes().promised, 0)
  })

  test('is not published before all its bytes are there, and takes no more than those', async () => {
    await using engine = await openEngine()
    const upload = await openPut(engine, { room: engine.lobby, name: 'a', bytes: 10 })
    await upload.append([Buffer.alloc(4)])
    await assert.rejects(upload.append([Buffer.alloc(7)]), codeOf('bad-length'))
    await assert.rejects(upload.finish(), codeOf('bad-length'))
    assert.deepEqual(await engine.files.list(engine.lobby, ''), [])
    const again = await engine.files.uploads.take(upload.id ?? '', ben, '', () => true)
    await again.append([Buffer.alloc(6)])
    assert.equal((await again.finish()).bytes, 10)
  })

  test('is published whole however often the folder is watched anew meanwhile, and is swept away by none of it', async () => {
    await using engine = await openEngine()
    const room = await engine.makeRoom('#r')
    for (let round = 1; round <= 4; round++) {
      for (let time = 1; time <= 20; time++) engine.files.watch()[Symbol.dispose]()
      const contents = ['x', 'y', 'z'].map(letter => Buffer.from(`${letter}${round}`))
      await Promise.all(contents.map(content => putAll(engine, content, { room, name: 'a', ifTaken: 'rename' })))
    }
    assert.equal((await engine.files.list(room, '')).length, 12)
  })

  test('that is followed as it gets its name is followed to its end', async () => {
    await using engine = await openEngine()
    for (let round = 0; round < 50; round++) {
      const upload = await openPut(engine, { room: engine.lobby, name: `f${round}`, bytes: one.length })
      await upload.append([one])
      const [stored, ...followed] = await Promise.all([
        upload.finish(),
        ...[1, 2, 3].map(async () => {
          const download = await engine.files.follow(upload.id ?? '', { guest: 2, address: '' }, 0)
          const bytes = Buffer.alloc(one.length)
          assert.equal(await within('the bytes', download.read(bytes, 0)), one.length)
          await within('the hash', download.hash())
          await download.close()
          return bytes
        }),
      ])
      assert.equal(stored.sha256, sha256Of(one))
      for (const bytes of followed) assert.ok(bytes.equals(one))
    }
  })

  test('that dies tells whoever follows it', async () => {
    await using engine = await openEngine()
    const upload = await openPut(engine, { room: engine.lobby, name: 'a', bytes: one.length, keeps: () => false, kept: false })
    await upload.append([one.subarray(0, 5)])
    const download = await engine.files.follow(upload.id ?? '', { guest: 2, address: '' }, 0)
    assert.equal(await download.read(Buffer.alloc(20), 0), 5)
    const next = download.read(Buffer.alloc(20), 5)
    await Promise.all([assert.rejects(within('the news', next), codeOf('upload-died')), upload.abort()])
    await download.close()
    assert.deepEqual(await engine.staged(), [])
  })

  test('that nobody comes back for is told to who follows it after a while', async () => {
    await using engine = await openEngine()
    const upload = await openPut(engine, { room: engine.lobby, name: 'a', bytes: one.length })
    await upload.append([one.subarray(0, 5)])
    await upload.abort()
    const download = await engine.files.follow(upload.id ?? '', { guest: 2, address: '' }, 5)
    const next = download.read(Buffer.alloc(20), 0)
    engine.clock.at += 31_000
    await Promise.all([assert.rejects(within('the news', next), codeOf('upload-died')), engine.files.sweep()])
    await download.close()
  })

  test('whose first opening is overtaken by others is opened once, and leaks nothing', async () => {
    await using engine = await openEngine()
    const first = await openPut(engine, { room: engine.lobby, name: 'a', bytes: one.length, sha256: sha256Of(one) })
    await first.append([one.subarray(0, 5)])
    await engine.restart()
    const takes = await Promise.all([1, 2, 3, 4].map(() => engine.files.uploads.take(first.id ?? '', ben, '', () => true)))
    const [live, ...others] = takes.filter(take => !take.ended)
    assert.deepEqual([others.length, live?.offset], [0, 5])
    await live?.append([one.subarray(5)])
    assert.equal((await live?.finish())?.sha256, sha256Of(one))
    const open = (process.platform === 'linux' ? (await import('../support/process-facts.ts')).namesOfOpenFiles(process.pid) : []).filter(
      name => name.includes(first.id ?? '-'),
    )
    assert.deepEqual(open, [])
  })

  test('fifty at once for a quota of one file: one is let in', async () => {
    await using engine = await openEngine()
    engine.limits['max-person-bytes'] = one.length
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => putAll(engine, one, { room: engine.lobby, name: `f${index}` })),
    )
    assert.equal(answers.filter(answer => answer.status === 'fulfilled').length, 1)
    assert.deepEqual(engine.files.bytes(), { promised: 0, used: one.length })
    assert.equal((await engine.files.list(engine.lobby, '')).length, 1)
  })

  test('at 1 MiB a second 4 MiB take about 4 s', async () => {
    await using engine = await openEngine()
    engine.limits['transfer-bytes-per-second'] = 1_048_576
    const upload = await openPut(engine, { room: engine.lobby, name: 'a', bytes: 4_194_304 })
    const waits = Array.from({ length: 16 }, () => upload.delay(262_144))
    assert.ok(Math.abs((waits.at(-1) ?? 0) - 4_000) < 200, `the last bytes are due after ${waits.at(-1)} ms`)
    await upload.abort()
  })
})
