// Searching the log: what is found, in which order, behind which filters, and that it follows what is said, changed and taken away.
import assert from 'node:assert/strict'
import test from 'node:test'
import { searchScene } from './search-scene.ts'

test('all words must be there, as whole words, whatever their case and accents', async () => {
  await using scene = await searchScene()
  scene.say('Liebe Grüße an alle')
  scene.say('GRUSSE')
  scene.say('Grüßend, ok')
  assert.deepEqual(await scene.found('grusse'), ['1:2', '1:1'])
  assert.deepEqual(await scene.found('GRÜSSE ALLE'), ['1:1'])
  assert.deepEqual(await scene.found('ok'), ['1:3'])
  assert.deepEqual(await scene.found('gruss*'), ['1:3', '1:2', '1:1'])
  assert.deepEqual(await scene.found('gruss* -alle -ok'), ['1:2'])
})

test('a phrase is found where its words stand together, and what is typed without a space is a phrase', async () => {
  await using scene = await searchScene()
  scene.say('the red door')
  scene.say('the door is red')
  scene.say("don't")
  assert.deepEqual(await scene.found('"red door"'), ['1:1'])
  assert.deepEqual(await scene.found('door -"red door"'), ['1:2'])
  assert.deepEqual(await scene.found("don't"), ['1:3'])
})

test('text in scripts without spaces is found by any part of it', async () => {
  await using scene = await searchScene()
  scene.say('東京都に行きます')
  scene.say('京都ラーメン hello')
  scene.say('안녕하세요')
  assert.deepEqual(await scene.found('京都'), ['1:2', '1:1'])
  assert.deepEqual(await scene.found('東京都'), ['1:1'])
  assert.deepEqual(await scene.found('都'), ['1:2', '1:1'])
  assert.deepEqual(await scene.found('ン'), ['1:2'])
  assert.deepEqual(await scene.found('"ラーメン hello"'), ['1:2'])
  assert.deepEqual(await scene.found('녕하세'), ['1:3'])
  assert.deepEqual(await scene.found('都京'), [])
})

test('only the asked rooms, the guest, the kind and the time are searched', async () => {
  await using scene = await searchScene()
  scene.say('tea', { guest: 1, at: 1_000 })
  scene.say('tea', { room: 2, guest: 12, at: 2_000 })
  scene.say(JSON.stringify({ name: 'tea time.txt', bytes: 1, sha256: '00' }), { kind: 'file', room: 3, at: 3_000 })
  scene.say('r2 g12 file message', { at: 4_000 })
  assert.deepEqual(await scene.found('tea'), ['3:1', '2:1', '1:1'])
  assert.deepEqual(await scene.found('tea', { rooms: [1, 2] }), ['2:1', '1:1'])
  assert.deepEqual(await scene.found('tea', { rooms: [17] }), [])
  assert.deepEqual(await scene.found('tea', { rooms: [] }), [])
  assert.deepEqual(await scene.found('tea', { guest: 12 }), ['2:1'])
  assert.deepEqual(await scene.found('tea', { kind: 'file' }), ['3:1'])
  assert.deepEqual(await scene.found('tea', { since: 1_000, until: 3_000 }), ['2:1', '1:1'])
  assert.deepEqual(await scene.found('tea', { since: 2_000, until: 2_001 }), ['2:1'])
  assert.deepEqual(await scene.found('r2'), ['1:2'])
  assert.deepEqual(await scene.found('sha256'), [])
})

test('pages go from the newest to the oldest and hold every hit once, also those of one millisecond', async () => {
  await using scene = await searchScene()
  for (let n = 0; n < 25; n++) scene.say(`tea ${n}`, { at: 5_000, room: 1 + (n % 2) })
  const seen: string[] = []
  let next: string | undefined
  do {
    const page = await scene.page('tea', { most: 10, ...(next === undefined ? {} : { page: next }) })
    assert.ok(page.hits.length <= 10)
    seen.push(...page.hits.map(({ room, seq }) => `${room}:${seq}`))
    next = page.next
  } while (next !== undefined)
  assert.equal(seen.length, 25)
  assert.equal(new Set(seen).size, 25)
  const ofOne = seen.filter(hit => hit.startsWith('1:')).map(hit => Number(hit.slice(2)))
  assert.deepEqual(
    ofOne,
    ofOne.toSorted((one, other) => other - one),
  )
  for (const wrong of ['', '-1', 'x', '99999999999999999999', '1 OR 1']) assert.deepEqual(await scene.found('tea', { page: wrong }), [])
})

test('an edited message is found by its new text only, a deleted one not at all', async () => {
  await using scene = await searchScene()
  const edited = scene.say('coffee')
  const deleted = scene.say('coffee too')
  const emptied = scene.say('coffee three')
  assert.deepEqual(await scene.found('coffee'), ['1:3', '1:2', '1:1'])
  scene.edit(edited, 'tea')
  scene.remove(deleted)
  scene.edit(emptied, '👍')
  assert.deepEqual(await scene.found('coffee'), [])
  assert.deepEqual(await scene.found('tea'), ['1:1'])
  scene.edit(edited, 'coffee again')
  scene.edit(emptied, 'coffee at last')
  assert.deepEqual(await scene.found('coffee'), ['1:3', '1:1'])
})

test('an edit that is not indexed yet does not show a hit on the text before', async () => {
  await using scene = await searchScene()
  scene.say('coffee')
  const index = await scene.open()
  await index.caughtUp()
  scene.edit(1, 'tea')
  assert.deepEqual((await index.find(scene.ask('coffee'))).hits, [])
})

test('what retention took away is not found, before and after the index has heard of it', async () => {
  await using scene = await searchScene()
  for (let n = 0; n < 600; n++) scene.say('tea')
  assert.equal((await scene.found('tea')).length, 50)
  scene.main.exec('DELETE FROM entries WHERE seq < 590; UPDATE rooms SET first_seq = 590')
  const all = Array.from({ length: 11 }, (_, n) => `1:${600 - n}`)
  assert.deepEqual(await scene.found('tea'), all)
  await scene.open()
  scene.say('milk')
  assert.deepEqual(await scene.found('tea'), all)
})

test('reactions, topics and other entries are passed over', async () => {
  await using scene = await searchScene()
  for (const kind of ['react', 'topic', 'member', 'rename', 'archive']) scene.say('tea', { kind, of: 1 })
  scene.say('not json', { kind: 'file' })
  scene.say('tea')
  assert.deepEqual(await scene.found('tea'), ['1:7'])
})

test('what is said is indexed when the index is told that the room has grown, and all of it at the next start', async () => {
  await using scene = await searchScene()
  for (let n = 0; n < 500; n++) scene.say(`tea number ${n}`, { room: 1 + (n % 3) })
  const index = await scene.open()
  await index.caughtUp()
  scene.say('milk')
  index.changed(1)
  while ((await index.find(scene.ask('milk'))).hits.length === 0);
  await scene.open()
  scene.say('sugar')
  assert.deepEqual(await scene.found('sugar'), ['1:169'])
  assert.deepEqual(await scene.found('499'), ['2:167'])
})
