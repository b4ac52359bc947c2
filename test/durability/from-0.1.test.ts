// A data folder as version 0.1 left it: brought up to date with everything kept, a copy made, and its tokens still good.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { secretsIn } from '../../src/secrets/tokens.ts'
import { migrate } from '../../src/store/migrate.ts'
import { migrations } from '../../src/store/migrations.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { get } from '../support/files.ts'
import { FrameClient } from '../support/frame-client.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'

const secrets = secretsIn('')
const content = Buffer.from('left by version 0.1')
const sha256 = createHash('sha256').update(content).digest('hex')
const texts = ['hello', '  spaces kept  ', 'tab\there', 'é🙂', 'ERROR like an error', '@Ann hello']
const people = [
  { id: 1, name: 'Ann' },
  { id: 2, name: 'Bén' },
]

/** What 0.1 left: one migration, a lobby with messages and a file, guests with tokens, past sessions, a setting, an upload half-way. */
async function leaveAs01(folder: string, tokens: readonly string[]): Promise<void> {
  const path = join(folder, 'partyline.sqlite')
  const first = migrations['0001-line']
  assert.ok(first !== undefined)
  const db = openSqlite(path, 'write')
  await migrate(db, path, { '0001-line': first })
  const at = Date.now() - 1_000_000
  db.run('UPDATE hub SET beat_at = ?, next_session = ?, next_guest_number = ?', [at, 40, 31])
  db.run('INSERT INTO rooms (id, name, last_seq, created_at) VALUES (?, ?, ?, ?)', [1, '#lobby', texts.length + 1, at])
  const insert = 'INSERT INTO entries (room_id, seq, at, session_id, guest_id, author, kind, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'
  for (const [index, text] of texts.entries()) db.run(insert, [1, index + 1, at + index, 7, 1, 'Ann', 'message', text])
  const file = JSON.stringify({ name: 'old file.txt', bytes: content.length, sha256 })
  db.run(insert, [1, texts.length + 1, at + 100, 8, 2, 'Bén', 'file', file])
  for (const [index, { id, name }] of people.entries())
    db.run('INSERT INTO guests (id, name, seq, token_hash, token_at) VALUES (?, ?, ?, ?, ?)', [
      ...[id, name, 2],
      ...[secrets.hashToken(tokens[index] ?? ''), at],
    ])
  const session =
    'INSERT INTO sessions (id, guest_id, name, address, port, door, connected_at, ended_at, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'
  db.run(session, [7, 1, 'Ann', '127.0.0.1', 4_000, 'line', at, at + 500, 'exit'])
  db.run(session, [39, 39, 'Client30', '127.0.0.1', 4_001, 'line', at, null, null])
  db.run('INSERT INTO settings (key, value) VALUES (?, ?)', ['max-line-bytes', '4096'])
  db.close()
  mkdirSync(join(folder, 'files'), { recursive: true })
  writeFileSync(join(folder, 'files', 'old file.txt'), content)
}

test('[F11] [R10] [L53] a database of version 0.1 is brought up to date: all is kept, a copy is made, tokens are good', async () => {
  await using folder = await temporaryFolder()
  const tokens = people.map(() => secrets.newToken().token)
  await leaveAs01(folder.path, tokens)
  let room = 0
  {
    await using hub = await startHub({ data: folder.path })
    const copy = join(folder.path, 'partyline-before-step-2.sqlite')
    assert.ok(existsSync(copy))
    using old = new DatabaseSync(copy, { readOnly: true })
    assert.equal(old.prepare('SELECT count(*) AS count FROM entries').get()?.count, texts.length + 1)
    assert.equal(old.prepare("SELECT count(*) AS count FROM sqlite_master WHERE name = 'members'").get()?.count, 0)

    using ann = await FrameClient.open(hub)
    const hello = await ann.hello({ token: tokens[0] ?? '', cursors: { 1: 0 } })
    assert.deepEqual([hello.guest, hello.name, hello.token, hello.limits['max-line-bytes']], [1, 'Ann', undefined, 4_096])
    const [lobby] = hello.rooms
    assert.deepEqual([lobby?.first, lobby?.last, lobby?.kind, lobby?.name], [1, texts.length + 1, 'open', '#lobby'])
    await ann.entry(1, texts.length + 1)
    assert.deepEqual(
      ann.entries(1).flatMap(entry => (entry.kind === 'message' ? [entry.text] : [])),
      texts,
    )
    const file = ann.entries(1).at(-1)
    assert.ok(file?.kind === 'file' && file.name === 'old file.txt' && file.sha256 === sha256)
    await ann.want('receipt', { verb: 'edit', room: 1, seq: 1, text: 'hello, edited by 0.2' })
    await ann.want('receipt', { verb: 'react', room: 1, seq: 2, emoji: '👍', on: true })
    room = (await ann.join('#new')).id
    assert.deepEqual(ann.faults, [])

    using ben = await LineClient.join(hub)
    assert.match(ben.firstName, /^Client31$/, 'numbers count on')
    assert.equal(await ben.ask(`/resume ${tokens[1]}`), 'RESUMED Bén 2')
    const got = await get(ben, 'old file.txt')
    assert.deepEqual([got.bytes, got.end], [content, `END ${sha256}`])
    assert.equal((await ben.rows('/since 0')).length, texts.length + 3)
    assert.ok((await ben.rows('status 1000')).some(row => /Client30 .* hub crashed$/.test(row)))
    await hub.stop()
  }
  await using again = await startHub({ data: folder.path })
  using ann = await FrameClient.join(again, { token: tokens[0] ?? '', cursors: { 1: 0 } })
  assert.deepEqual(
    ann.rooms.map(({ id }) => id),
    [1, room],
  )
  const first = await ann.entry(1, 1)
  assert.ok(first.kind === 'message' && first.text === 'hello, edited by 0.2')
})
