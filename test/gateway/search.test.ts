// Searching in frames: what is found, where it is marked, and what is kept from those who are not in a room.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { put } from '../support/files.ts'
import { type Asked, FrameClient, type FrameOf } from '../support/frame-client.ts'
import { startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { until } from '../support/until.ts'

const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())

type Found = FrameOf<'found'>

/** What is found once there are so many hits: what was just said is found a moment later. */
const found = (client: FrameClient, asked: Omit<Extract<Asked, { verb: 'search' }>, 'verb'>, count: number): Promise<Found> =>
  until(`${asked.text} is found ${count} times`, async () => {
    const answer = await client.want('found', { verb: 'search', ...asked })
    return answer.hits.length === count && answer
  })

test('[F34] [R21] hits are newest first, marked where the words stand, in the room, by the guest and of the kind that was asked for', async () => {
  using ann = await FrameClient.join(hub, { name: 'Find-Ann' })
  using ben = await FrameClient.join(hub, { name: 'Find-Ben' })
  using person = await LineClient.join(hub)
  const { id: room } = await ann.join('#finding')
  await ben.join(room)
  const first = await ann.say(room, '🙂 the Grüße of a zebra')
  const second = await ben.say(room, 'zebra, zebra')
  const lobby = await ann.say(1, 'a zebra in the lobby')
  await put(person, 'zebra stripes.txt', Buffer.from('x'))
  const all = await found(ann, { text: 'zebra' }, 4)
  for (const { entry, highlights } of all.hits) {
    const text = entry.kind === 'message' ? entry.text : entry.kind === 'file' ? entry.name : ''
    assert.ok(highlights.length > 0)
    for (const [start, end] of highlights) assert.equal(text.slice(start, end).toLowerCase(), 'zebra')
  }
  const seqs = ({ hits }: Found): number[] => hits.map(({ entry }) => entry.seq)
  assert.deepEqual(seqs(await found(ann, { text: 'zebra', room }, 2)), [second, first])
  assert.deepEqual(seqs(await found(ann, { text: 'zebra', room: '#lobby', kind: 'message' }, 1)), [lobby])
  assert.deepEqual(seqs(await found(ann, { text: 'zebra', guest: ben.guest }, 1)), [second])
  assert.equal((await found(ann, { text: 'zebra', kind: 'file' }, 1)).hits[0]?.entry.kind, 'file')
  assert.deepEqual(seqs(await found(ann, { text: 'grusse zeb*' }, 1)), [first])
  assert.deepEqual(seqs(await found(ann, { text: 'zebra -grusse', room }, 1)), [second])
  assert.deepEqual((await found(ann, { text: 'zebra', since: Date.now() + 60_000 }, 0)).hits, [])
  await ben.want('receipt', { verb: 'edit', room, seq: second, text: 'an okapi' })
  assert.deepEqual(seqs(await found(ann, { text: 'okapi' }, 1)), [second])
  await found(ann, { text: 'zebra', room }, 1)
  await ben.want('receipt', { verb: 'delete', room, seq: second })
  await found(ann, { text: 'okapi' }, 0)
})

test('[F34] [R21] [R4] what is said in a room is found only by who is in it', async () => {
  using ann = await FrameClient.join(hub)
  using eve = await FrameClient.join(hub)
  const { room } = await ann.want('room', { verb: 'create', name: 'find-secret', kind: 'private' })
  await ann.say(room.id, 'xylophone')
  await found(ann, { text: 'xylophone' }, 1)
  assert.deepEqual((await eve.want('found', { verb: 'search', text: 'xylophone' })).hits, [])
  assert.equal(await eve.refused({ verb: 'search', text: 'xylophone', room: room.id }), 'no-such-room')
})

test('[F34] [R21] hits come in pages of 20 unless asked otherwise, at most 100, each once', async () => {
  using ann = await FrameClient.join(hub)
  const { id: room } = await ann.join('#find-pages')
  const ids = Array.from({ length: 130 }, (_, number) => ann.send({ verb: 'say', room, text: `walrus ${number}` }))
  for (const id of ids) await ann.answer(id)
  await found(ann, { text: 'walrus 129' }, 1)
  assert.equal((await ann.want('found', { verb: 'search', text: 'walrus' })).hits.length, 20)
  assert.equal((await ann.want('found', { verb: 'search', text: 'walrus', rows: 1_000 })).hits.length, 100)
  const seqs: number[] = []
  let page = await ann.want('found', { verb: 'search', text: 'walrus', rows: 33 })
  for (;;) {
    seqs.push(...page.hits.map(({ entry }) => entry.seq))
    if (page.next === undefined) break
    page = await ann.want('found', { verb: 'search', text: 'walrus', rows: 33, page: page.next })
  }
  assert.deepEqual(
    seqs,
    Array.from({ length: 130 }, (_, index) => 131 - index),
  )
})
