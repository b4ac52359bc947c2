// What is told and not kept: who comes and goes, who is typing, how many are here, and what the operator says.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { admin } from '../support/admin.ts'
import { FrameClient } from '../support/frame-client.ts'
import { startHub } from '../support/hub.ts'

const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())

const crowd = (count: number): Promise<FrameClient[]> => Promise.all(Array.from({ length: count }, () => FrameClient.join(hub)))
const heard = (client: FrameClient, event: string, room: number): number =>
  client.unasked.filter(frame => frame.event === event && 'room' in frame && frame.room === room).length

test('[F23] [R8] in a small room comings, goings and new names are told to the others', async () => {
  using ann = await FrameClient.join(hub, { name: 'Notice-Ann' })
  const { id } = await ann.join('#small')
  const ben = await FrameClient.join(hub, { name: 'Notice-Ben' })
  await ben.join(id)
  assert.deepEqual(await ann.next('joined', ({ room }) => room === id), { event: 'joined', room: id, guest: ben.guest, name: 'Notice-Ben' })
  await ben.want('named', { verb: 'name', name: 'Notice-Benny' })
  assert.deepEqual(await ann.next('renamed', ({ room }) => room === id), {
    ...{ event: 'renamed', room: id, guest: ben.guest, from: 'Notice-Ben', to: 'Notice-Benny' },
  })
  assert.equal((await ann.next('present', ({ room, count }) => room === id && count === 2)).count, 2)
  ben[Symbol.dispose]()
  assert.deepEqual(await ann.next('left', ({ room }) => room === id), { event: 'left', room: id, guest: ben.guest, name: 'Notice-Benny' })
  await ann.next('present', ({ room, count }) => room === id && count === 1)
  await ben.closed()
  assert.equal(heard(ben, 'joined', id), 0, 'nobody is told of himself')
})

test('[F23] [R8] who comes and goes is told up to 20 people, typing up to 50, how many are here in any room', async () => {
  using ann = await FrameClient.join(hub, { name: 'Crowd-Ann' })
  const { id } = await ann.join('#crowd')
  const others = await crowd(50)
  for (const other of others.slice(0, 20)) await other.join(id)
  await ann.settled()
  assert.equal(heard(ann, 'joined', id), 19, 'the twentieth of them is the 21st')
  for (const other of others.slice(20, 49)) await other.join(id)
  await ann.settled()
  assert.equal(heard(ann, 'joined', id), 19)
  await others[0]?.want('done', { verb: 'typing', room: id })
  const typing = await ann.next('typing')
  assert.deepEqual(typing, { event: 'typing', room: id, guest: others[0]?.guest, name: others[0]?.name })
  await others[49]?.join(id)
  await others[1]?.want('done', { verb: 'typing', room: id })
  await ann.say(id, 'after it')
  await ann.settled()
  assert.equal(heard(ann, 'typing', id), 0, 'in a room of 51 nobody hears who is typing')
  await ann.next('present', ({ room, count }) => room === id && count === 51)
  for (const other of others) other[Symbol.dispose]()
  await ann.next('present', ({ room, count }) => room === id && count === 1)
  assert.ok(heard(ann, 'left', id) <= 20)
  const { asOf } = await ann.want('page', { verb: 'page', room: id, at: 'latest' })
  assert.deepEqual(ann.seqs(id).length, asOf - 1, 'none of it is an entry but the joinings and what was said')
})

test('[F23] [R8] typing is told once in two seconds, for each person, and not to oneself', async () => {
  using ann = await FrameClient.join(hub)
  using ben = await FrameClient.join(hub)
  using eve = await FrameClient.join(hub)
  const { id } = await ann.join('#typing')
  for (const other of [ben, eve]) await other.join(id)
  for (let time = 0; time < 10; time++) for (const one of [ben, eve]) await one.want('done', { verb: 'typing', room: id })
  await ann.settled()
  assert.deepEqual(
    ann.unasked.flatMap(frame => (frame.event === 'typing' ? [frame.guest] : [])).sort((one, other) => one - other),
    [ben.guest, eve.guest].sort((one, other) => one - other),
  )
  assert.equal(heard(ben, 'typing', id), 1, 'only that Eve types')
  const first = performance.now()
  ann.unasked.length = 0
  let told = 0
  while (told === 0 && performance.now() - first < 10_000) {
    await ben.want('done', { verb: 'typing', room: id })
    await ann.settled()
    told = heard(ann, 'typing', id)
  }
  assert.equal(told, 1, 'after two seconds it is told again')
  assert.ok(performance.now() - first > 1_500)
  assert.equal(await ben.refused({ verb: 'typing', room: '#nowhere' }), 'no-such-room')
})

test('[R8] how many are here is told at most once a second', async () => {
  using ann = await FrameClient.join(hub)
  const { id } = await ann.join('#present')
  await ann.next('present', ({ room }) => room === id)
  const begin = performance.now()
  for (let turn = 0; turn < 5; turn++) {
    const others = await crowd(10)
    for (const other of others) await other.join(id)
    for (const other of others) await other.want('gone', { verb: 'leave', room: id })
    for (const other of others) other[Symbol.dispose]()
  }
  const seconds = (performance.now() - begin) / 1_000
  await ann.settled()
  assert.ok(heard(ann, 'present', id) <= seconds + 1, `${heard(ann, 'present', id)} times within ${seconds} s`)
})

test('[F23] what the operator says is told as announced, and who is kicked is told why', async () => {
  using ann = await FrameClient.join(hub, { name: 'Op-Ann' })
  using ben = await FrameClient.join(hub, { name: 'Op-Ben' }, 'line')
  await admin(hub, 'say', 'maintenance at noon')
  for (const client of [ann, ben]) assert.deepEqual(await client.next('announced'), { event: 'announced', text: 'maintenance at noon' })
  for (const client of [ann, ben]) {
    await admin(hub, 'kick', client.name, 'enough')
    const { code, sentence, closes } = await client.next('refused')
    assert.deepEqual([code, closes], ['kicked', true])
    assert.match(sentence, /enough/)
    assert.equal(await client.closed(), client === ann ? 1008 : 0)
  }
})
