// What may go wrong with searching: the index can always be made anew, and the hub lives on without it.
import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test from 'node:test'
import { Refusal } from '../../src/protocol/refusals.ts'
import { openSearch } from '../../src/store/search/search.ts'
import { temporaryFolder } from '../support/hub.ts'
import { mountSmallDisk, skipWithoutSmallDisk } from '../support/small-disk.ts'
import { searchScene } from './search-scene.ts'

const isRefused = (code: string) => (thrown: unknown) => thrown instanceof Refusal && thrown.code === code

/** A scene whose index is made, closed, and then spoiled. */
async function spoiled(spoil: (path: string) => void) {
  const scene = await searchScene()
  scene.say('tea')
  const index = await scene.open()
  await index.caughtUp()
  await index[Symbol.asyncDispose]()
  spoil(join(scene.path, 'search.sqlite'))
  return scene
}

const spoilings = {
  missing: (path: string) => rmSync(path),
  'no database': (path: string) => writeFileSync(path, 'x'.repeat(10_000)),
  'of another version': (path: string) => changed(path, "UPDATE about SET version = 'other'"),
  'of another program': (path: string) => changed(path, 'DROP TABLE about'),
  'empty of a table': (path: string) => changed(path, 'DROP TABLE docs; CREATE TABLE docs (id TEXT)'),
}

for (const [how, spoil] of Object.entries(spoilings))
  test(`an index that is ${how} is made anew`, async () => {
    await using scene = await spoiled(spoil)
    await scene.open()
    assert.deepEqual(await scene.found('tea'), ['1:1'])
  })

test('an index whose pages are damaged is made anew when that is noticed, and the operator is told', async () => {
  await using scene = await spoiled(path => changed(path, "UPDATE found_data SET block = x'00ff00ff00ff' WHERE id > 10"))
  const index = await scene.open()
  await assert.rejects(index.find(scene.ask('tea')), isRefused('storage-failed'))
  scene.say('tea')
  assert.deepEqual(await scene.found('tea'), ['1:2', '1:1'])
  assert.deepEqual(scene.faults, ['The search index was damaged and is made anew; until then searching finds only a part.'])
})

test('when an older copy of the log was put back, the index is made anew', async () => {
  await using scene = await spoiled(() => {})
  scene.main.exec("UPDATE entries SET body = 'milk', at = at - 1000")
  await scene.open()
  assert.deepEqual(await scene.found('milk'), ['1:1'])
  assert.deepEqual(await scene.found('tea'), [])
})

test('without a main database searching is refused, the fault is told once, and closing still works', async () => {
  await using folder = await temporaryFolder()
  const faults: string[] = []
  const index = await openSearch(folder.path, sentence => faults.push(sentence))
  const ask = { text: 'tea', rooms: [1], most: 10 }
  await assert.rejects(index.find(ask), isRefused('storage-failed'))
  await assert.rejects(index.caughtUp(), isRefused('storage-failed'))
  index.changed(1)
  await index[Symbol.asyncDispose]()
  assert.equal(faults.length, 1)
})

test('the index leaves the last of the disk to the log, says so once, and goes on when there is space', {
  skip: skipWithoutSmallDisk,
}, async () => {
  await using disk = await mountSmallDisk(80)
  await using scene = await searchScene(disk)
  const index = await scene.open()
  disk.take(32_000_000)
  for (const word of ['tea', 'milk']) {
    scene.say(word)
    await assert.rejects(index.caughtUp(), isRefused('storage-failed'))
  }
  assert.deepEqual((await index.find(scene.ask('tea'))).hits, [])
  assert.equal(scene.faults.length, 1)
  disk.free()
  assert.deepEqual(await scene.found('tea'), ['1:1'])
})

test('a search thread that dies at work answers whoever waits', async () => {
  await using scene = await searchScene()
  scene.say('tea')
  const index = await scene.open()
  await index.caughtUp()
  scene.say('milk')
  scene.main.exec('DROP TABLE entries')
  await assert.rejects(index.caughtUp(), isRefused('storage-failed'))
  await assert.rejects(index.find(scene.ask('tea')), isRefused('storage-failed'))
  assert.equal(scene.faults.length, 1)
})

test('a closed index refuses, and too many questions at once are refused', async () => {
  await using scene = await searchScene()
  scene.say('tea')
  const index = await scene.open()
  const answers = Array.from({ length: 300 }, () =>
    index.find(scene.ask('tea')).then(
      () => 'found',
      (thrown: Refusal) => thrown.code,
    ),
  )
  const counted = Object.groupBy(await Promise.all(answers), answer => answer)
  assert.equal(counted.found?.length, 256)
  assert.equal(counted['server-full']?.length, 44)
  await index[Symbol.asyncDispose]()
  await assert.rejects(index.find(scene.ask('tea')))
})

function changed(path: string, sql: string): void {
  const database = new DatabaseSync(path, { defensive: false })
  database.exec(sql)
  database.close()
}
