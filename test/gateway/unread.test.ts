// Read cursors, what is unread, and who is mentioned, as a hello tells them.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { RoomView } from '../../src/protocol/rooms.ts'
import { put } from '../support/files.ts'
import { FrameClient } from '../support/frame-client.ts'
import { startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'

const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())

/** What a guest is told of a room when it says hello. */
async function view(token: string, room: number): Promise<Pick<RoomView, 'read' | 'unread' | 'mentions'>> {
  using client = await FrameClient.join(hub, { token })
  const found = client.rooms.find(({ id }) => id === room)
  assert.ok(found !== undefined)
  const { read, unread, mentions } = found
  return { read, unread, mentions }
}

const away = async (client: FrameClient): Promise<void> => {
  client[Symbol.dispose]()
  await client.closed()
}

test('[R17] [F32] unread are the messages of others after the read cursor, which only moves forward', async () => {
  using ben = await FrameClient.join(hub, { name: 'Unread-Ben' })
  const ann = await FrameClient.join(hub, { name: 'Unread-Ann' })
  const { id: room, last } = await ann.join('#unread')
  await ben.join(room)
  const own = await ann.say(room, 'my own is not unread to me')
  const [first, second, third] = [
    await ben.say(room, 'one'),
    await ben.say(room, 'two, @Unread-Ann'),
    await ben.say(room, 'three, @Unread-Ann'),
  ]
  await ben.want('receipt', { verb: 'react', room, seq: own, emoji: '👍', on: true })
  await ben.want('receipt', { verb: 'edit', room, seq: first, text: 'one again' })
  await away(ann)
  assert.deepEqual(await view(ann.token, room), { read: last, unread: 3, mentions: 2 })
  using back = await FrameClient.join(hub, { token: ann.token })
  await back.want('done', { verb: 'read', room, seq: second })
  await away(back)
  assert.deepEqual(await view(ann.token, room), { read: second, unread: 1, mentions: 1 })
  using again = await FrameClient.join(hub, { token: ann.token })
  await again.want('done', { verb: 'read', room, seq: first })
  await away(again)
  assert.deepEqual((await view(ann.token, room)).read, second, 'it does not go back')
  await ben.want('receipt', { verb: 'delete', room, seq: third })
  assert.deepEqual(await view(ann.token, room), { read: second, unread: 0, mentions: 0 }, 'what is deleted is not unread')
  using end = await FrameClient.join(hub, { token: ann.token })
  await end.want('done', { verb: 'read', room, seq: 999_999 })
  await away(end)
  const { read } = await view(ann.token, room)
  const { asOf } = await ben.want('page', { verb: 'page', room, at: 'latest' })
  assert.equal(read, asOf, 'and not beyond the end')
})

test('[R17] [R13] an edit moves the mention: who is not named any more has none', async () => {
  using ben = await FrameClient.join(hub, { name: 'Edit-Ben' })
  const ann = await FrameClient.join(hub, { name: 'Edit-Ann' })
  const { id: room } = await ann.join('#mention-edit')
  await ben.join(room)
  const seq = await ben.say(room, 'for nobody')
  await away(ann)
  await ben.want('receipt', { verb: 'edit', room, seq, text: 'for @Edit-Ann' })
  assert.equal((await view(ann.token, room)).mentions, 1)
  await ben.want('receipt', { verb: 'edit', room, seq, text: 'for nobody again' })
  assert.equal((await view(ann.token, room)).mentions, 0)
})

test('[R17] whoever names itself has nothing to be told of', async () => {
  const ann = await FrameClient.join(hub, { name: 'Self-Ann' })
  const { id: room } = await ann.join('#self')
  await ann.say(room, 'I am @Self-Ann')
  await away(ann)
  const { unread, mentions } = await view(ann.token, room)
  assert.deepEqual({ unread, mentions }, { unread: 0, mentions: 0 })
})

test('[R17] both are counted up to 100', async () => {
  using ben = await FrameClient.join(hub, { name: 'Many-Ben' })
  const ann = await FrameClient.join(hub, { name: 'Many-Ann' })
  const { id: room } = await ann.join('#many')
  await ben.join(room)
  await away(ann)
  const counted: [number, number][] = []
  for (const count of [99, 1, 1, 20]) {
    const asked = Array.from({ length: count }, () => ben.send({ verb: 'say', room, text: '@Many-Ann' }))
    await Promise.all(asked.map(id => ben.answer(id)))
    const { unread, mentions } = await view(ann.token, room)
    counted.push([unread, mentions])
  }
  assert.deepEqual(counted, [
    [99, 99],
    [100, 100],
    [100, 100],
    [100, 100],
  ])
})

test('[R17] [R1] in the lobby, too, what came while one was away is unread, files as well', async () => {
  const ann = await FrameClient.join(hub, { name: 'Lobby-Ann' })
  const last = ann.rooms[0]?.last
  await away(ann)
  using ben = await FrameClient.join(hub)
  await ben.say(1, 'one')
  await ben.say(1, 'two')
  using person = await LineClient.join(hub)
  await put(person, 'unread.txt', Buffer.from('x'))
  assert.deepEqual(await view(ann.token, 1), { read: last, unread: 3, mentions: 0 })
  assert.deepEqual((await view(ann.token, 1)).unread, 3, 'asking is not reading')
})

test('[R13] [R1] in the lobby everybody can be mentioned, here or not', async () => {
  const ann = await FrameClient.join(hub, { name: 'Absent-Ann' })
  await away(ann)
  using ben = await FrameClient.join(hub)
  const seq = await ben.say(1, 'where is @Absent-Ann?')
  const entry = await ben.entry(1, seq)
  assert.deepEqual(entry.kind === 'message' && entry.mentions, [ann.guest])
})
