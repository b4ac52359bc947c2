// Rooms in frames: made, joined, left, invited into, renamed, archived and listed; and what is kept from those who are not in them.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Asked, FrameClient } from '../support/frame-client.ts'
import { startHub } from '../support/hub.ts'

const hub = await startHub()
after(() => hub[Symbol.asyncDispose]())

const people = async (...names: readonly string[]): Promise<FrameClient[]> =>
  Promise.all(names.map(name => FrameClient.join(hub, { name })))

test('[F31] [F21] create, join and leave tell the room, and its entries follow', async () => {
  const [ann, ben] = await people('Room-Ann', 'Room-Ben')
  assert.ok(ann !== undefined && ben !== undefined)
  const made = await ann.want('room', { verb: 'create', name: 'First', kind: 'open', topic: 'about this' })
  assert.equal(made.entered, true)
  const { id } = made.room
  assert.deepEqual(made.room, {
    ...{ id, name: '#First', kind: 'open', topic: 'about this', archived: false, owner: ann.guest },
    ...{ first: 1, last: 1, read: 1, unread: 0, mentions: 0, here: 1 },
  })
  assert.equal(await ben.refused({ verb: 'join', room: '#nowhere' }), 'no-such-room')
  const joined = await ben.want('room', { verb: 'join', room: '#first' })
  assert.deepEqual([joined.entered, joined.room.id, joined.room.last, joined.room.here], [true, id, 2, 2])
  const told = await ann.entry(id, 2)
  assert.ok(told.kind === 'member' && told.change === 'joined' && told.member === ben.guest)
  await ben.entry(id, await ann.say(id, 'welcome'))
  assert.deepEqual(ben.seqs(id), [3], 'what came before the joining does not follow')
  const { re: _, ...gone } = await ben.want('gone', { verb: 'leave', room: id })
  assert.deepEqual(gone, { event: 'gone', room: id, name: '#First' })
  await ann.say(id, 'he is gone')
  assert.equal(await ben.refused({ verb: 'say', room: id, text: 'x' }), 'not-a-member')
  await ben.settled()
  assert.deepEqual(ben.seqs(id), [3, 4], 'his leaving is the last he is told')
  const again = await ben.want('room', { verb: 'join', room: id })
  assert.deepEqual([again.entered, again.room.last], [true, 6])
  for (const client of [ann, ben]) {
    assert.deepEqual(client.faults, [])
    client[Symbol.dispose]()
  }
})

test('[F21] [R17] joining a room that one is in already says so, and tells what is unread', async () => {
  const [ann, ben] = await people('Again-Ann', 'Again-Ben')
  assert.ok(ann !== undefined && ben !== undefined)
  const { id } = await ann.join('#again')
  await ben.join(id)
  for (const text of ['one', 'two', '@Again-Ann three']) await ben.say(id, text)
  const answer = await ann.want('room', { verb: 'join', room: id })
  assert.equal(answer.entered, false)
  const { last, read, unread, mentions } = answer.room
  assert.deepEqual({ last, read, unread, mentions }, { last: 5, read: 1, unread: 3, mentions: 1 })
  for (const client of [ann, ben]) client[Symbol.dispose]()
})

test('[F31] many who join a room that is not there yet are all in it', async () => {
  const crowd = await people(...Array.from({ length: 10 }, (_, index) => `Make-${index}`))
  const rooms = await Promise.all(crowd.map(client => client.join('#made-together')))
  assert.equal(new Set(rooms.map(({ id }) => id)).size, 1)
  for (const client of crowd) client[Symbol.dispose]()
})

test('[R2] [F31] a name that is taken, or none, makes no room', async () => {
  const [ann] = await people('Names-Ann')
  assert.ok(ann !== undefined)
  const make = (name: string): Asked => ({ verb: 'create', name, kind: 'open' })
  await ann.want('room', make('taken'))
  for (const name of ['taken', '#Taken', 'TAKEN', 'tаken', 'lobby']) assert.equal(await ann.refused(make(name)), 'room-taken', name)
  for (const name of ['#', 'a b', '-x', '.x', 'x'.repeat(33), '@you', '##x'])
    assert.equal(await ann.refused(make(name)), 'bad-room-name', name)
  const other = await ann.join('#other')
  assert.equal(await ann.refused({ verb: 'rename', room: other.id, name: 'taken' }), 'room-taken')
  assert.equal(await ann.refused({ verb: 'rename', room: other.id, name: 'a b' }), 'bad-room-name')
  await ann.want('receipt', { verb: 'rename', room: other.id, name: 'OTHER' })
  ann[Symbol.dispose]()
})

test('[R4] [F22] a private room is for who was invited, and nobody else can tell that it is there', async () => {
  const [ann, ben, eve] = await people('Priv-Ann', 'Priv-Ben', 'Priv-Eve')
  assert.ok(ann !== undefined && ben !== undefined && eve !== undefined)
  const { room } = await ann.want('room', { verb: 'create', name: 'secret', kind: 'private' })
  const said = await ann.say(room.id, 'between us')
  const hidden: readonly Asked[] = [
    { verb: 'join', room: room.id },
    { verb: 'join', room: '#secret' },
    { verb: 'say', room: room.id, text: 'x' },
    { verb: 'edit', room: room.id, seq: said, text: 'x' },
    { verb: 'react', room: room.id, seq: said, emoji: '👍', on: true },
    { verb: 'page', room: room.id, at: 'latest' },
    { verb: 'members', room: room.id },
    { verb: 'who', room: room.id },
    { verb: 'read', room: room.id, seq: 1 },
    { verb: 'typing', room: room.id },
    { verb: 'topic', room: room.id },
    { verb: 'leave', room: room.id },
    { verb: 'invite', room: room.id, name: 'Priv-Eve' },
    { verb: 'rename', room: room.id, name: 'mine' },
    { verb: 'archive', room: room.id, on: true },
    { verb: 'search', text: 'between', room: room.id },
  ]
  for (const command of hidden) assert.equal(await eve.refused(command), 'no-such-room', command.verb)
  const { rows } = await eve.want('rooms', { verb: 'rooms' })
  assert.ok(!rows.some(({ name }) => name === '#secret'))
  await ann.want('receipt', { verb: 'invite', room: room.id, name: 'priv-ben' })
  assert.deepEqual(await ben.next('invited'), { event: 'invited', room: room.id, name: '#secret', by: 'Priv-Ann' })
  assert.equal(await ben.refused({ verb: 'page', room: room.id, at: 'latest' }), 'no-such-room', 'invited is not yet in')
  const listed = (await ben.want('rooms', { verb: 'rooms' })).rows.find(({ id }) => id === room.id)
  assert.deepEqual([listed?.name, listed?.kind, listed?.state, listed?.here], ['#secret', 'private', 'invited', 1])
  await ben.want('room', { verb: 'join', room: '#secret' })
  await ben.entry(room.id, await ann.say(room.id, 'welcome'))
  await ben.want('gone', { verb: 'leave', room: room.id })
  assert.equal(await ben.refused({ verb: 'join', room: room.id }), 'no-such-room', 'the invitation was for once')
  assert.deepEqual(eve.given.size + eve.unasked.filter(({ event }) => event === 'invited').length, 0)
  for (const client of [ann, ben, eve]) client[Symbol.dispose]()
})

test('[F31] [R5] an invitation to who is invited or in already is the receipt of the first one', async () => {
  const [ann, ben] = await people('Inv-Ann', 'Inv-Ben')
  assert.ok(ann !== undefined && ben !== undefined)
  const { room } = await ann.want('room', { verb: 'create', name: 'inv', kind: 'private' })
  const first = await ann.want('receipt', { verb: 'invite', room: room.id, name: 'Inv-Ben' })
  await ann.say(room.id, 'in between')
  const second = await ann.want('receipt', { verb: 'invite', room: room.id, name: 'Inv-Ben' })
  assert.equal(second.again, true)
  assert.ok(second.at > 0, 'a receipt has a time')
  assert.ok(second.seq >= first.seq)
  assert.equal(await ann.refused({ verb: 'invite', room: room.id, name: 'Nobody-Here' }), 'no-such-person')
  for (const client of [ann, ben]) client[Symbol.dispose]()
})

test('[R5] [R6] [F31] who may manage a room, and what an archived one still allows', async () => {
  const [ann, ben] = await people('Own-Ann', 'Own-Ben')
  assert.ok(ann !== undefined && ben !== undefined)
  const { id } = await ann.join('#owned')
  await ben.join(id)
  const said = await ben.say(id, 'mine')
  assert.equal(await ben.refused({ verb: 'rename', room: id, name: 'stolen' }), 'forbidden')
  assert.equal(await ben.refused({ verb: 'archive', room: id, on: true }), 'forbidden')
  await ben.want('receipt', { verb: 'topic', room: id, text: 'anybody may' })
  assert.deepEqual((await ann.want('topic', { verb: 'topic', room: id })).text, 'anybody may')
  await ann.want('receipt', { verb: 'archive', room: id, on: true })
  const refusedNow: readonly Asked[] = [
    { verb: 'say', room: id, text: 'x' },
    { verb: 'edit', room: id, seq: said, text: 'x' },
    { verb: 'delete', room: id, seq: said },
    { verb: 'react', room: id, seq: said, emoji: 'x', on: true },
    { verb: 'topic', room: id, text: 'x' },
    { verb: 'invite', room: id, name: 'Own-Ann' },
  ]
  for (const command of refusedNow) assert.equal(await ben.refused(command), 'archived', command.verb)
  assert.equal((await ben.want('page', { verb: 'page', room: id, at: 'latest' })).rows.at(-1)?.kind, 'archive')
  await ben.want('done', { verb: 'read', room: id, seq: said })
  assert.equal((await ben.want('room', { verb: 'join', room: id })).room.archived, true)
  await ann.want('receipt', { verb: 'archive', room: id, on: false })
  await ben.say(id, 'open again')
  const lobby: readonly Asked[] = [
    { verb: 'topic', room: 1, text: 'x' },
    { verb: 'rename', room: 1, name: 'x' },
    { verb: 'archive', room: 1, on: true },
    { verb: 'leave', room: 1 },
    { verb: 'invite', room: 1, name: 'Own-Ann' },
  ]
  const direct = (await ann.want('room', { verb: 'direct', names: ['Own-Ben'] })).room
  for (const command of lobby) {
    assert.equal(await ann.refused(command), 'forbidden', command.verb)
    assert.equal(await ann.refused({ ...command, room: direct.id } as Asked), 'forbidden', `${command.verb} in a direct room`)
  }
  for (const client of [ann, ben]) client[Symbol.dispose]()
})

test('[F31] [F21] a direct room is one for the same people, and the others are brought in', async () => {
  const [ann, ben, zoe] = await people('Dir-Ann', 'Dir-Ben', 'Dir-Zoe')
  assert.ok(ann !== undefined && ben !== undefined && zoe !== undefined)
  const first = await ann.want('room', { verb: 'direct', names: ['Dir-Ben'] })
  assert.deepEqual([first.entered, first.room.name, first.room.kind], [true, '@Dir-Ben', 'direct'])
  const brought = await ben.next('room')
  assert.deepEqual([brought.room.id, brought.room.name, brought.entered], [first.room.id, '@Dir-Ann', true])
  await ann.entry(first.room.id, await ben.say('@Dir-Ann', 'by its name'))
  const same = await ben.want('room', { verb: 'direct', names: ['Dir-Ann', 'dir-ann'] })
  assert.deepEqual([same.room.id, same.entered], [first.room.id, false])
  const three = await ben.want('room', { verb: 'direct', names: ['Dir-Ann', 'Dir-Zoe'] })
  assert.notEqual(three.room.id, first.room.id)
  assert.equal((await zoe.next('room')).room.id, three.room.id)
  assert.deepEqual(new Set(three.room.people?.map(({ guest }) => guest)), new Set([ann.guest, ben.guest, zoe.guest]))
  assert.equal(await ann.refused({ verb: 'direct', names: ['Dir-Nobody'] }), 'no-such-person')
  assert.equal(await ann.refused({ verb: 'direct', names: ['Dir-Ann'] }), 'no-such-person')
  assert.equal(await ann.refused({ verb: 'direct', names: Array(9).fill('Dir-Ben') }), 'bad-command')
  assert.equal(await zoe.refused({ verb: 'join', room: first.room.id }), 'no-such-room')
  for (const client of [ann, ben, zoe]) {
    assert.deepEqual(client.faults, [])
    client[Symbol.dispose]()
  }
})

test('[R7] [F31] 200 rooms and no more', async () => {
  using client = await FrameClient.join(hub)
  const asked = Array.from({ length: 201 }, (_, index) => client.send({ verb: 'create', name: `many${index}`, kind: 'open' }))
  const answers = await Promise.all(asked.map(id => client.answer(id)))
  assert.equal(answers.filter(({ event }) => event === 'room').length, 200)
  const [last] = answers.slice(-1)
  assert.ok(last?.event === 'refused' && last.code === 'too-many')
  await client.want('gone', { verb: 'leave', room: '#many7' })
  await client.want('room', { verb: 'join', room: '#first-after', make: true })
  using back = await FrameClient.join(hub, { token: client.token })
  assert.equal(back.rooms.length, 201)
  const seqs = await Promise.all(back.rooms.slice(1).map(({ id }) => back.say(id, 'in every room')))
  for (const [index, room] of back.rooms.slice(1).entries()) await back.entry(room.id, seqs[index] ?? 0)
  assert.deepEqual(back.faults, [])
})

test('[R7] [F31] not more than max-rooms rooms in all, direct ones not counted', async () => {
  await using small = await startHub({ args: ['--max-rooms', '3'] })
  using ann = await FrameClient.join(small, { name: 'Ann' })
  using ben = await FrameClient.join(small, { name: 'Ben' })
  await ann.join('#one')
  await ben.join('#two')
  assert.equal(await ann.refused({ verb: 'create', name: 'three', kind: 'private' }), 'too-many')
  assert.equal(await ann.refused({ verb: 'join', room: '#three', make: true }), 'too-many')
  await ann.want('room', { verb: 'direct', names: ['Ben'] })
})

test('[F35] rooms and members come in pages, with their states', async () => {
  const [ann, ben] = await people('List-Ann', 'List-Ben')
  assert.ok(ann !== undefined && ben !== undefined)
  const { id } = await ann.join('#listed')
  await ben.join(id)
  await ann.want('receipt', { verb: 'topic', room: id, text: 'about lists' })
  const gone = await FrameClient.join(hub, { name: 'List-Gone' })
  await gone.join(id)
  gone[Symbol.dispose]()
  await ann.next('left', ({ name }) => name === 'List-Gone')
  const { rows, more } = await ann.want('members', { verb: 'members', room: id })
  assert.deepEqual(
    rows.map(({ name, state, here }) => [name, state, here]),
    [
      ['List-Ann', 'member', true],
      ['List-Ben', 'member', true],
      ['List-Gone', 'member', false],
    ],
  )
  assert.equal(more, false)
  const after = await ann.want('members', { verb: 'members', room: id, after: rows[0]?.guest ?? 0 })
  assert.deepEqual(after.rows, rows.slice(1))
  const listed = (await ben.want('rooms', { verb: 'rooms', after: '#listec' })).rows.find(room => room.id === id)
  assert.deepEqual(listed, {
    ...{ id, name: '#listed', kind: 'open', topic: 'about lists', archived: false, state: 'member', here: 2 },
  })
  const all = await ben.want('rooms', { verb: 'rooms' })
  assert.deepEqual(all.rows.find(room => room.id === 1)?.state, 'member')
  const who = await ann.want('people', { verb: 'who', room: id })
  assert.deepEqual([who.count, who.rows.map(({ name }) => name)], [2, ['List-Ann', 'List-Ben']])
  for (const client of [ann, ben]) client[Symbol.dispose]()
})
