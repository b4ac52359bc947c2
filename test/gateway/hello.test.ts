// `hello` over both roads: who one is, what one is told, and what happens to those who say anything else first.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { FrameClient } from '../support/frame-client.ts'
import { startHub } from '../support/hub.ts'

const hub = await startHub()
after(() => hub[Symbol.asyncDispose]())

for (const way of ['web', 'line'] as const) {
  test(`[F10] [L82] [F12] a new guest is told who it is, its token and the lobby (${way})`, async () => {
    using client = await FrameClient.open(hub, way)
    const before = Date.now()
    const hello = await client.hello()
    assert.equal(hello.version, 1)
    assert.match(hello.hub, /^[0-9a-f]{16,}$/)
    assert.match(hello.name, /^Client\d+$/)
    assert.ok(hello.guest > 0 && hello.session > 0)
    assert.ok((hello.token ?? '').length >= 20)
    assert.ok(hello.tokenExpiresAt > before + 89 * 86_400_000 && hello.tokenExpiresAt < before + 91 * 86_400_000)
    assert.equal(hello.limits['max-line-bytes'], 8_192)
    const [lobby, ...others] = hello.rooms
    assert.deepEqual(others, [])
    const last = lobby?.last ?? -1
    assert.ok((lobby?.here ?? 0) >= 1)
    const plain = { id: 1, name: '#lobby', kind: 'open', topic: '', archived: false, owner: 0, first: 1, last, read: last, unread: 0 }
    assert.deepEqual(lobby, { ...plain, mentions: 0, here: lobby?.here })
  })

  test(`[F3] anything but hello as the first frame is hello-first and closes (${way})`, async () => {
    for (const first of [
      '{"id":"a","verb":"ping"}',
      '{"id":"a","verb":"fly"}',
      'nonsense',
      '[]',
      '{}',
      '{"id":"a","verb":"say","room":1,"text":""}',
    ]) {
      using client = await FrameClient.open(hub, way)
      client.pipe.send(first)
      const refused = first.includes('"a"') ? await client.answer('a') : await client.next('refused')
      assert.ok(refused.event === 'refused')
      assert.deepEqual([refused.code, refused.closes], ['hello-first', true], `after ${first}`)
      assert.equal(await client.closed(), way === 'web' ? 1008 : 0)
    }
  })

  test(`[F10] a hub of another version says so and closes (${way})`, async () => {
    using client = await FrameClient.open(hub, way)
    const answer = await client.want('refused', { verb: 'hello', version: 2 })
    assert.deepEqual([answer.code, answer.closes], ['bad-version', true])
    assert.equal(await client.closed(), way === 'web' ? 1008 : 0)
  })

  test(`[F10] a free name is given, one that is taken, reserved or none at all is not (${way})`, async () => {
    const name = `Ann-${way}`
    using ann = await FrameClient.join(hub, { name }, way)
    assert.equal(ann.name, name)
    for (const wanted of [name, name.toUpperCase(), 'Operator', 'Client77', 'a b', '-x']) {
      using other = await FrameClient.join(hub, { name: wanted }, way)
      assert.match(other.name, /^Client\d+$/, `in place of ${wanted}`)
    }
  })

  test(`[F1] [F2] a second hello is refused and nothing else changes (${way})`, async () => {
    using client = await FrameClient.join(hub, {}, way)
    assert.equal(await client.refused({ verb: 'hello', version: 1 }), 'bad-command')
    await client.settled()
  })
}

test('[F3] what comes with the hello is carried out after it, in order', async () => {
  using client = await FrameClient.open(hub)
  const hello = client.send({ verb: 'hello', version: 1, name: 'Quick' })
  const said = ['a', 'b', 'c'].map(text => client.send({ verb: 'say', room: '#lobby', text }))
  assert.equal((await client.answer(hello)).event, 'hello')
  const seqs: number[] = []
  for (const id of said) {
    const receipt = await client.answer(id)
    assert.ok(receipt.event === 'receipt')
    seqs.push(receipt.seq)
  }
  await client.entry(1, seqs[2] ?? 0)
  assert.deepEqual(client.seqs(1), seqs)
  assert.deepEqual(client.faults, [])
})

test('[L82] [R3] who asks for frames on the line door keeps its name, its rooms and its place', async () => {
  using other = await FrameClient.join(hub)
  using client = await FrameClient.open(hub, 'line')
  const said = await other.say('#lobby', 'before the hello')
  const hello = await client.hello({ cursors: { 1: said - 1 } })
  assert.match(hello.name, /^Client\d+$/)
  const entry = await client.entry(1, said)
  assert.ok(entry.kind === 'message' && entry.text === 'before the hello')
  assert.deepEqual(client.faults, [])
})

test('[F12] a direct room tells its people, and every room is in the hello, the lobby first', async () => {
  using ann = await FrameClient.join(hub, { name: 'Direct-Ann' })
  using ben = await FrameClient.join(hub, { name: 'Direct-Ben' })
  const open = await ann.join('#hello-open')
  const closed = (await ann.want('room', { verb: 'create', name: 'hello-private', kind: 'private', topic: 'quiet' })).room
  const direct = (await ann.want('room', { verb: 'direct', names: [ben.name] })).room
  await ben.say(direct.id, 'for you')
  await ann.entry(direct.id, 1)
  using again = await FrameClient.join(hub, { token: ann.token })
  assert.deepEqual(
    again.rooms.map(({ name, kind, topic, owner }) => [name, kind, topic, owner]),
    [
      ['#lobby', 'open', '', 0],
      ['#hello-open', 'open', '', ann.guest],
      ['#hello-private', 'private', 'quiet', ann.guest],
      ['@Direct-Ben', 'direct', '', ann.guest],
    ],
  )
  const [, , , own] = again.rooms
  assert.deepEqual(
    [own?.id, own?.unread, own?.last, own?.here],
    [direct.id, 1, 1, 2],
    'what Ben said is unread, and the older connection is not counted',
  )
  assert.deepEqual(new Set(own?.people?.map(({ name }) => name)), new Set(['Direct-Ann', 'Direct-Ben']))
  assert.ok(open.id !== closed.id)
})
