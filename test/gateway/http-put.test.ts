// Files put, replaced and deleted over HTTP: what is acknowledged stands there whole, and what is refused or torn leaves nothing.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { admin } from '../support/admin.ts'
import { sha256Of } from '../support/files.ts'
import { FrameClient } from '../support/frame-client.ts'
import { codeOf, type HttpAnswer, HttpSocket, head, http } from '../support/http-client.ts'
import { startHub } from '../support/hub.ts'
import { until } from '../support/until.ts'

const hub = await startHub({ args: ['--rates', 'off', '--web-origins', 'https://talk.example', '--max-file-bytes', '50000000'] })
after(() => hub[Symbol.asyncDispose]())

type Stored = { readonly id: string; readonly name: string; readonly bytes: number; readonly sha256: string }
const storedIn = ({ body }: HttpAnswer): Stored => JSON.parse(String(body)) as Stored
const digestOf = (bytes: Uint8Array): string => `sha-256=:${Buffer.from(sha256Of(bytes), 'hex').toString('base64')}:`

const put = (name: string, body: Uint8Array, headers: Record<string, string> = {}, token?: string): Promise<HttpAnswer> =>
  http(hub, `/files/lobby/${name}`, { method: 'PUT', body, headers, ...(token !== undefined && { token }) })

/** Bytes on their way in that nobody has taken away yet. */
const staged = async (): Promise<string[]> => (await readdir(join(hub.files, '.partyline'))).filter(name => /^[0-9a-f]{32}$/.test(name))
const nothingStaged = (): Promise<true> => until('nothing is staged any more', async () => (await staged()).length === 0)

test('[H13] what is put is answered 201 with what it is, and stands there for every door', async () => {
  const body = randomBytes(3_000_000)
  const answer = await put('folder/new%20file.bin', body)
  const sha256 = sha256Of(body)
  const { id, ...rest } = storedIn(answer)
  assert.equal(answer.status, 201)
  assert.match(id, /^[0-9a-f]{32}$/)
  assert.deepEqual(rest, { name: 'folder/new file.bin', bytes: 3_000_000, sha256 })
  assert.deepEqual(
    [answer.headers.etag, answer.headers.location, answer.headers['repr-digest']],
    [`"${sha256}"`, '/files/lobby/folder/new%20file.bin', digestOf(body)],
  )
  assert.deepEqual(await readFile(join(hub.files, 'folder', 'new file.bin')), body)
  assert.deepEqual((await http(hub, `/file/${id}`)).body, body)
  assert.deepEqual((await http(hub, answer.headers.location ?? '')).body, body)
})

test('[H13] the room is told of it, with the name of who put it', async () => {
  using ben = await FrameClient.join(hub, { name: 'Ben' })
  using witness = await FrameClient.join(hub)
  const answer = await put('told.txt', Buffer.from('told'), {}, ben.token)
  const { id } = storedIn(answer)
  const entry = await until('the entry', () => witness.entries(1).find(one => one.kind === 'file' && one.file === id))
  assert.deepEqual([entry.author, entry.guest], ['Ben', ben.guest])
})

test('[H13] [H15] the same content again is 200 and stored once; other content under the name is 409', async () => {
  const body = Buffer.from('the first')
  const first = storedIn(await put('same.txt', body))
  const again = await put('same.txt', body)
  assert.deepEqual([again.status, storedIn(again).id], [200, first.id])
  const declared = await put('same.txt', body, { 'Repr-Digest': digestOf(body) })
  assert.deepEqual([declared.status, storedIn(declared).id], [200, first.id])
  for (const other of ['the other', 'the other one']) {
    const refused = await put('same.txt', Buffer.from(other))
    assert.deepEqual([refused.status, codeOf(refused)], [409, 'exists'])
  }
  assert.deepEqual(await readFile(join(hub.files, 'same.txt')), body)
  await nothingStaged()
})

test('[H15] If-None-Match: * is 412 when anything is there; ?rename takes the next free name', async () => {
  const body = Buffer.from('careful')
  const headers = { 'If-None-Match': '*' }
  assert.equal((await put('careful.txt', body, headers)).status, 201)
  for (const content of ['careful', 'another']) {
    const refused = await put('careful.txt', Buffer.from(content), headers)
    assert.deepEqual([refused.status, codeOf(refused)], [412, 'exists'])
  }
  const renamed = await put('careful.txt?rename', Buffer.from('another'))
  assert.deepEqual(
    [renamed.status, storedIn(renamed).name, renamed.headers.location],
    [201, 'careful (2).txt', '/files/lobby/careful%20(2).txt'],
  )
})

test('[H15] only If-Match with the right hash replaces, only one’s own file, and only what is there', async () => {
  using ben = await FrameClient.join(hub, { name: 'Replacer' })
  using eve = await FrameClient.join(hub, { name: 'Other' })
  const [one, two] = [Buffer.from('version one'), Buffer.from('version two, longer')]
  const before = storedIn(await put('mine.txt', one, {}, ben.token))
  const wrong = await put('mine.txt', two, { 'If-Match': `"${sha256Of(two)}"` }, ben.token)
  assert.deepEqual([wrong.status, codeOf(wrong)], [412, 'changed'])
  for (const token of [eve.token, undefined]) {
    const refused = await put('mine.txt', two, { 'If-Match': `"${before.sha256}"` }, token)
    assert.deepEqual([refused.status, codeOf(refused)], [403, 'forbidden'])
  }
  assert.deepEqual((await http(hub, '/files/lobby/mine.txt')).body, one)
  const replaced = await put('mine.txt', two, { 'If-Match': `"${before.sha256}"` }, ben.token)
  assert.equal(replaced.status, 200)
  assert.notEqual(storedIn(replaced).id, before.id)
  assert.deepEqual((await http(hub, '/files/lobby/mine.txt')).body, two)
  assert.equal((await http(hub, `/file/${before.id}`)).status, 404)
  const late = await put('mine.txt', one, { 'If-Match': `"${before.sha256}"` }, ben.token)
  assert.equal(late.status, 412)
  assert.equal((await put('absent.txt', one, { 'If-Match': '*' }, ben.token)).status, 412)
  assert.equal(existsSync(join(hub.files, 'absent.txt')), false)
})

test('[H15] a file that changes while its replacement is on its way is not replaced', async () => {
  using ben = await FrameClient.join(hub, { name: 'Slow' })
  const before = storedIn(await put('changing.txt', Buffer.from('before'), {}, ben.token))
  const body = Buffer.from('the replacement')
  using connection = await HttpSocket.open(hub)
  connection.send(
    head('/files/lobby/changing.txt', { method: 'PUT', body, headers: { 'If-Match': `"${before.sha256}"` }, token: ben.token }),
  )
  connection.send(body.subarray(0, 5))
  await until('it is being staged', async () => (await staged()).length > 0)
  await writeFile(join(hub.files, 'changing.txt'), 'the operator was here')
  connection.send(body.subarray(5))
  const answer = await connection.answer()
  assert.deepEqual([answer.status, codeOf(answer)], [412, 'changed'])
  assert.equal(String(await readFile(join(hub.files, 'changing.txt'))), 'the operator was here')
  await nothingStaged()
})

test('[H14] a file of unknown length comes in chunks of any size', async () => {
  const body = randomBytes(300_000)
  for (const size of [1_000, 65_536, 299_999, 300_000]) {
    using connection = await HttpSocket.open(hub)
    connection.send(head(`/files/lobby/chunked-${size}.bin`, { method: 'PUT', headers: { 'Transfer-Encoding': 'chunked' } }))
    for (let at = 0; at < body.length; at += size) {
      const piece = body.subarray(at, at + size)
      connection.send(`${piece.length.toString(16)}\r\n`)
      connection.send(piece)
      connection.send('\r\n')
    }
    connection.send('0\r\n\r\n')
    const answer = await connection.answer()
    assert.deepEqual([answer.status, storedIn(answer).sha256], [201, sha256Of(body)])
  }
  const empty = await put('empty.bin', Buffer.alloc(0))
  assert.deepEqual([empty.status, storedIn(empty).bytes], [201, 0])
})

test('[H14] a body that is cut off anywhere, with a FIN or a reset, leaves nothing', async () => {
  const body = randomBytes(400_000)
  for (const chunked of [false, true]) {
    for (const at of [0, 1, 200_000, 396_000, 399_999]) {
      for (const how of ['fin', 'reset'] as const) {
        const name = `torn-${chunked}-${at}-${how}.bin`
        using connection = await HttpSocket.open(hub)
        const length = chunked ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': String(body.length) }
        connection.send(head(`/files/lobby/${name}`, { method: 'PUT', headers: length }))
        if (chunked) connection.send(`${body.length.toString(16)}\r\n`)
        connection.send(body.subarray(0, at))
        await until('it is being staged', async () => (await staged()).length > 0)
        if (how === 'fin') connection.socket.end()
        else connection.socket.resetAndDestroy()
        await connection.gone()
        await nothingStaged()
        assert.equal(existsSync(join(hub.files, name)), false, name)
      }
    }
  }
  assert.ok(!(await readdir(hub.files)).some(name => name.startsWith('torn')))
  assert.doesNotMatch(hub.output(), /fault/i)
})

test('[H14] the last chunk without its end publishes nothing; who leaves after the last byte may find it stored', async () => {
  using connection = await HttpSocket.open(hub)
  connection.send(head('/files/lobby/no-end.bin', { method: 'PUT', headers: { 'Transfer-Encoding': 'chunked' } }))
  connection.send('5\r\nhello\r\n')
  await until('it is being staged', async () => (await staged()).length > 0)
  connection.socket.destroy()
  await nothingStaged()
  assert.equal(existsSync(join(hub.files, 'no-end.bin')), false)
  const body = randomBytes(100_000)
  using leaver = await HttpSocket.open(hub)
  leaver.ask('/files/lobby/left.bin', { method: 'PUT', body })
  await until('it is being staged, or stored', async () => (await staged()).length > 0 || existsSync(join(hub.files, 'left.bin')))
  leaver.socket.resetAndDestroy()
  await nothingStaged()
  if (existsSync(join(hub.files, 'left.bin'))) assert.deepEqual(await readFile(join(hub.files, 'left.bin')), body)
})

test('[H16] a declared hash that is not that of the bytes publishes nothing; one that cannot be read is 400', async () => {
  const body = Buffer.from('declared')
  const [right, wrong] = [digestOf(body), digestOf(Buffer.from('else'))]
  const cases: readonly [headers: Record<string, string>, status: number, code?: string][] = [
    [{ 'Repr-Digest': wrong }, 422, 'wrong-hash'],
    [{ 'Content-Digest': wrong }, 422, 'wrong-hash'],
    [{ 'X-Checksum-Sha256': sha256Of(Buffer.from('else')) }, 422, 'wrong-hash'],
    [{ 'Repr-Digest': right, 'X-Checksum-Sha256': sha256Of(Buffer.from('else')) }, 422, 'wrong-hash'],
    [{ 'Repr-Digest': 'sha-256=:short:' }, 400, 'bad-command'],
    [{ 'Repr-Digest': 'sha-256=nonsense' }, 400, 'bad-command'],
    [{ 'X-Checksum-Sha256': 'xyz' }, 400, 'bad-command'],
    [{ 'Repr-Digest': right }, 201],
    [{ 'Content-Digest': `sha-512=:AAAA:, ${right}` }, 201],
    [{ 'Repr-Digest': 'sha-512=:AAAA:' }, 201],
    [{ 'X-Checksum-Sha256': sha256Of(body).toUpperCase() }, 201],
  ]
  for (const [index, [headers, status, code]] of cases.entries()) {
    const answer = await put(`declared-${index}.txt`, body, headers)
    assert.equal(answer.status, status, JSON.stringify(headers))
    if (code !== undefined) assert.equal(codeOf(answer), code)
    assert.equal(existsSync(join(hub.files, `declared-${index}.txt`)), status === 201)
  }
  await nothingStaged()
})

test('[H14] a file that is too large is refused at once, or when it turns out to be; a piece or a coding is refused', async () => {
  const cases: readonly [headers: Record<string, string>, status: number, code: string][] = [
    [{ 'Content-Length': '50000001' }, 413, 'file-too-large'],
    [{ 'Content-Length': '99999999999999' }, 413, 'file-too-large'],
    [{ 'Content-Length': '5', 'Content-Range': 'bytes 0-4/10' }, 400, 'bad-command'],
    [{ 'Content-Length': '5', 'Content-Encoding': 'gzip' }, 400, 'bad-command'],
  ]
  for (const [headers, status, code] of cases) {
    using connection = await HttpSocket.open(hub)
    connection.send(head('/files/lobby/refused.bin', { method: 'PUT', headers }))
    const answer = await connection.answer()
    assert.deepEqual([answer.status, codeOf(answer), answer.headers.connection], [status, code, 'close'])
  }
  using connection = await HttpSocket.open(hub)
  connection.send(head('/files/lobby/endless.bin', { method: 'PUT', headers: { 'Transfer-Encoding': 'chunked' } }))
  const piece = randomBytes(1_000_000)
  for (let sent = 0; sent < 51 && !connection.socket.destroyed; sent++) {
    connection.send(`${piece.length.toString(16)}\r\n`)
    connection.send(piece)
    connection.send('\r\n')
  }
  const answer = await connection.answer()
  assert.deepEqual([answer.status, codeOf(answer)], [413, 'file-too-large'])
  await nothingStaged()
})

test('[H17] who asks before sending is told 100 only if the file is wanted', async () => {
  const body = randomBytes(100_000)
  await put('expected.bin', body)
  const expecting = (name: string, more: Record<string, string>): string =>
    head(`/files/lobby/${name}`, { method: 'PUT', headers: { 'Content-Length': String(body.length), Expect: '100-continue', ...more } })
  const refusals: readonly [name: string, headers: Record<string, string>, status: number][] = [
    ['expected.bin', { 'Content-Length': '5' }, 409],
    ['expected.bin', { 'If-None-Match': '*' }, 412],
    ['huge.bin', { 'Content-Length': '50000001' }, 413],
    ['con', {}, 400],
    ['new.bin', { Authorization: 'Bearer nobody' }, 401],
    ['new.bin', { Origin: 'https://evil.example' }, 403],
  ]
  for (const [name, headers, status] of refusals) {
    using connection = await HttpSocket.open(hub)
    connection.send(expecting(name, headers))
    const answer = await connection.answer()
    assert.deepEqual([answer.status, answer.continued], [status, false], name)
  }
  using connection = await HttpSocket.open(hub)
  connection.send(expecting('wanted.bin', {}))
  assert.equal((await connection.head()).status, 100)
  connection.send(body)
  const stored = await connection.answer()
  assert.deepEqual([stored.status, storedIn(stored).sha256], [201, sha256Of(body)])
  using declared = await HttpSocket.open(hub)
  declared.send(expecting('wanted.bin', { 'Repr-Digest': digestOf(body) }))
  const already = await declared.answer()
  assert.deepEqual([already.status, already.continued], [200, false])
})

test('[H17] [H19] quotas and how many may come at once hold as soon as the operator has set them, before a byte is sent', async () => {
  await using small = await startHub({ args: ['--rates', 'off'] })
  const expecting = async (name: string): Promise<HttpSocket> => {
    const connection = await HttpSocket.open(small)
    connection.send(head(`/files/lobby/${name}`, { method: 'PUT', headers: { 'Content-Length': '1000', Expect: '100-continue' } }))
    return connection
  }
  const refused = async (name: string): Promise<[number, boolean, string]> => {
    using connection = await expecting(name)
    const answer = await connection.answer()
    return [answer.status, answer.continued, codeOf(answer)]
  }
  await admin(small, 'set', 'max-total-bytes', '999')
  assert.deepEqual(await refused('a'), [507, false, 'quota-full'])
  await admin(small, 'set', 'max-total-bytes', '1999')
  await admin(small, 'set', 'max-transfers-per-person', '1')
  using first = await expecting('a')
  assert.equal((await first.head()).status, 100)
  assert.deepEqual(await refused('b'), [429, false, 'too-many-transfers'])
  await admin(small, 'set', 'max-transfers-per-person', '2')
  assert.deepEqual(await refused('b'), [507, false, 'quota-full'])
  await admin(small, 'set', 'max-total-bytes', '2000')
  using second = await expecting('b')
  assert.equal((await second.head()).status, 100)
  for (const connection of [first, second]) {
    connection.send(randomBytes(1_000))
    assert.equal((await connection.answer()).status, 201)
  }
})

test('[H13] of many who put one name at once with different content, one is right and its content stands there', async () => {
  const bodies = Array.from({ length: 12 }, () => randomBytes(200_000))
  const answers = await Promise.all(bodies.map(body => put('race.bin', body)))
  const winners = answers.flatMap((answer, index) => (answer.status === 201 ? [index] : []))
  assert.equal(winners.length, 1, answers.map(answer => answer.status).join(' '))
  for (const answer of answers) assert.ok(answer.status === 201 || answer.status === 409)
  const winner = bodies[winners[0] ?? 0] ?? Buffer.alloc(0)
  assert.deepEqual(await readFile(join(hub.files, 'race.bin')), winner)
  const same = await Promise.all(Array.from({ length: 8 }, () => put('race-same.bin', winner)))
  assert.deepEqual(same.map(answer => answer.status).sort(), [200, 200, 200, 200, 200, 200, 200, 201])
  await nothingStaged()
})

test('[H12] a file is deleted by who put it there, under If-Match only if it is that one', async () => {
  using ben = await FrameClient.join(hub, { name: 'Cleaner' })
  const { sha256 } = storedIn(await put('litter.txt', Buffer.from('litter'), {}, ben.token))
  const target = '/files/lobby/litter.txt'
  assert.equal(codeOf(await http(hub, target, { method: 'DELETE' })), 'forbidden')
  const unmet = await http(hub, target, { method: 'DELETE', token: ben.token, headers: { 'If-Match': `"${'0'.repeat(64)}"` } })
  assert.equal(unmet.status, 412)
  assert.equal((await http(hub, target, { method: 'DELETE', token: ben.token, headers: { 'If-Match': `"${sha256}"` } })).status, 204)
  assert.equal(existsSync(join(hub.files, 'litter.txt')), false)
  assert.equal(codeOf(await http(hub, target, { method: 'DELETE', token: ben.token })), 'no-such-file')
})

test('[H11] a shelf is listed in pages, from a name on and under a prefix; a folder is what is below it', async () => {
  using ben = await FrameClient.join(hub, { name: 'Lister' })
  await ben.want('room', { verb: 'create', name: '#listed', kind: 'private' })
  const names = ['a.txt', 'photos/1.jpg', 'photos/2.jpg', 'photos-old/3.jpg', 'photos.txt', 'z.txt', '日本.txt']
  for (const name of names) {
    const body = Buffer.from(name)
    assert.equal((await http(hub, `/files/listed/${encodeURIComponent(name)}`, { method: 'PUT', body, token: ben.token })).status, 201)
  }
  const listed = async (target: string): Promise<string[]> => {
    const answer = await http(hub, target, { token: ben.token })
    assert.equal(answer.headers['content-type'], 'application/json')
    const { files, more } = JSON.parse(String(answer.body)) as { files: { name: string; sha256: string }[]; more: boolean }
    assert.equal(more, false)
    for (const file of files) assert.equal(file.sha256, sha256Of(Buffer.from(file.name)))
    return files.map(file => file.name)
  }
  const sorted = ['a.txt', 'photos-old/3.jpg', 'photos.txt', 'photos/1.jpg', 'photos/2.jpg', 'z.txt', '日本.txt']
  assert.deepEqual(await listed('/files/listed'), sorted)
  assert.deepEqual(await listed('/files/listed/'), sorted)
  assert.deepEqual(await listed('/files/listed?after=photos.txt'), sorted.slice(3))
  assert.deepEqual(await listed('/files/listed?prefix=photos'), sorted.slice(1, 5))
  assert.deepEqual(await listed('/files/listed?prefix=photos/'), ['photos/1.jpg', 'photos/2.jpg'])
  assert.deepEqual(await listed('/files/listed/photos/'), ['photos/1.jpg', 'photos/2.jpg'])
  assert.deepEqual(await listed('/files/listed?prefix=photos/&after=photos/1.jpg'), ['photos/2.jpg'])
  assert.deepEqual(await listed('/files/listed?prefix=%E6%97%A5'), ['日本.txt'])
  assert.deepEqual(await listed('/files/listed?prefix=nothing'), [])
  assert.equal(codeOf(await http(hub, '/files/listed')), 'no-such-room')
})

test('[H18] a page of another site changes nothing; a page of the hub’s own or of a named origin may', async () => {
  const body = Buffer.from('by a page')
  const own = `http://${hub.host}:${hub.webPort}`
  const cases: readonly [headers: Record<string, string>, allowed: boolean][] = [
    [{ Origin: 'https://evil.example' }, false],
    [{ Origin: 'null' }, false],
    [{ 'Sec-Fetch-Site': 'cross-site' }, false],
    [{ Origin: 'http://evil.example:8080', Host: 'evil.example:8080' }, false],
    [{ Origin: own, Host: own.slice(7), 'Sec-Fetch-Site': 'same-origin' }, true],
    [{ Origin: 'https://talk.example', 'Sec-Fetch-Site': 'cross-site' }, true],
    [{}, true],
  ]
  for (const [index, [headers, allowed]] of cases.entries()) {
    const answer = await put(`page-${index}.txt`, body, headers)
    assert.equal(answer.status, allowed ? 201 : 403, JSON.stringify(headers))
    assert.equal(existsSync(join(hub.files, `page-${index}.txt`)), allowed)
    const deleted = await http(hub, `/files/lobby/same.txt`, { method: 'DELETE', headers })
    assert.equal(codeOf(deleted), 'forbidden')
  }
})

test('[H10] an upload can be read along by its id: all of it if it is stored, a broken connection if it dies', async () => {
  using watcher = await FrameClient.join(hub)
  const body = randomBytes(2_000_000)
  for (const dies of [false, true]) {
    const name = `followed-${dies}.bin`
    using sender = await HttpSocket.open(hub)
    sender.send(head(`/files/lobby/${name}`, { method: 'PUT', body }))
    sender.send(body.subarray(0, 700_000))
    const row = await until('the upload is listed', async () => {
      const { rows } = await watcher.want('transfers', { verb: 'transfers' })
      return rows.find(one => one.name === name)
    })
    using reader = await HttpSocket.open(hub)
    reader.ask(`/transfers/${row.id}`)
    const { status, headers } = await reader.head()
    assert.deepEqual([status, headers['content-length'], headers.etag], [200, '2000000', undefined])
    const first = await reader.bytes(500_000)
    assert.deepEqual(first, body.subarray(0, 500_000))
    if (dies) {
      sender.socket.resetAndDestroy()
      await assert.rejects(reader.bytes(1_500_000), /ended after/)
      assert.equal((await http(hub, `/transfers/${row.id}`)).status, 404)
      continue
    }
    sender.send(body.subarray(700_000))
    assert.equal((await sender.answer()).status, 201)
    assert.deepEqual(Buffer.concat([first, await reader.bytes(1_500_000)]), body)
    const late = await http(hub, `/transfers/${row.id}`)
    assert.deepEqual([late.status, late.body.equals(body), late.headers.etag], [200, true, `"${sha256Of(body)}"`])
  }
})

test('[H10] the last bytes of an upload that turns out wrong are never handed on', async () => {
  using watcher = await FrameClient.join(hub)
  const body = randomBytes(600_000)
  using sender = await HttpSocket.open(hub)
  sender.send(head('/files/lobby/wrong.bin', { method: 'PUT', body, headers: { 'X-Checksum-Sha256': '0'.repeat(64) } }))
  sender.send(body.subarray(0, 300_000))
  const row = await until('the upload is listed', async () => {
    const { rows } = await watcher.want('transfers', { verb: 'transfers' })
    return rows.find(one => one.name === 'wrong.bin')
  })
  using reader = await HttpSocket.open(hub)
  reader.ask(`/transfers/${row.id}`)
  assert.equal((await reader.head()).status, 200)
  sender.send(body.subarray(300_000))
  assert.equal((await sender.answer()).status, 422)
  await assert.rejects(reader.bytes(600_000), /ended after/)
})
