// Resuming by cursors: what was missed comes page by page and then live, with nothing left out and nothing twice, whoever talks meanwhile.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { FrameClient } from '../support/frame-client.ts'
import { startHub } from '../support/hub.ts'
import { until } from '../support/until.ts'

const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())

const span = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** Says so many things at once; answers the last seq. */
async function sayMany(client: FrameClient, room: number, count: number, text = 'x'): Promise<number> {
  const ids = span(1, count).map(number => client.send({ verb: 'say', room, text: `${number} ${text}` }))
  let last = 0
  for (const id of ids) {
    const receipt = await client.answer(id)
    assert.ok(receipt.event === 'receipt')
    last = receipt.seq
  }
  return last
}

for (const way of ['web', 'line'] as const) {
  test(`[F13] [F20] the entries after each cursor follow, then all goes on live (${way})`, async () => {
    using talker = await FrameClient.join(hub)
    const guest = await FrameClient.join(hub, {}, way)
    const rooms = await Promise.all(['a', 'b', 'c'].map(letter => guest.join(`#cursor-${way}-${letter}`)))
    for (const { id } of rooms) await talker.join(id)
    guest[Symbol.dispose]()
    await guest.closed()
    const [a, b, c] = rooms.map(({ id }) => id)
    assert.ok(a !== undefined && b !== undefined && c !== undefined)
    const lasts = [await sayMany(talker, a, 1_200), await sayMany(talker, b, 30), await sayMany(talker, c, 5)]
    using back = await FrameClient.open(hub, way)
    const hello = await back.hello({ token: guest.token, cursors: { [a]: 2, [b]: 30 } })
    assert.deepEqual(
      hello.rooms.slice(1).map(({ last }) => last),
      lasts,
    )
    await back.entry(a, lasts[0] ?? 0)
    await back.entry(b, lasts[1] ?? 0)
    assert.deepEqual(back.seqs(a), span(3, lasts[0] ?? 0))
    assert.deepEqual(back.seqs(b), span(31, lasts[1] ?? 0))
    assert.deepEqual(back.seqs(c), [], 'without a cursor the room is live after last')
    for (const room of [a, b, c]) await back.entry(room, await talker.say(room, 'live'))
    assert.deepEqual(back.faults, [])
    const texts = back.entries(a).flatMap(entry => (entry.kind === 'message' ? entry.text : []))
    assert.deepEqual(texts, [...span(1, 1_200).map(number => `${number} x`), 'live'])
  })

  test(`[F13] whoever comes back again and again while others talk misses nothing and gets nothing twice (${way})`, async () => {
    using talker = await FrameClient.join(hub)
    const room = await talker.join(`#fire-${way}`)
    using other = await FrameClient.join(hub, {}, 'line')
    await other.join(room.id)
    const first = await FrameClient.join(hub, {}, way)
    const begin = (await first.join(room.id)).last
    let talking = true
    const saying = [talker, other].map(async client => {
      while (talking) await sayMany(client, room.id, 40, 'y'.repeat(300))
    })
    const seen: number[] = []
    let cursor = begin
    for (let round = 0; round < 12; round++) {
      const back = await FrameClient.join(hub, { token: first.token, cursors: { [room.id]: cursor } }, way)
      const enough = round * 150
      await until('some of it has come', () => back.seqs(room.id).length > enough || undefined)
      back[Symbol.dispose]()
      assert.deepEqual(back.faults, [])
      seen.push(...back.seqs(room.id))
      cursor = seen.at(-1) ?? cursor
    }
    talking = false
    await Promise.all(saying)
    using last = await FrameClient.join(hub, { token: first.token, cursors: { [room.id]: cursor } }, way)
    const end = await talker.say(room.id, 'the end')
    await last.entry(room.id, end)
    seen.push(...last.seqs(room.id))
    assert.deepEqual(seen, span(begin + 1, end))
    assert.deepEqual([first.faults, last.faults], [[], []])
  })

  test(`[F14] a cursor beyond the end, of another room or of none is no cursor (${way})`, async () => {
    using client = await FrameClient.join(hub, {}, way)
    const { id } = await client.join(`#beyond-${way}`)
    const last = await client.say(id, 'the last')
    client[Symbol.dispose]()
    await client.closed()
    using back = await FrameClient.join(hub, { token: client.token, cursors: { [id]: 999_999, 77777: 3, 0: 0 } }, way)
    const live = await back.say(id, 'live')
    await back.entry(id, live)
    assert.deepEqual(back.seqs(id), [last + 1])
    assert.deepEqual([back.faults, back.gaps], [[], []])
  })

  test(`[F13] cursors that are none are bad-command (${way})`, async () => {
    using client = await FrameClient.open(hub, way)
    for (const cursors of ['{"1":-1}', '{"1":1.5}', '{"1":"2"}', '{"x":1}', '[1]', '{"1e1":1}', '{"-1":1}']) {
      using other = await FrameClient.open(hub, way)
      other.pipe.send(`{"id":"h","verb":"hello","version":1,"cursors":${cursors}}`)
      const answer = await other.answer('h')
      assert.ok(answer.event === 'refused' && (answer.code === 'bad-command' || answer.code === 'hello-first'), cursors)
    }
    await client.hello()
  })
}

test('[F13] [F20] entries of every kind come as they are read now, one’s own among them', async () => {
  using ann = await FrameClient.join(hub, { name: 'Kinds-Ann' })
  using ben = await FrameClient.join(hub, { name: 'Kinds-Ben' })
  const { id: room } = await ann.join('#kinds')
  const said = await ann.say(room, 'hello @Kinds-Ben and @nobody', 'own-id')
  await ann.want('receipt', { verb: 'invite', room, name: 'Kinds-Ben' })
  await ben.join(room)
  const answer = (await ben.want('receipt', { verb: 'say', room, text: 'yes', replyTo: said, files: ['a.txt'] })).seq
  await ann.want('receipt', { verb: 'edit', room, seq: said, text: 'hello again' })
  await ben.want('receipt', { verb: 'react', room, seq: said, emoji: '👍', on: true })
  await ben.want('receipt', { verb: 'react', room, seq: said, emoji: '👍', on: false })
  await ann.want('receipt', { verb: 'topic', room, text: 'all kinds' })
  await ann.want('receipt', { verb: 'archive', room, on: true })
  await ann.want('receipt', { verb: 'archive', room, on: false })
  await ann.want('receipt', { verb: 'rename', room, name: '#all-kinds' })
  await ben.want('receipt', { verb: 'delete', room, seq: answer })
  await ben.want('gone', { verb: 'leave', room })
  const last = await ann.say(room, 'the end')
  await ann.entry(room, last)
  const plain = ann.entries(room).map(({ at: _, author: __, ...rest }) => rest)
  const [a, b] = [ann.guest, ben.guest]
  const live = [
    { seq: 2, guest: a, id: 'own-id', kind: 'message', text: 'hello @Kinds-Ben and @nobody' },
    { seq: 3, guest: a, kind: 'member', change: 'invited', member: b, name: 'Kinds-Ben' },
    { seq: 4, guest: b, kind: 'member', change: 'joined', member: b, name: 'Kinds-Ben' },
    { seq: 5, guest: b, kind: 'message', text: 'yes', replyTo: 2, files: ['a.txt'] },
    { seq: 6, guest: a, kind: 'edit', of: 2, text: 'hello again' },
    { seq: 7, guest: b, kind: 'react', of: 2, emoji: '👍', on: true },
    { seq: 8, guest: b, kind: 'react', of: 2, emoji: '👍', on: false },
    { seq: 9, guest: a, kind: 'topic', text: 'all kinds' },
    { seq: 10, guest: a, kind: 'archive', on: true },
    { seq: 11, guest: a, kind: 'archive', on: false },
    { seq: 12, guest: a, kind: 'rename', name: '#all-kinds' },
    { seq: 13, guest: b, kind: 'delete', of: 5 },
    { seq: 14, guest: b, kind: 'member', change: 'left', member: b, name: 'Kinds-Ben' },
    { seq: 15, guest: a, kind: 'message', text: 'the end' },
  ]
  const withoutIds = (entries: readonly object[]): object[] =>
    entries.map(entry => ('id' in entry && String(entry.id).startsWith('own') ? entry : { ...entry, id: undefined }))
  assert.deepEqual(withoutIds(plain), withoutIds(live))
  assert.ok(ann.entries(room).every(({ author, guest }) => author === (guest === a ? 'Kinds-Ann' : 'Kinds-Ben')))
  using back = await FrameClient.join(hub, { token: ann.token, cursors: { [room]: 0 } })
  await back.entry(room, last)
  const [, message, , , tombstone] = back.entries(room)
  assert.ok(message?.kind === 'message' && message.text === 'hello again' && message.edited === 6)
  assert.ok(tombstone?.kind === 'message' && tombstone.text === '' && tombstone.deleted === 13)
  assert.deepEqual([tombstone.files, tombstone.mentions], [undefined, undefined])
})
