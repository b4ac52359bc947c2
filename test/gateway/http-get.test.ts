// Files fetched over HTTP: whole and in part, under conditions, by name and by id, and how a browser is told to treat them.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { appendFile, mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { sha256Of } from '../support/files.ts'
import { FrameClient } from '../support/frame-client.ts'
import { codeOf, HttpSocket, http } from '../support/http-client.ts'
import { startHub } from '../support/hub.ts'
import { until } from '../support/until.ts'

const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())

const base64Of = (sha256: string): string => Buffer.from(sha256, 'hex').toString('base64')

/** Drops a file into the lobby's folder; answers its content once the hub knows its hash. */
async function drop(name: string, content: Buffer | string, modified = new Date('2024-02-03T04:05:06.789Z')): Promise<Buffer> {
  const path = join(hub.files, ...name.split('/'))
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, content)
  await utimes(path, modified, modified)
  const target = `/files/lobby/${name.split('/').map(encodeURIComponent).join('/')}`
  await until('the hub knows its hash', async () => (await http(hub, target, { method: 'HEAD' })).headers.etag !== undefined)
  return Buffer.from(content)
}

test('[H4] [H5] a file comes whole, with its length, its hash twice and the time it was changed', async () => {
  const content = await drop('whole.bin', randomBytes(700_001))
  const answer = await http(hub, '/files/lobby/whole.bin')
  const sha256 = sha256Of(content)
  assert.equal(answer.status, 200)
  assert.deepEqual(answer.body, content)
  const { date, ...headers } = answer.headers
  assert.ok(Date.parse(date ?? '') > 0)
  assert.deepEqual(headers, {
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    connection: 'keep-alive',
    'content-disposition': `attachment; filename="whole.bin"; filename*=UTF-8''whole.bin`,
    'content-length': '700001',
    'content-security-policy': "sandbox; default-src 'none'",
    'content-type': 'application/octet-stream',
    'cross-origin-resource-policy': 'same-origin',
    etag: `"${sha256}"`,
    'keep-alive': 'timeout=30',
    'last-modified': 'Sat, 03 Feb 2024 04:05:06 GMT',
    'repr-digest': `sha-256=:${base64Of(sha256)}:`,
    'x-content-type-options': 'nosniff',
  })
  const head = await http(hub, '/files/lobby/whole.bin', { method: 'HEAD' })
  assert.deepEqual({ ...head.headers, date }, answer.headers)
  assert.equal(head.body.length, 0)
})

test('[H4] an empty file, and one whose length is just a piece, come whole', async () => {
  for (const bytes of [0, 1, 256 * 1_024 - 1, 256 * 1_024, 256 * 1_024 + 1, 512 * 1_024]) {
    const content = await drop(`exact-${bytes}.bin`, randomBytes(bytes))
    const answer = await http(hub, `/files/lobby/exact-${bytes}.bin`)
    assert.equal(answer.headers['content-length'], String(bytes))
    assert.equal(sha256Of(answer.body), sha256Of(content), `${bytes} bytes`)
  }
})

test('[H4] requests that follow each other without waiting are answered in order on one connection', async () => {
  const one = await drop('first.bin', randomBytes(2_000_000))
  const two = await drop('second.bin', randomBytes(1_000))
  using connection = await HttpSocket.open(hub)
  const names = ['first', 'second', 'second', 'first', 'second', 'first']
  for (const name of names) connection.ask(`/files/lobby/${name}.bin`)
  for (const name of names) {
    const answer = await connection.answer()
    assert.equal(sha256Of(answer.body), sha256Of(name === 'first' ? one : two))
  }
})

test('[H1] folders in a path may stand as they are or escaped; a room may stand by its number', async () => {
  await drop('photos/größe 100%/ä+b.txt', 'a photo')
  const targets = [
    '/files/lobby/photos/gr%C3%B6%C3%9Fe%20100%25/%C3%A4+b.txt',
    '/files/lobby/photos%2Fgr%c3%b6%c3%9fe%20100%25%2f%C3%A4%2Bb.txt',
    '/files/~1/photos/gr%C3%B6%C3%9Fe%20100%25/%C3%A4+b.txt',
    '/files/%6Cobby/photos/gr%C3%B6%C3%9Fe%20100%25/%C3%A4+b.txt?x=1',
  ]
  for (const target of targets) {
    const answer = await http(hub, target)
    assert.deepEqual([answer.status, String(answer.body)], [200, 'a photo'], target)
  }
})

test('[H1] [H20] what is no name of a file is 400 or 404, nothing outside the shelf is read, and no header comes from a name', async () => {
  await writeFile(join(hub.data, 'canary.txt'), 'canary')
  await symlink(hub.data, join(hub.files, 'link'))
  await symlink(join(hub.data, 'canary.txt'), join(hub.files, 'linked.txt'))
  const names = [
    '../canary.txt',
    '..%2fcanary.txt',
    '%2e%2e/canary.txt',
    '%2e%2e%2fcanary.txt',
    '%252e%252e%252fcanary.txt',
    '..%5ccanary.txt',
    '..\\canary.txt',
    '..%c0%afcanary.txt',
    '%c0%ae%c0%ae/canary.txt',
    '....//canary.txt',
    './canary.txt',
    'link/canary.txt',
    'linked.txt',
    '/etc/passwd',
    '%2fetc%2fpasswd',
    `${hub.data}/canary.txt`,
    'a%00b',
    '%00',
    'a%0d%0aX-Evil:%201',
    'a%0aX-Evil:%201',
    'a%22b',
    '%e2%80%aetxt.exe',
    '%ed%a0%80',
    '%ff%fe',
    '%',
    '%zz',
    '%u0041',
    '.partyline/x',
    '.hidden',
    'whole.bin/',
    'whole.bin/x',
    'whole.bin%00.txt',
    'x'.repeat(4_000),
    `${'x/'.repeat(2_000)}x`,
    '~',
    '*',
    '?',
    'con',
  ]
  for (const name of names) {
    for (const method of ['GET', 'HEAD', 'DELETE']) {
      const answer = await http(hub, `/files/lobby/${name}`, { method })
      const isListing = method === 'GET' && answer.status === 200 && answer.headers['content-type'] === 'application/json'
      assert.ok(
        answer.status === 400 || answer.status === 404 || isListing || name === '?' || name.endsWith('/'),
        `${method} ${name}: ${answer.status}`,
      )
      assert.equal(answer.headers['x-evil'], undefined, name)
      assert.ok(!answer.body.includes('canary\n') && String(answer.body) !== 'canary', name)
    }
  }
  for (const room of ['nowhere', '~0', '~999999', '~', '~1x', '%00', '..', '%2e%2e', '#lobby', '%23lobby', 'x'.repeat(3_000)]) {
    const answer = await http(hub, `/files/${room}/whole.bin`)
    assert.ok([400, 404].includes(answer.status), `${room}: ${answer.status}`)
  }
  assert.equal((await http(hub, '/files/lobby/whole.bin')).status, 200)
  assert.doesNotMatch(hub.output(), /fault/i)
})

test('[H7] one range of bytes in every form; what is no range, or several, is the whole file', async () => {
  const content = await drop('range.bin', randomBytes(1_000))
  const cases: readonly [range: string, from: number, to: number][] = [
    ['bytes=0-0', 0, 1],
    ['bytes=0-999', 0, 1_000],
    ['bytes=0-', 0, 1_000],
    ['bytes=500-', 500, 1_000],
    ['bytes=999-', 999, 1_000],
    ['bytes=10-19', 10, 20],
    ['bytes=990-2000', 990, 1_000],
    ['bytes=-1', 999, 1_000],
    ['bytes=-400', 600, 1_000],
    ['bytes=-5000', 0, 1_000],
    ['Bytes = 3 - 7', 3, 8],
  ]
  for (const [range, from, to] of cases) {
    const answer = await http(hub, '/files/lobby/range.bin', { headers: { Range: range } })
    assert.equal(answer.status, 206, range)
    assert.equal(answer.headers['content-range'], `bytes ${from}-${to - 1}/1000`, range)
    assert.deepEqual(answer.body, content.subarray(from, to), range)
    assert.equal(answer.headers['repr-digest'], `sha-256=:${base64Of(sha256Of(content))}:`)
  }
  for (const range of [
    'bytes=',
    'bytes=-',
    'bytes=7-3',
    'bytes=a-b',
    'bytes=1',
    'lines=1-2',
    'bytes=0-1,5-6',
    'bytes=0-0,',
    '0-1',
    'bytes=--1',
    'bytes=1-2-3',
  ]) {
    const answer = await http(hub, '/files/lobby/range.bin', { headers: { Range: range } })
    assert.deepEqual([answer.status, answer.body.length], [200, 1_000], range)
  }
  for (const range of ['bytes=1000-', 'bytes=5000-6000', 'bytes=-0']) {
    const answer = await http(hub, '/files/lobby/range.bin', { headers: { Range: range } })
    assert.deepEqual([answer.status, answer.headers['content-range'], codeOf(answer)], [416, 'bytes */1000', 'bad-offset'], range)
  }
  await drop('nothing.bin', '')
  assert.equal((await http(hub, '/files/lobby/nothing.bin', { headers: { Range: 'bytes=0-' } })).status, 416)
  const head = await http(hub, '/files/lobby/range.bin', { method: 'HEAD', headers: { Range: 'bytes=0-1' } })
  assert.deepEqual([head.status, head.headers['content-length']], [200, '1000'])
})

test('[H6] conditions are looked at in the order of RFC 9110', async () => {
  const content = await drop('conditions.txt', 'the content')
  const mine = `"${sha256Of(content)}"`
  const other = `"${'0'.repeat(64)}"`
  const [changed, before, later] = ['Sat, 03 Feb 2024 04:05:06 GMT', 'Sat, 03 Feb 2024 04:05:05 GMT', 'Sat, 03 Feb 2024 04:05:07 GMT']
  const cases: readonly [headers: Record<string, string>, status: number][] = [
    [{ 'If-None-Match': mine }, 304],
    [{ 'If-None-Match': `W/${mine}` }, 304],
    [{ 'If-None-Match': `${other}, ${mine}` }, 304],
    [{ 'If-None-Match': '*' }, 304],
    [{ 'If-None-Match': other }, 200],
    [{ 'If-None-Match': other, 'If-Modified-Since': later }, 200],
    [{ 'If-Modified-Since': changed }, 304],
    [{ 'If-Modified-Since': later }, 304],
    [{ 'If-Modified-Since': before }, 200],
    [{ 'If-Modified-Since': 'yesterday' }, 200],
    [{ 'If-Match': mine }, 200],
    [{ 'If-Match': '*' }, 200],
    [{ 'If-Match': other }, 412],
    [{ 'If-Match': `W/${mine}` }, 412],
    [{ 'If-Match': other, 'If-None-Match': mine }, 412],
    [{ 'If-Unmodified-Since': changed }, 200],
    [{ 'If-Unmodified-Since': before }, 412],
    [{ 'If-Match': mine, 'If-Unmodified-Since': before }, 200],
    [{ 'If-Range': mine, Range: 'bytes=1-2' }, 206],
    [{ 'If-Range': other, Range: 'bytes=1-2' }, 200],
    [{ 'If-Range': `W/${mine}`, Range: 'bytes=1-2' }, 200],
    [{ 'If-Range': changed, Range: 'bytes=1-2' }, 206],
    [{ 'If-Range': later, Range: 'bytes=1-2' }, 200],
    [{ 'If-Range': other, Range: 'bytes=5000-' }, 200],
    [{ 'If-None-Match': mine, Range: 'bytes=5000-' }, 304],
  ]
  for (const [headers, status] of cases) {
    const answer = await http(hub, '/files/lobby/conditions.txt', { headers })
    assert.equal(answer.status, status, JSON.stringify(headers))
    if (status === 304) assert.deepEqual([answer.headers.etag, answer.body.length], [mine, 0])
    if (status === 200) assert.deepEqual(answer.body, content)
  }
})

test('[H8] a browser shows only what is harmless; all else it saves, under its own name', async () => {
  const shown = {
    'a.png': 'image/png',
    'a.JPG': 'image/jpeg',
    'a.pdf': 'application/pdf',
    'a.mp4': 'video/mp4',
    'a.txt': 'text/plain; charset=utf-8',
  }
  for (const [name, type] of Object.entries(shown)) {
    await drop(name, `<script>alert(1)</script> ${name}`)
    const answer = await http(hub, `/files/lobby/${name}`)
    assert.equal(answer.headers['content-type'], type)
    assert.match(answer.headers['content-disposition'] ?? '', /^inline; /)
    assert.match(answer.headers['content-security-policy'] ?? '', /default-src 'none'/)
    const saved = await http(hub, `/files/lobby/${name}?download`)
    assert.match(saved.headers['content-disposition'] ?? '', /^attachment; /)
  }
  for (const name of [
    'a.html',
    'a.htm',
    'a.xhtml',
    'a.svg',
    'a.xml',
    'a.js',
    'a.mjs',
    'a.css',
    'a.json',
    'a.png.html',
    'a',
    'png',
    'a.swf',
    'a.txt.',
    'a.TXT.svg',
  ]) {
    await drop(name, `<script>alert(1)</script> ${name}`)
    const { headers } = await http(hub, `/files/lobby/${name}`)
    assert.match(headers['content-disposition'] ?? '', /^attachment; /, name)
    assert.equal(headers['content-type'], 'application/octet-stream', name)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['content-security-policy'], "sandbox; default-src 'none'")
  }
})

test('[H8] names of every kind come back in Content-Disposition as they are', async () => {
  for (const name of ['größe "1" 100%.txt', "o'neil (1)*.txt", '日本語.txt', '🙂.bin', 'back\\slash;x=y.txt', 'a, b; c="d".txt']) {
    await drop(`names/${name}`, name)
    const { headers } = await http(hub, `/files/lobby/names/${encodeURIComponent(name)}`)
    const [, plain = '', escaped = ''] = /; filename="([^"\\]*)"; filename\*=UTF-8''(\S+)$/.exec(headers['content-disposition'] ?? '') ?? []
    assert.equal(decodeURIComponent(escaped), name)
    assert.match(escaped, /^[A-Za-z0-9!#$&+.^_`|~%-]+$/)
    assert.match(plain, /^[\u0020-\u007e]+$/)
  }
})

test('[H9] a file by its id stays the same content for ever, and is gone when the file is', async () => {
  const body = randomBytes(10_000)
  const put = await http(hub, '/files/lobby/by-id.bin', { method: 'PUT', body })
  const { id } = JSON.parse(String(put.body)) as { id: string }
  for (const target of [`/file/${id}`, `/file/${id}/`, `/file/${id}/anything%20at%20all.png`]) {
    const answer = await http(hub, target, { headers: { Range: 'bytes=100-199' } })
    assert.deepEqual([answer.status, answer.body], [206, body.subarray(100, 200)])
    assert.equal(answer.headers['cache-control'], 'private, max-age=31536000, immutable')
    assert.match(answer.headers['content-disposition'] ?? '', /filename="by-id.bin"/)
  }
  await writeFile(join(hub.files, 'by-id.bin'), randomBytes(10_000))
  assert.equal(codeOf(await http(hub, `/file/${id}`)), 'no-such-file')
  await rm(join(hub.files, 'by-id.bin'))
  for (const other of [id, 'x', '0'.repeat(32), '..', '%2e%2e', '%00', "'", '*'])
    assert.equal((await http(hub, `/file/${other}`)).status, 404, other)
})

test('[H2] a room’s files are for its members: token by Bearer or cookie; who is not in it learns nothing', async () => {
  using ben = await FrameClient.join(hub, { name: 'Ben' })
  using eve = await FrameClient.join(hub, { name: 'Eve' })
  const { room } = await ben.want('room', { verb: 'create', name: '#secret', kind: 'private' })
  const put = await http(hub, '/files/secret/plan.txt', { method: 'PUT', body: Buffer.from('the plan'), token: ben.token })
  assert.equal(put.status, 201)
  const { id } = JSON.parse(String(put.body)) as { id: string }
  for (const target of ['/files/secret/plan.txt', `/files/~${room.id}/plan.txt`, `/file/${id}`]) {
    assert.equal(String((await http(hub, target, { token: ben.token })).body), 'the plan')
    assert.equal(String((await http(hub, target, { headers: { Cookie: `a=b; partyline=${ben.token}` } })).body), 'the plan')
    for (const token of [eve.token, undefined]) {
      const refused = await http(hub, target, token === undefined ? {} : { token })
      const absent = await http(hub, target.startsWith('/file/') ? `/file/${'0'.repeat(32)}` : '/files/absent/plan.txt')
      assert.deepEqual([refused.status, String(refused.body)], [404, String(absent.body)])
    }
    assert.equal(codeOf(await http(hub, target, { token: 'x'.repeat(40) })), 'bad-token')
  }
  const refused = await http(hub, '/files/secret/other.txt', { method: 'PUT', body: Buffer.from('x'), token: eve.token })
  assert.equal(codeOf(refused), 'no-such-room')
})

test('[H21] a pass reads files by their ids as its guest, and nothing else; one that is not good counts as none', async () => {
  using ben = await FrameClient.join(hub, { name: 'Passer' })
  const { token } = ben
  await ben.want('room', { verb: 'create', name: '#passes', kind: 'private' })
  const put = await http(hub, '/files/passes/secret.txt', { method: 'PUT', body: Buffer.from('between us'), token })
  const { id } = JSON.parse(put.body.toString()) as { readonly id: string }
  assert.equal((await http(hub, `/file/${id}`)).status, 404)
  assert.equal(codeOf(await http(hub, '/file', { method: 'POST' })), 'bad-token')
  assert.equal(codeOf(await http(hub, '/file', { method: 'POST', token: 'x'.repeat(32) })), 'bad-token')
  const given = await http(hub, '/file', { method: 'POST', token })
  assert.equal(given.status, 204)
  assert.match(given.headers['set-cookie'] ?? '', /^partyline-files-\w+=\S+; Path=\/file; HttpOnly; SameSite=Strict$/)
  const [cookie = ''] = (given.headers['set-cookie'] ?? '').split(';')
  assert.ok(!cookie.includes(token), 'the pass is not the token')
  const fetched = await http(hub, `/file/${id}/secret.txt`, { headers: { cookie } })
  assert.equal(fetched.body.toString(), 'between us')
  assert.equal((await http(hub, '/files/passes/secret.txt', { headers: { cookie } })).status, 404)
  assert.equal((await http(hub, `/file/${id}`, { headers: { cookie: `${cookie}x` } })).status, 404)
  await ben.want('forgotten', { verb: 'forget' })
  assert.equal((await http(hub, `/file/${id}`, { headers: { cookie } })).status, 404)
})

test('[H3] a refusal is JSON, or words for whoever reads text, and never speaks of the line door', async () => {
  const json = await http(hub, '/files/lobby/no.txt')
  assert.deepEqual(JSON.parse(String(json.body)), {
    error: 'no-such-file',
    sentence: 'There is no such file. GET /files/<room> lists what there is.',
  })
  for (const accept of ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/plain']) {
    const words = await http(hub, '/files/lobby/no.txt', { headers: { Accept: accept } })
    assert.deepEqual(
      [words.headers['content-type'], String(words.body)],
      ['text/plain; charset=utf-8', 'There is no such file. GET /files/<room> lists what there is.\n'],
    )
  }
  const both = await http(hub, '/files/lobby/no.txt', { headers: { Accept: 'application/json, text/plain, */*' } })
  assert.equal(codeOf(both), 'no-such-file')
  const unfit = await http(hub, '/files/lobby/con', { method: 'PUT', body: Buffer.from('x') })
  assert.deepEqual([unfit.status, codeOf(unfit)], [400, 'bad-file-name'])
  assert.doesNotMatch(String(unfit.body), /\/say|Type /)
})

test('[H5] a file whose hash cannot be known, because it grows, comes without an ETag and as long as it was', async () => {
  const path = join(hub.files, 'growing.log')
  await writeFile(path, randomBytes(300_000_000))
  let growing = true
  const grow = (async () => {
    while (growing) {
      await appendFile(path, 'another line\n')
      await new Promise(resolve => setImmediate(resolve))
    }
  })()
  const begin = performance.now()
  const head = await http(hub, '/files/lobby/growing.log', { method: 'HEAD' })
  const took = performance.now() - begin
  growing = false
  await grow
  assert.deepEqual([head.status, head.headers.etag, head.headers['repr-digest']], [200, undefined, undefined])
  assert.ok(Number(head.headers['content-length']) >= 300_000_000)
  assert.ok(took < 10_000, `${took} ms`)
  await rm(path)
})

test('[H4] a file that becomes shorter, or is written over, while it is sent breaks the connection', async () => {
  const bytes = 64 * 1_024 * 1_024
  const content = randomBytes(bytes)
  for (const how of ['shorter', 'written over'] as const) {
    const name = `torn-${how.length}.bin`
    await drop(name, content)
    using connection = await HttpSocket.open(hub)
    connection.ask(`/files/lobby/${name}`)
    const { status } = await connection.head()
    assert.equal(status, 200)
    await connection.bytes(1_000)
    await writeFile(join(hub.files, name), how === 'shorter' ? content.subarray(0, 1_000_000) : randomBytes(bytes))
    await assert.rejects(connection.bytes(bytes - 1_000), /ended after/, how)
  }
})

test('[H4] a file that is deleted while it is sent comes whole', async () => {
  const body = randomBytes(32 * 1_024 * 1_024)
  using ben = await FrameClient.join(hub, { name: 'Deleter' })
  await http(hub, '/files/lobby/deleted.bin', { method: 'PUT', body, token: ben.token })
  using connection = await HttpSocket.open(hub)
  connection.ask('/files/lobby/deleted.bin')
  await connection.head()
  const first = await connection.bytes(1_000)
  assert.equal((await http(hub, '/files/lobby/deleted.bin', { method: 'DELETE', token: ben.token })).status, 204)
  assert.equal((await http(hub, '/files/lobby/deleted.bin')).status, 404)
  const rest = await connection.bytes(body.length - 1_000)
  assert.equal(sha256Of(Buffer.concat([first, rest])), sha256Of(body))
})
