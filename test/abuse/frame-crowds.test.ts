// Crowds of frame clients: a thousand that never say hello, a million frames of one that does not read, readers that stop amid a backfill, and
// many who join and leave the same room at once.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { FrameClient } from '../support/frame-client.ts'
import { startHub } from '../support/hub.ts'
import { memoryBytes, skipWithoutProc } from '../support/process-facts.ts'
import { Random } from '../support/random.ts'
import { handshake, RawWebSocket } from '../support/raw-web-socket.ts'
import { SteadyFrames } from '../support/steady-frames.ts'
import { until } from '../support/until.ts'

const megabyte = 1_024 * 1_024
const options = { args: ['--rates', 'off'], env: { NODE_OPTIONS: '--max-semi-space-size=2' } }
const isLong = (process.env.PARTYLINE_LONG ?? '') !== ''

test('[F3] [W2] of those who say no hello there are a thousand at most, and they hold up nobody who is in', async () => {
  await using hub = await startHub(options)
  using witness = await FrameClient.join(hub)
  const mute: RawWebSocket[] = []
  for (let hundred = 0; hundred < 10; hundred++)
    mute.push(...(await Promise.all(Array.from({ length: 100 }, () => RawWebSocket.open(hub, handshake(hub))))))
  assert.ok(mute.every(({ status }) => status === 101))
  using late = await RawWebSocket.open(hub)
  assert.equal(late.status, 503)
  await witness.say(1, 'still here')
  assert.equal((await fetch(`http://${hub.host}:${hub.webPort}/healthz`)).status, 200)
  using byLine = await FrameClient.join(hub, {}, 'line')
  await byLine.settled()
  for (const web of mute.slice(0, 500)) web.socket.resetAndDestroy()
  using next = await until('there is room again', async () => {
    const web = await RawWebSocket.open(hub)
    return web.status === 101 && web
  })
  assert.equal(next.status, 101)
  for (const web of mute) web[Symbol.dispose]()
  const { rows } = await witness.want('status', { verb: 'status', past: 1_000 })
  assert.equal(rows.length, 2, 'who said no hello was never here')
})

test(`[F2] [F15] ${isLong ? 'a million' : '100,000'} frames of one who does not read wait at the client, and each is answered once`, {
  skip: skipWithoutProc,
}, async context => {
  await using hub = await startHub(options)
  using witness = await FrameClient.join(hub)
  for (const way of ['web', 'line'] as const) {
    using reader = await SteadyFrames.open(hub, way, `Many-${way}`)
    reader.take(0, 0)
    const before = memoryBytes(hub.pid)
    const count = isLong ? 1_000_000 : 100_000
    reader.ping(count)
    for (let turn = 0; turn < 50; turn++) await witness.settled()
    const grown = (memoryBytes(hub.pid) - before) / megabyte
    context.diagnostic(`${way}: memory grew by ${grown.toFixed(0)} MB`)
    assert.ok(grown < 96, `the hub's memory grew by ${grown} MB`)
    reader.hurry()
    await until('every frame is answered', () => reader.done === count || undefined, 60_000)
    assert.equal(reader.isCut, false)
  }
  assert.doesNotMatch(hub.output(), /fault/i)
})

test('[F13] [F15] six readers that stop in the middle of a backfill take no memory, and get all of it when they go on', {
  skip: skipWithoutProc,
}, async context => {
  await using hub = await startHub(options)
  using talker = await FrameClient.join(hub)
  const ids = Array.from({ length: 2_500 }, () => talker.send({ verb: 'say', room: 1, text: 'x'.repeat(4_000) }))
  for (const id of ids) await talker.answer(id)
  const guests = await Promise.all(Array.from({ length: 6 }, () => FrameClient.join(hub)))
  for (const guest of guests) guest[Symbol.dispose]()
  const before = memoryBytes(hub.pid)
  const readers = await Promise.all(
    guests.map((guest, index) =>
      SteadyFrames.open(hub, index % 2 === 0 ? 'web' : 'line', '', { token: guest.token, cursors: { 1: 0 } }, 20_000),
    ),
  )
  let most = before
  for (let turn = 0; turn < 100; turn++) {
    await talker.say(1, 'y'.repeat(4_000))
    most = Math.max(most, memoryBytes(hub.pid))
  }
  const grown = (most - before) / megabyte
  context.diagnostic(`memory grew by ${grown.toFixed(0)} MB`)
  assert.ok(grown < 96, `the hub's memory grew by ${grown} MB`)
  for (const reader of readers) {
    reader.hurry()
    await until('the backfill is whole', () => reader.seqs.at(-1) === 2_600 || undefined)
    assert.deepEqual(
      reader.seqs,
      Array.from({ length: 2_600 }, (_, index) => index + 1),
    )
    reader[Symbol.dispose]()
  }
})

test('[R3] [R10] [F31] many join, leave, talk and come back at once: the log and the members agree, and nobody misses anything', async context => {
  const random = Random.fromEnvironment()
  context.diagnostic(`PARTYLINE_SEED=${random.seed}`)
  await using hub = await startHub(options)
  using witness = await FrameClient.join(hub, { name: 'Witness' })
  const { id: room } = await witness.join('#busy')
  const tokens = await Promise.all(
    Array.from({ length: 24 }, async () => {
      using client = await FrameClient.join(hub)
      return client.token
    }),
  )
  const faults: string[] = []
  const wander = async (token: string, own: Random): Promise<void> => {
    let client = await FrameClient.join(hub, { token })
    for (let step = 0; step < 25; step++) {
      const kind = own.between(0, 9)
      if (kind < 3) await client.ask({ verb: 'join', room })
      else if (kind < 5) await client.ask({ verb: 'leave', room })
      else if (kind < 8) await client.ask({ verb: 'say', room, text: 'hello' })
      else {
        // What is under way when the connection goes may or may not be done.
        client.send(own.chance(0.5) ? { verb: 'join', room } : { verb: 'leave', room })
        faults.push(...client.faults)
        const former = client
        if (own.chance(0.5)) former[Symbol.dispose]()
        client = await FrameClient.join(hub, { token }, own.chance(0.3) ? 'line' : 'web')
        former[Symbol.dispose]()
      }
    }
    await client.settled()
    faults.push(...client.faults)
    client[Symbol.dispose]()
  }
  await Promise.all(tokens.map(token => wander(token, random.branch())))
  const last = await witness.say(room, 'the end')
  await witness.entry(room, last)
  assert.deepEqual([...faults, ...witness.faults], [])
  const inside = new Set<number>([witness.guest])
  for (const entry of witness.entries(room)) {
    if (entry.kind !== 'member') continue
    assert.equal(inside.has(entry.member), entry.change === 'left', `${entry.change} of ${entry.member} at ${entry.seq}`)
    if (entry.change === 'joined') inside.add(entry.member)
    else inside.delete(entry.member)
  }
  using database = new DatabaseSync(join(hub.data, 'partyline.sqlite'), { readOnly: true })
  const members = database.prepare("SELECT guest_id AS guest FROM members WHERE room_id = ? AND state = 'member'").all(room)
  assert.deepEqual(new Set(members.map(({ guest }) => Number(guest))), inside)
  for (const token of tokens) {
    using client = await FrameClient.join(hub, { token })
    assert.equal(
      client.rooms.some(({ id }) => id === room),
      inside.has(client.guest),
    )
  }
  assert.doesNotMatch(hub.output(), /fault/i)
})

test('[F11] [F21] hellos with the same token while its older connection joins rooms: who lives in the end is told of every room it is in', async () => {
  await using hub = await startHub(options)
  using maker = await FrameClient.join(hub)
  for (let round = 0; round < 20; round++) {
    const { id } = await maker.join(`#race${round}`)
    const first = await FrameClient.join(hub)
    first.send({ verb: 'join', room: id })
    const second = await FrameClient.join(hub, { token: first.token })
    first[Symbol.dispose]()
    await second.settled()
    const { rows } = await maker.want('members', { verb: 'members', room: id })
    const isMember = rows.some(({ guest }) => guest === second.guest)
    const isTold = second.rooms.some(room => room.id === id)
    assert.equal(isTold, isMember, `round ${round}: a member ${isMember}, told so ${isTold}`)
    second[Symbol.dispose]()
  }
})
