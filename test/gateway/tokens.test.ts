// Guests who come back: by their token in the hello, in a cookie or as a bearer; and tokens that are not good any more.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { FrameClient } from '../support/frame-client.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'

const hub = await startHub()
after(() => hub[Symbol.asyncDispose]())

for (const way of ['web', 'line'] as const) {
  test(`[F11] with its token a guest is itself again: name, rooms, read cursor (${way})`, async () => {
    const first = await FrameClient.join(hub, { name: `Back-${way}` }, way)
    const room = await first.join(`#back-${way}`)
    await first.want('done', { verb: 'read', room: room.id, seq: room.last })
    first[Symbol.dispose]()
    await first.closed()
    using again = await FrameClient.open(hub, way)
    const hello = await again.hello({ token: first.token })
    assert.deepEqual(
      [hello.guest, hello.name, hello.token],
      [first.guest, `Back-${way}`, undefined],
      'the token is shown only when it is new',
    )
    assert.deepEqual(
      hello.rooms.map(({ name }) => name),
      ['#lobby', `#back-${way}`],
    )
    assert.equal(await again.say(room.id, 'I am back'), room.last + 1)
    const entry = await again.entry(room.id, room.last + 1)
    assert.equal(entry.guest, first.guest)
  })

  test(`[F11] an unknown token is bad-token; one may say hello again without it (${way})`, async () => {
    using client = await FrameClient.open(hub, way)
    const refused = await client.want('refused', { verb: 'hello', version: 1, token: 'x'.repeat(40) })
    assert.deepEqual([refused.code, refused.closes], ['bad-token', false])
    assert.ok(((await client.hello()).token ?? '').length > 0)
  })

  test(`[F11] an older connection is told, closed, and its name is free at once (${way})`, async () => {
    using older = await FrameClient.join(hub, { name: `Twice-${way}` })
    using newer = await FrameClient.join(hub, { token: older.token }, way)
    assert.equal(newer.name, `Twice-${way}`)
    const last = await older.next('refused')
    assert.deepEqual([last.code, last.closes], ['resumed-elsewhere', true])
    assert.equal(await older.closed(), 1008)
    using witness = await FrameClient.join(hub)
    const { rows } = await witness.want('status', { verb: 'status', past: 20 })
    assert.deepEqual(rows.find(({ name, ended }) => name === `Twice-${way}` && ended !== undefined)?.ended?.reason, 'resumed-elsewhere')
    await newer.settled()
  })
}

test('[F11] a connection of the line door is taken over by frames, and the other way round', async () => {
  using person = await LineClient.join(hub)
  const token = (await person.ask('/token')).replace('TOKEN ', '')
  using program = await FrameClient.join(hub, { token })
  assert.equal(program.name, person.firstName)
  assert.match(await person.reply(), /^ERROR resumed-elsewhere /)
  using back = await LineClient.join(hub)
  assert.match(await back.ask(`/resume ${token}`), new RegExp(`^RESUMED ${person.firstName} `))
  assert.equal((await program.next('refused')).code, 'resumed-elsewhere')
  assert.equal(await program.closed(), 1008)
})

test('[F11] a token may come as a bearer or in the cookie when hello has none', async () => {
  using ann = await FrameClient.join(hub, { name: 'Cookie-Ann' })
  using ben = await FrameClient.join(hub, { name: 'Cookie-Ben' })
  const headers = [
    { authorization: `Bearer ${ann.token}` },
    { authorization: `bearer ${ann.token}` },
    { cookie: `partyline=${ann.token}` },
    { cookie: `other=1; partyline=${ann.token}; more=2` },
    { cookie: `partyline=${ben.token}`, authorization: `Bearer ${ann.token}` },
  ]
  for (const header of headers) {
    using client = await FrameClient.open(hub, 'web', Object.fromEntries(Object.entries(header)))
    assert.equal((await client.hello()).guest, ann.guest, JSON.stringify(header))
  }
  using own = await FrameClient.open(hub, 'web', { authorization: `Bearer ${ann.token}` })
  assert.equal((await own.hello({ token: ben.token })).guest, ben.guest, 'the token of the hello goes first')
  using misnamed = await FrameClient.open(hub, 'web', { cookie: `notpartyline=${ann.token}` })
  assert.notEqual((await misnamed.hello()).guest, ann.guest)
})

test('[F11] a cookie that is not good any more keeps nobody out', async () => {
  using client = await FrameClient.open(hub, 'web', { cookie: 'partyline=stale' })
  assert.equal(await client.refused({ verb: 'hello', version: 1 }), 'bad-token')
  const hello = await client.hello()
  assert.ok((hello.token ?? '').length > 0)
})

test('[F11] [F36] a forgotten token is bad-token, and a new one makes the former void', async () => {
  using client = await FrameClient.join(hub)
  const { token, expiresAt } = await client.want('token', { verb: 'token' })
  assert.ok(expiresAt > Date.now())
  using other = await FrameClient.open(hub)
  assert.equal(await other.refused({ verb: 'hello', version: 1, token: client.token }), 'bad-token')
  await client.want('forgotten', { verb: 'forget' })
  assert.equal(await other.refused({ verb: 'hello', version: 1, token }), 'bad-token')
  await client.settled()
  const fresh = await client.want('token', { verb: 'token' })
  assert.equal((await other.hello({ token: fresh.token })).guest, client.guest)
})

test('[F11] [L81] a token that was not used for token-days is bad-token; one that was used in time is good', async () => {
  await using folder = await temporaryFolder()
  const tokens: { token: string; guest: number }[] = []
  {
    await using first = await startHub({ data: folder.path })
    for (let guest = 0; guest < 2; guest++) {
      using client = await FrameClient.join(first)
      tokens.push({ token: client.token, guest: client.guest })
    }
    await first.stop()
  }
  const [late, early] = tokens
  assert.ok(late !== undefined && early !== undefined)
  const days = 86_400_000
  using database = new DatabaseSync(join(folder.path, 'partyline.sqlite'))
  const age = database.prepare('UPDATE guests SET token_at = ? WHERE id = ?')
  age.run(Date.now() - 3 * days - 60_000, late.guest)
  age.run(Date.now() - 3 * days + 60_000, early.guest)
  database.close()
  await using second = await startHub({ data: folder.path, args: ['--token-days', '3'] })
  using client = await FrameClient.open(second)
  assert.equal(await client.refused({ verb: 'hello', version: 1, token: late.token }), 'bad-token')
  assert.equal((await client.hello({ token: early.token })).guest, early.guest)
})

test('[F11] of a storm of hellos with the same token exactly one lives in the end', async () => {
  const first = await FrameClient.join(hub, { name: 'Storm' })
  const clients = await Promise.all(Array.from({ length: 40 }, (_, index) => FrameClient.open(hub, index % 2 === 0 ? 'web' : 'line')))
  await Promise.all(clients.map(client => client.hello({ token: first.token }).catch(() => undefined)))
  const alive = await Promise.all(
    clients.map(client =>
      client.settled().then(
        () => true,
        () => false,
      ),
    ),
  )
  assert.equal(alive.filter(Boolean).length, 1)
  assert.equal(await first.closed(), 1008)
  const survivor = clients[alive.indexOf(true)]
  assert.equal(survivor?.name, 'Storm')
  const { rows } = await survivor.want('people', { verb: 'who', room: 1 })
  assert.equal(rows.filter(({ guest }) => guest === first.guest).length, 1)
  for (const client of clients) client[Symbol.dispose]()
  assert.doesNotMatch(hub.output(), /fault/i)
})
