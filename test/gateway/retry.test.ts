// What nobody knows the outcome of is asked again under the same id: it is stored once, wherever and whenever it is asked.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Asked, FrameClient, type FrameOf } from '../support/frame-client.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'

const hub = await startHub()
after(() => hub[Symbol.asyncDispose]())

/** One of each kind that makes an entry, with an id each; `room` is one's own. */
async function askAll(client: FrameClient, room: number, seqs: { said: number; other: number }): Promise<FrameOf<'receipt'>[]> {
  const commands: readonly Asked[] = [
    { verb: 'say', id: 'r-say', room, text: 'once' },
    { verb: 'edit', id: 'r-edit', room, seq: seqs.said, text: 'edited once' },
    { verb: 'react', id: 'r-react', room, seq: seqs.said, emoji: '👍', on: true },
    { verb: 'delete', id: 'r-delete', room, seq: seqs.other },
    { verb: 'topic', id: 'r-topic', room, text: 'once' },
    { verb: 'archive', id: 'r-archive', room, on: true },
    { verb: 'archive', id: 'r-open', room, on: false },
    { verb: 'rename', id: 'r-rename', room, name: 'once' },
  ]
  const receipts: FrameOf<'receipt'>[] = []
  for (const command of commands) receipts.push(await client.want('receipt', command))
  return receipts
}

test('[R15] [F30] [F31] the same id on the same and on another connection, and after kill -9: the same seq, and again', async () => {
  await using folder = await temporaryFolder()
  let token = ''
  let room = 0
  let seqs = { said: 0, other: 0 }
  let first: FrameOf<'receipt'>[] = []
  {
    await using before = await startHub({ data: folder.path })
    using client = await FrameClient.join(before)
    token = client.token
    room = (await client.join('#retry')).id
    seqs = { said: await client.say(room, 'first'), other: await client.say(room, 'other') }
    first = await askAll(client, room, seqs)
    assert.ok(first.every(({ again }) => !again))
    const same = await askAll(client, room, seqs)
    assert.deepEqual(
      same.map(({ seq, at, again }) => [seq, at, again]),
      first.map(({ seq, at }) => [seq, at, true]),
    )
    using other = await FrameClient.join(before, { token }, 'line')
    assert.deepEqual(
      (await askAll(other, room, seqs)).map(({ seq }) => seq),
      first.map(({ seq }) => seq),
    )
    await before.stop('SIGKILL')
  }
  await using again = await startHub({ data: folder.path })
  using client = await FrameClient.join(again, { token, cursors: { [room]: 0 } })
  const repeated = await askAll(client, room, seqs)
  assert.deepEqual(
    repeated.map(({ seq, at, again: told }) => [seq, at, told]),
    first.map(({ seq, at }) => [seq, at, true]),
  )
  const next = await client.say(room, 'next')
  assert.equal(next, (first.at(-1)?.seq ?? 0) + 1)
  await client.entry(room, next)
  assert.deepEqual(client.faults, [])
})

test('[R15] in one go, too: of ten sent together under one id one is stored', async () => {
  using client = await FrameClient.join(hub)
  const ids = Array.from({ length: 10 }, () => client.send({ verb: 'say', room: 1, text: 'together', id: 'together' }))
  const receipts: FrameOf<'receipt'>[] = []
  for (const id of ids) {
    const answer = await client.answer(id)
    assert.ok(answer.event === 'receipt')
    receipts.push(answer)
  }
  assert.equal(new Set(receipts.map(({ seq }) => seq)).size, 1)
  assert.deepEqual(
    receipts.map(({ again }) => again),
    [false, ...Array(9).fill(true)],
  )
})

test('[R15] ids are unique for a guest: another’s same id is its own', async () => {
  using ann = await FrameClient.join(hub)
  using ben = await FrameClient.join(hub)
  const [one, two] = [await ann.say(1, 'mine', 'the-id'), await ben.say(1, 'mine, too', 'the-id')]
  assert.notEqual(one, two)
})

test('[R15] the same id for another command is id-used', async () => {
  using client = await FrameClient.join(hub)
  const { id: room } = await client.join('#used')
  const [first, second] = [await client.say(room, 'first', 'used'), await client.say(room, 'second')]
  const others: readonly Asked[] = [
    { verb: 'say', room: 1, text: 'first' },
    { verb: 'say', room, text: 'first', replyTo: second },
    { verb: 'edit', room, seq: second, text: 'x' },
    { verb: 'delete', room, seq: first },
    { verb: 'react', room, seq: first, emoji: 'x', on: true },
    { verb: 'topic', room, text: 'x' },
    { verb: 'rename', room, name: 'used2' },
    { verb: 'archive', room, on: true },
  ]
  for (const command of others) assert.equal(await client.refused({ ...command, id: 'used' } as Asked), 'id-used', JSON.stringify(command))
  await client.want('receipt', { verb: 'react', room, seq: first, emoji: '👍', on: true, id: 'thumb' })
  assert.equal(await client.refused({ verb: 'react', room, seq: second, emoji: '👍', on: true, id: 'thumb' }), 'id-used')
  assert.equal(await client.refused({ verb: 'react', room, seq: first, emoji: '👎', on: true, id: 'thumb' }), 'id-used')
  assert.equal(await client.refused({ verb: 'react', room, seq: first, emoji: '👍', on: false, id: 'thumb' }), 'id-used')
  const { rows } = await client.want('page', { verb: 'page', room, at: 'latest' })
  assert.equal(rows.length, 3, 'nothing of it was stored')
})

test('[R15] whatever happened in between: the message was deleted, the room archived or left', async () => {
  using client = await FrameClient.join(hub)
  const { id: room } = await client.join('#between')
  const said = (id: string): Asked => ({ verb: 'say', room, text: 'hello', id })
  const { seq } = await client.want('receipt', said('one'))
  const again = async (what: string): Promise<void> => {
    const receipt = await client.want('receipt', said('one'))
    assert.deepEqual([receipt.seq, receipt.again], [seq, true], what)
  }
  await client.want('receipt', { verb: 'edit', room, seq, text: 'other', id: 'two' })
  await again('edited')
  await client.want('receipt', { verb: 'delete', room, seq, id: 'three' })
  await again('deleted')
  assert.equal((await client.want('receipt', { verb: 'edit', room, seq, text: 'other', id: 'two' })).again, true)
  assert.equal((await client.want('receipt', { verb: 'delete', room, seq, id: 'three' })).again, true)
  await client.want('receipt', { verb: 'archive', room, on: true })
  await again('archived')
  await client.want('receipt', { verb: 'archive', room, on: false })
  await client.want('gone', { verb: 'leave', room })
  await again('left')
})

test('[R15] a room is made once, and left once, under the same id', async () => {
  using client = await FrameClient.join(hub)
  const make: Asked = { verb: 'create', name: 'made-once', kind: 'private', id: 'make' }
  const { room } = await client.want('room', make)
  assert.equal((await client.want('room', make)).room.id, room.id)
  const leave: Asked = { verb: 'leave', room: room.id, id: 'leave' }
  await client.want('gone', leave)
  await client.want('gone', leave)
})
