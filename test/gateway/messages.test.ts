// Saying, editing, deleting and reacting in frames, and everything else that may be asked: each is answered once, and they take effect in order.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { put } from '../support/files.ts'
import { FrameClient } from '../support/frame-client.ts'
import { startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { Random } from '../support/random.ts'

const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())

for (const way of ['web', 'line'] as const) {
  test(`[F4] [F2] hundreds of commands in one go are answered once each, and take effect in their order (${way})`, async context => {
    const random = Random.fromEnvironment()
    context.diagnostic(`PARTYLINE_SEED=${random.seed}`)
    using client = await FrameClient.join(hub, {}, way)
    using other = await FrameClient.join(hub)
    const rooms = [await client.join(`#order-${way}-a`), await client.join(`#order-${way}-b`)].map(({ id }) => id)
    for (const room of rooms) await other.join(room)
    const [a = 0, b = 0] = rooms
    const texts = new Map<number, string[]>([
      [a, []],
      [b, []],
    ])
    const sent = Array.from({ length: 600 }, (_, number) => {
      const room = random.pick(a, b)
      const kind = random.between(0, 9)
      if (kind === 0) return client.send({ verb: 'topic', room, text: topicOf(room, number) })
      if (kind === 1) return client.send({ verb: 'page', room, at: 'latest', rows: 3 })
      if (kind === 2) return client.send({ verb: 'say', room: random.pick<number | string>('#nowhere', 999_999), text: 'x' })
      if (kind === 3) return client.send({ verb: 'ping' })
      if (kind === 4) return client.send({ verb: 'say', room, text: topicOf(room, number), replyTo: 999_999 })
      return client.send({ verb: 'say', room, text: topicOf(room, number) })
    })
    function topicOf(room: number, number: number): string {
      const text = `${number}`
      texts.get(room)?.push(text)
      return text
    }
    const answers = await Promise.all(sent.map(id => client.answer(id)))
    const refused = new Set(answers.flatMap((answer, number) => (answer.event === 'refused' ? [`${number}`] : [])))
    await client.settled()
    for (const room of rooms) {
      const last = await other.say(room, 'the end')
      await Promise.all([client.entry(room, last), other.entry(room, last)])
      const told = (who: FrameClient): string[] =>
        who.entries(room).flatMap(entry => (entry.kind === 'message' || entry.kind === 'topic' ? entry.text : []))
      const wanted = texts.get(room)?.filter(text => !refused.has(text)) ?? []
      assert.deepEqual(told(other).slice(-wanted.length - 1, -1), wanted)
      assert.deepEqual(told(client).slice(-wanted.length - 1, -1), wanted)
    }
    for (const id of sent) await assert.rejects(client.answer(id, 1), /did not come/, 'no second answer')
    assert.deepEqual([client.faults, other.faults], [[], []])
  })
}

test('[F30] [R11] [R14] who may edit, delete and answer what', async () => {
  using ann = await FrameClient.join(hub, { name: 'Msg-Ann' })
  using ben = await FrameClient.join(hub, { name: 'Msg-Ben' })
  const { id: room } = await ann.join('#msg')
  await ben.join(room)
  const first = await ann.want('receipt', { verb: 'say', room, text: 'first' })
  assert.deepEqual([first.room, first.seq, first.again], [room, 3, false])
  const { seq } = first
  for (const verb of ['edit', 'delete'] as const) {
    const change = (of: number) => (verb === 'edit' ? { verb, room, seq: of, text: 'x' } : { verb, room, seq: of })
    assert.equal(await ben.refused(change(seq)), 'not-yours')
    for (const missing of [0, 1, 2, 999]) assert.equal(await ann.refused(change(missing)), 'no-such-message', `${verb} ${missing}`)
  }
  for (const missing of [1, 2, 999]) {
    assert.equal(await ben.refused({ verb: 'say', room, text: 'x', replyTo: missing }), 'no-such-message')
    assert.equal(await ben.refused({ verb: 'react', room, seq: missing, emoji: 'x', on: true }), 'no-such-message')
  }
  const edit = await ann.want('receipt', { verb: 'edit', room, seq, text: 'second' })
  assert.equal(edit.seq, seq + 1)
  await ann.want('receipt', { verb: 'edit', room, seq, text: 'third' })
  await ann.want('receipt', { verb: 'delete', room, seq })
  assert.equal(await ann.refused({ verb: 'edit', room, seq, text: 'x' }), 'no-such-message')
  assert.equal(await ann.refused({ verb: 'delete', room, seq }), 'no-such-message')
  assert.equal(await ben.refused({ verb: 'react', room, seq, emoji: 'x', on: true }), 'no-such-message')
  assert.equal(await ben.refused({ verb: 'say', room, text: 'x', replyTo: seq }), 'no-such-message')
  assert.equal(await ann.refused({ verb: 'edit', room, seq: edit.seq, text: 'x' }), 'no-such-message', 'an edit is no message')
  const back = await FrameClient.join(hub, { token: ann.token, cursors: { [room]: 0 } })
  await back.entry(room, seq + 3)
  assert.ok(!JSON.stringify(back.entries(room)).match(/first|second|third/), 'no text of a deleted message is given any more')
  back[Symbol.dispose]()
})

test('[F30] [R12] reactions: once for each, what is so already changes nothing, at most 20 different ones', async () => {
  using ann = await FrameClient.join(hub, { name: 'React-Ann' })
  using ben = await FrameClient.join(hub, { name: 'React-Ben' })
  const { id: room } = await ann.join('#react')
  await ben.join(room)
  const seq = await ann.say(room, 'react to this')
  const react = (who: FrameClient, emoji: string, on = true) => who.want('receipt', { verb: 'react', room, seq, emoji, on })
  const first = await react(ann, '👍')
  assert.deepEqual(await react(ann, '👍').then(({ seq: own, again, at }) => [own, again, at]), [first.seq, true, first.at])
  assert.equal((await react(ben, '👍')).again, false)
  assert.equal((await react(ben, 'no', false)).again, true, 'what is not there cannot be taken back')
  for (let number = 1; number < 20; number++) await react(ann, `e${number}`)
  assert.equal(await ann.refused({ verb: 'react', room, seq, emoji: 'e20', on: true }), 'too-many')
  await react(ben, 'e7')
  await react(ann, 'e3', false)
  await react(ben, '👩‍👩‍👧‍👦')
  const { rows } = await ann.want('page', { verb: 'page', room, at: 'latest' })
  const shown = rows.find(row => row.seq === seq)?.reactions
  assert.equal(shown?.length, 20)
  assert.deepEqual(shown?.[0], { emoji: '👍', count: 2, mine: true })
  assert.deepEqual(
    shown?.filter(({ emoji }) => emoji === 'e7' || emoji === 'e3' || emoji.startsWith('👩')),
    [
      { emoji: 'e7', count: 2, mine: true },
      { emoji: '👩‍👩‍👧‍👦', count: 1, mine: false },
    ],
  )
  await ann.want('receipt', { verb: 'delete', room, seq })
  const gone = (await ann.want('page', { verb: 'page', room, at: 'latest' })).rows.find(row => row.seq === seq)
  assert.equal(gone?.reactions, undefined)
})

test('[R13] [F20] @name names who is here and who is a member, at most 20 of them', async () => {
  using ann = await FrameClient.join(hub, { name: 'Men-Ann' })
  using ben = await FrameClient.join(hub, { name: 'Men-Ben' })
  using eve = await FrameClient.join(hub, { name: 'Men-Eve' })
  const away = await FrameClient.join(hub, { name: 'Men-Away' })
  const { id: room } = await ann.join('#men')
  await ben.join(room)
  await away.join(room)
  away[Symbol.dispose]()
  await ann.next('left', ({ name }) => name === 'Men-Away')
  const mentionsOf = async (text: string): Promise<readonly number[] | undefined> => {
    const entry = await ann.entry(room, await ann.say(room, text))
    return entry.kind === 'message' ? entry.mentions : undefined
  }
  assert.deepEqual(await mentionsOf('hello @Men-Ben, and @MEN-AWAY.'), [ben.guest, away.guest])
  assert.deepEqual(await mentionsOf('@Men-Ben @Men-Ben @men-ben'), [ben.guest])
  assert.equal(await mentionsOf('mail@Men-Ben @Men-Eve @nobody @ @@'), undefined, 'Eve is not in the room')
  const edit = await ann.want('receipt', { verb: 'edit', room, seq: await ann.say(room, '@Men-Ben'), text: 'for @Men-Away now' })
  const edited = await ann.entry(room, edit.seq)
  assert.deepEqual(edited.kind === 'edit' && edited.mentions, [away.guest])
  await eve.settled()
})

test('[F32] [F36] ping, read, name, limits, status, list, who, search and exit are answered as they should', async () => {
  using client = await FrameClient.join(hub, { name: 'All-Verbs' })
  using person = await LineClient.join(hub)
  await put(person, 'all verbs.txt', Buffer.from('abc'))
  await client.want('done', { verb: 'ping' })
  await client.want('done', { verb: 'read', room: 1, seq: 0 })
  await client.want('done', { verb: 'typing', room: 1 })
  assert.equal((await client.want('named', { verb: 'name', name: 'Other-Name' })).name, 'Other-Name')
  assert.equal(await client.refused({ verb: 'name', name: person.firstName }), 'name-reserved')
  assert.equal(await client.refused({ verb: 'name', name: 'Operator' }), 'name-reserved')
  assert.equal(await client.refused({ verb: 'name', name: '-' }), 'bad-name')
  const limits = await client.want('limits', { verb: 'limits' })
  assert.ok(limits.rows.some(([key, value]) => key === 'max-line-bytes' && value === '8192'))
  const status = await client.want('status', { verb: 'status', past: 2 })
  const own = status.rows.find(({ name }) => name === 'Other-Name')
  assert.deepEqual([own?.door, own?.guest, own?.ended, own?.address], ['web', client.guest, undefined, '127.0.0.1'])
  assert.ok(status.rows.filter(({ ended }) => ended !== undefined).length <= 2)
  const files = await client.want('files', { verb: 'list', after: '' })
  assert.deepEqual(
    files.rows.map(({ name, bytes }) => [name, bytes]),
    [['all verbs.txt', 3]],
  )
  client.pipe.send('{"id":"d1","verb":"status"}')
  assert.equal((await client.answer('d1')).event, 'status', 'status needs no `past`')
  client.pipe.send('{"id":"d2","verb":"list"}')
  assert.equal((await client.answer('d2')).event, 'files', 'list needs no `after`')
  client.pipe.send('{"id":"d3","verb":"status","past":1000000000}')
  const many = await client.answer('d3')
  assert.ok(many.event === 'status' || many.event === 'refused')
  const people = await client.want('people', { verb: 'who', room: 1 })
  assert.equal(people.count, people.rows.length)
  assert.ok(people.rows.some(({ guest }) => guest === client.guest))
  await client.say(1, 'a needle in the hay')
  const found = await client.want('found', { verb: 'search', text: 'nowhere-to-be-found' })
  assert.deepEqual(found.hits, [])
  for (const verb of ['get', 'put', 'history', 'since', 'help', 'json', 'resume', 'msg']) {
    client.pipe.send(`{"id":"${verb}","verb":"${verb}"}`)
    const answer = await client.answer(verb)
    assert.ok(answer.event === 'refused', verb)
  }
  assert.equal((await client.want('goodbye', { verb: 'exit' })).name, 'Other-Name')
  assert.equal(await client.closed(), 1000)
})

test('[F20] a file that somebody puts is an entry for those who read frames', async () => {
  using client = await FrameClient.join(hub)
  using person = await LineClient.join(hub)
  const [lobby] = client.rooms
  const ack = await put(person, 'told.txt', Buffer.from('hello'))
  const entry = await client.entry(1, (lobby?.last ?? 0) + 1)
  assert.ok(entry.kind === 'file')
  assert.deepEqual([entry.name, entry.bytes, `told.txt ACK ${entry.sha256}`], ['told.txt', 5, ack])
})

test('[F36] over TCP exit says goodbye and closes, and what came before a FIN is answered', async () => {
  using client = await FrameClient.join(hub, {}, 'line')
  await client.want('goodbye', { verb: 'exit' })
  await client.closed()
})
