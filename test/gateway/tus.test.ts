// tus from outside: what it offers, what each request is answered, and that a request cut at any byte costs only what had not come.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { access, readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { sha256sum } from '../support/coreutils.ts'
import { sha256Of } from '../support/files.ts'
import { startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { answerTo, ask, begin, metadataOf, offsetOf, open, openPatch, patch, tus } from '../support/tus-client.ts'
import { until } from '../support/until.ts'

const hub = await startHub({ args: ['--rates', 'off', '--max-file-bytes', '50000000'] })
after(() => hub[Symbol.asyncDispose]())

const checksumOf = (algorithm: string, bytes: Uint8Array): string => `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}`
const codeIn = (text: string): string => (JSON.parse(text) as { error: string }).error
const isThere = (name: string): Promise<boolean> =>
  access(join(hub.files, name)).then(
    () => true,
    () => false,
  )

/** Whether this is how others see the upload: where it stands, and whether somebody sends. */
const stands = async (name: string, how: string): Promise<boolean> =>
  (await line.rows('/transfers')).some(row => row.includes(` ${how} `) && row.endsWith(` ${name}`))

let lastGuest = 0
async function newGuest(): Promise<{ readonly line: LineClient; readonly token: string }> {
  const line = await LineClient.join(hub)
  await line.ask(`/name Tus${++lastGuest}`)
  return { line, token: (await line.ask('/token')).slice('TOKEN '.length) }
}

test('[T1] OPTIONS says which version, extensions, checksums and sizes there are, and invites no page of another site', async () => {
  for (const path of ['/uploads/lobby', '/uploads/lobby/x']) {
    const { status, headers } = await ask(hub, 'OPTIONS', path, { headers: { Origin: 'https://evil.example' } })
    assert.equal(status, 204)
    assert.equal(headers['tus-version'], '1.0.0')
    assert.equal(headers['tus-extension'], 'creation,creation-with-upload,creation-defer-length,checksum,expiration,termination')
    assert.equal(headers['tus-checksum-algorithm'], 'sha1,sha256,sha512,md5')
    assert.equal(headers['tus-max-size'], '50000000')
    assert.deepEqual(
      Object.keys(headers).filter(name => name.startsWith('access-control')),
      [],
    )
  }
})

test('[T1] another version is 412, and a page of another site may begin nothing', async () => {
  const headers = { 'Upload-Length': 1, 'Upload-Metadata': metadataOf({ filename: 'version' }) }
  for (const version of [{}, { 'Tus-Resumable': '0.2.2' }]) {
    const answer = await ask(hub, 'POST', '/uploads/lobby', { headers: { ...headers, ...version } })
    assert.deepEqual([answer.status, answer.headers['tus-version']], [412, '1.0.0'])
  }
  const foreign = await begin(hub, { filename: 'foreign' }, 1, { headers: { Origin: 'https://evil.example' } })
  assert.equal(foreign.status, 403)
})

test('[T2] an upload in several requests becomes a file, and its last answer tells the file’s id, place and SHA-256', async () => {
  const bytes = randomBytes(2_500_000)
  const begun = await begin(hub, { filename: 'photos/a b.jpg' }, bytes.length)
  assert.deepEqual([begun.status, begun.headers['upload-offset']], [201, '0'])
  assert.match(begun.path, /^\/uploads\/lobby\/[0-9a-f]{32}$/)
  const first = await patch(hub, begun.path, 0, bytes.subarray(0, 1_000_000))
  assert.deepEqual([first.status, first.headers['upload-offset'], first.headers.etag], [204, '1000000', undefined])
  assert.equal(await isThere('photos/a b.jpg'), false)
  const last = await patch(hub, begun.path, 1_000_000, bytes.subarray(1_000_000))
  assert.deepEqual([last.status, last.headers['upload-offset']], [204, '2500000'])
  assert.equal(await sha256sum(join(hub.files, 'photos/a b.jpg')), sha256Of(bytes))
  assert.equal(last.headers.etag, `"${sha256Of(bytes)}"`)
  assert.equal(last.headers['content-location'], '/files/lobby/photos/a%20b.jpg')
  assert.match(String(last.headers['partyline-file']), /^[0-9a-f]{32}$/)
  // The answer may have been lost.
  const head = await tus(hub, 'HEAD', begun.path)
  assert.deepEqual([head.status, head.headers['upload-offset'], head.headers['upload-length']], [200, '2500000', '2500000'])
  assert.equal(head.headers['partyline-file'], last.headers['partyline-file'])
  const again = await patch(hub, begun.path, bytes.length, new Uint8Array(0))
  assert.deepEqual([again.status, again.headers.etag], [204, last.headers.etag])
})

test('[T2] HEAD tells where an upload stands, for how long, and what was said of it; nothing may keep that answer', async () => {
  const said = { filename: 'told.bin', sha256: sha256Of(randomBytes(1)), ifTaken: 'rename' }
  const { path } = await begin(hub, said, 10)
  const before = Date.now()
  await patch(hub, path, 0, randomBytes(4))
  const { headers } = await tus(hub, 'HEAD', path)
  assert.deepEqual(
    [headers['upload-offset'], headers['upload-length'], headers['upload-metadata'], headers['cache-control']],
    ['4', '10', metadataOf(said), 'no-store'],
  )
  const expires = Date.parse(String(headers['upload-expires']))
  assert.ok(Math.abs(expires - before - 24 * 3_600_000) < 60_000, String(headers['upload-expires']))
})

test('[T3] a PATCH cut after any byte keeps what came, and the rest makes the file whole', async () => {
  const bytes = randomBytes(400_000)
  const sha256 = sha256Of(bytes)
  for (const cut of [0, 1, 200_000, 396_000, 399_999, 400_000]) {
    for (const length of [bytes.length, undefined]) {
      const name = `cut-${cut}-${length ?? 'chunked'}`
      const { path } = await begin(hub, { filename: name }, bytes.length)
      const torn = openPatch(hub, path, 0, length)
      torn.flushHeaders()
      if (cut > 0) torn.write(bytes.subarray(0, cut))
      if (cut === bytes.length) {
        // What a chunked body ends with is missing, or only the answer is.
        const [socket] = (await once(torn, 'socket')) as [Socket]
        socket.destroySoon()
        await until(`${name} is there`, () => isThere(name))
      } else {
        await until(`${cut} bytes of ${name} came`, () => stands(name, `${cut} 400000 active`))
        torn.destroy()
        await until(`${name} waits`, () => stands(name, `${cut} 400000 waiting`))
        assert.equal((await patch(hub, path, cut, bytes.subarray(cut))).status, 204)
      }
      assert.equal(await sha256sum(join(hub.files, name)), sha256, name)
    }
  }
})

test('[T3] a PATCH at another offset is 409 and changes nothing', async () => {
  const { path } = await begin(hub, { filename: 'offsets' }, 100)
  await patch(hub, path, 0, randomBytes(40))
  for (const offset of [0, 39, 41, 100]) {
    const answer = await patch(hub, path, offset, randomBytes(1))
    assert.deepEqual([answer.status, codeIn(answer.text)], [409, 'bad-length'])
  }
  assert.equal(await offsetOf(hub, path), 40)
})

test('[T3] a body that goes on beyond the end is 413, and the file is not made of it', async () => {
  const bytes = randomBytes(1_000)
  const { path } = await begin(hub, { filename: 'too-long' }, bytes.length)
  const told = await patch(hub, path, 0, Buffer.concat([bytes, Buffer.from('x')]))
  assert.deepEqual([told.status, await offsetOf(hub, path)], [413, 0])
  const untold = openPatch(hub, path, 0, undefined)
  untold.write(bytes.subarray(0, 600))
  await until('600 bytes came', () => stands('too-long', '600 1000 active'))
  untold.end(Buffer.concat([bytes.subarray(600), Buffer.from('x')]))
  assert.equal((await answerTo(untold)).status, 413)
  assert.equal(await isThere('too-long'), false)
  assert.equal(await offsetOf(hub, path), 600)
  assert.equal((await patch(hub, path, 600, bytes.subarray(600))).status, 204)
  assert.deepEqual(await readFile(join(hub.files, 'too-long')), bytes)
})

test('[T4] a checksum that is right counts; one that is wrong is 460 and the bytes are thrown away', async () => {
  const bytes = randomBytes(300_000)
  const half = bytes.subarray(0, 150_000)
  for (const algorithm of ['sha1', 'sha256', 'sha512', 'md5']) {
    const { path } = await begin(hub, { filename: `sum-${algorithm}` }, bytes.length)
    const wrong = { headers: { 'Upload-Checksum': checksumOf(algorithm, bytes) } }
    const refused = await patch(hub, path, 0, half, wrong)
    assert.deepEqual([refused.status, codeIn(refused.text), await offsetOf(hub, path)], [460, 'wrong-hash', 0])
    const right = await patch(hub, path, 0, half, { headers: { 'Upload-Checksum': checksumOf(algorithm, half) } })
    assert.deepEqual([right.status, right.headers['upload-offset']], [204, '150000'])
    // Wrong at the very end, too: the file is not made.
    const rest = bytes.subarray(150_000)
    assert.equal((await patch(hub, path, 150_000, rest, wrong)).status, 460)
    assert.equal(await isThere(`sum-${algorithm}`), false)
    await patch(hub, path, 150_000, rest, { headers: { 'Upload-Checksum': checksumOf(algorithm, rest) } })
    assert.equal(await sha256sum(join(hub.files, `sum-${algorithm}`)), sha256Of(bytes))
  }
})

test('[T4] bytes whose checksum could not be compared because the request was cut do not count', async () => {
  const { path } = await begin(hub, { filename: 'sum-torn' }, 1_000)
  const torn = open(hub, 'PATCH', path, {
    'Tus-Resumable': '1.0.0',
    'Content-Type': 'application/offset+octet-stream',
    'Content-Length': 1_000,
    'Upload-Offset': 0,
    'Upload-Checksum': checksumOf('sha1', randomBytes(1_000)),
  })
  torn.write(randomBytes(500))
  await until('500 bytes came', () => stands('sum-torn', '500 1000 active'))
  torn.destroy()
  assert.equal(await offsetOf(hub, path), 0)
})

test('[T4] a checksum that cannot be read is 400', async () => {
  const { path } = await begin(hub, { filename: 'sum-nonsense' }, 10)
  for (const header of ['sha1', 'sha1 ', 'crc32 AAAAAA==', 'sha1 AAAA', 'SHA1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=', '__proto__ AAAA']) {
    const answer = await patch(hub, path, 0, randomBytes(10), { headers: { 'Upload-Checksum': header } })
    assert.deepEqual([answer.status, codeIn(answer.text)], [400, 'bad-command'], header)
  }
  assert.equal(await offsetOf(hub, path), 0)
})

test('[T5] a declared SHA-256 that is wrong ends with 422 and nothing is kept; one that is right is kept', async () => {
  const bytes = randomBytes(100_000)
  const wrong = await begin(hub, { filename: 'declared', sha256: sha256Of(randomBytes(3)) }, bytes.length)
  const refused = await patch(hub, wrong.path, 0, bytes)
  assert.deepEqual([refused.status, codeIn(refused.text), await isThere('declared')], [422, 'wrong-hash', false])
  assert.equal(await offsetOf(hub, wrong.path), -404)
  const right = await begin(hub, { filename: 'declared', sha256: sha256Of(bytes).toUpperCase() }, bytes.length)
  assert.equal((await patch(hub, right.path, 0, bytes)).status, 204)
  assert.equal(await sha256sum(join(hub.files, 'declared')), sha256Of(bytes))
})

test('[T5] what is said of a file has to be readable: a name, a hash of 64 digits, rename or refuse', async () => {
  const wrong: readonly Readonly<Record<string, string>>[] = [
    {},
    { filename: '' },
    { filename: '../etc/passwd' },
    { filename: 'a\u0000b' },
    { filename: '.hidden' },
    { filename: 'ok', sha256: 'abc' },
    { filename: 'ok', ifTaken: 'replace' },
  ]
  for (const fields of wrong) {
    const headers = Object.keys(fields).length === 0 ? { 'Upload-Metadata': 'x' } : {}
    const answer = await begin(hub, fields, 1, { headers })
    assert.equal(answer.status, 400, JSON.stringify(fields))
  }
  for (const headers of [
    { 'Upload-Metadata': '%%' },
    { 'Upload-Length': '-1' },
    { 'Upload-Length': '1.5' },
    { 'Upload-Defer-Length': '2' },
  ])
    assert.equal((await begin(hub, { filename: 'ok' }, 1, { headers })).status, 400, JSON.stringify(headers))
})

test('[T6] a name that is taken is 409 before a byte is sent, or after if it was taken meanwhile; with rename the next is free', async () => {
  const [mine, theirs] = [randomBytes(1_000), randomBytes(1_000)]
  const early = await begin(hub, { filename: 'race.txt' }, mine.length)
  const other = await begin(hub, { filename: 'race.txt' }, theirs.length)
  assert.equal((await patch(hub, other.path, 0, theirs)).status, 204)
  const late = await patch(hub, early.path, 0, mine)
  assert.deepEqual([late.status, codeIn(late.text)], [409, 'exists'])
  assert.equal((await begin(hub, { filename: 'race.txt' }, 999)).status, 409)
  const renamed = await begin(hub, { filename: 'race.txt', ifTaken: 'rename' }, mine.length)
  const { headers } = await patch(hub, renamed.path, 0, mine)
  assert.equal(headers['content-location'], '/files/lobby/race%20(2).txt')
  assert.deepEqual(await readFile(join(hub.files, 'race.txt')), theirs)
  assert.deepEqual(await readFile(join(hub.files, 'race (2).txt')), mine)
})

test('[T6] the same bytes under the same name are there already: no byte has to be sent', async () => {
  const bytes = randomBytes(70_000)
  const said = { filename: 'twice', sha256: sha256Of(bytes) }
  const first = await begin(hub, said, bytes.length, { body: bytes })
  assert.deepEqual([first.status, first.headers['upload-offset'], first.headers.etag], [201, '70000', `"${said.sha256}"`])
  const second = await begin(hub, said, bytes.length)
  assert.deepEqual([second.status, second.headers['upload-offset'], second.headers.etag], [201, '70000', `"${said.sha256}"`])
  assert.equal(await offsetOf(hub, second.path), 70_000)
  assert.equal((await patch(hub, second.path, 70_000, new Uint8Array(0))).headers['partyline-file'], first.headers['partyline-file'])
})

test('[T7] a length that is not known at first may be told with any request', async () => {
  const bytes = randomBytes(90_000)
  const { path, headers } = await begin(hub, { filename: 'deferred' }, undefined)
  assert.equal(headers['upload-offset'], '0')
  await patch(hub, path, 0, bytes.subarray(0, 50_000))
  const head = await tus(hub, 'HEAD', path)
  assert.deepEqual([head.headers['upload-defer-length'], head.headers['upload-length']], ['1', undefined])
  const short = await patch(hub, path, 50_000, bytes.subarray(50_000), { headers: { 'Upload-Length': 40_000 } })
  assert.equal(short.status, 400)
  const long = await patch(hub, path, 50_000, bytes.subarray(50_000), { headers: { 'Upload-Length': 50_000_001 } })
  assert.equal(long.status, 413)
  assert.equal((await patch(hub, path, 50_000, bytes.subarray(50_000, 60_000), { headers: { 'Upload-Length': 90_000 } })).status, 204)
  assert.equal((await tus(hub, 'HEAD', path)).headers['upload-length'], '90000')
  assert.equal((await patch(hub, path, 60_000, bytes.subarray(60_000), { headers: { 'Upload-Length': 90_001 } })).status, 400)
  assert.equal((await patch(hub, path, 60_000, bytes.subarray(60_000))).status, 204)
  assert.equal(await sha256sum(join(hub.files, 'deferred')), sha256Of(bytes))
})

test('[T7] a length told last, with an empty request, ends the upload; an empty file needs no bytes at all', async () => {
  const { path } = await begin(hub, { filename: 'told-last' }, undefined)
  await patch(hub, path, 0, Buffer.from('four'))
  assert.equal((await patch(hub, path, 4, new Uint8Array(0), { headers: { 'Upload-Length': 4 } })).status, 204)
  assert.equal(await readFile(join(hub.files, 'told-last'), 'utf8'), 'four')
  const empty = await begin(hub, { filename: 'empty' }, 0)
  assert.deepEqual([empty.status, empty.headers.etag], [201, `"${sha256Of(new Uint8Array(0))}"`])
  assert.equal((await readFile(join(hub.files, 'empty'))).length, 0)
})

test('[T8] bytes may come with the request that begins', async () => {
  const bytes = randomBytes(500_000)
  const some = await begin(hub, { filename: 'with-some' }, bytes.length, { body: bytes.subarray(0, 123_456) })
  assert.deepEqual([some.status, some.headers['upload-offset']], [201, '123456'])
  assert.equal((await patch(hub, some.path, 123_456, bytes.subarray(123_456))).status, 204)
  assert.equal(await sha256sum(join(hub.files, 'with-some')), sha256Of(bytes))
  const wrong = await begin(hub, { filename: 'with-wrong' }, 1_000, {
    body: randomBytes(10),
    headers: { 'Upload-Checksum': checksumOf('sha1', bytes) },
  })
  assert.equal(wrong.status, 460)
})

test('[T9] an upload that is ended by its sender is gone, and its name is free', async () => {
  const { path } = await begin(hub, { filename: 'ended' }, 1_000)
  await patch(hub, path, 0, randomBytes(500))
  assert.equal((await tus(hub, 'DELETE', path)).status, 204)
  assert.deepEqual([await offsetOf(hub, path), (await tus(hub, 'DELETE', path)).status], [-404, 404])
  assert.ok((await line.rows('/transfers')).every(row => !row.includes('ended')))
  const overridden = await begin(hub, { filename: 'ended' }, 1_000)
  assert.equal((await tus(hub, 'POST', overridden.path, { headers: { 'X-HTTP-Method-Override': 'DELETE' } })).status, 204)
  assert.equal(await offsetOf(hub, overridden.path), -404)
  const done = await begin(hub, { filename: 'ended' }, 3, { body: Buffer.from('abc') })
  assert.equal((await tus(hub, 'DELETE', done.path)).status, 404)
  assert.equal(await readFile(join(hub.files, 'ended'), 'utf8'), 'abc')
})

test('[T10] a guest’s upload is nobody else’s; one that nobody signed is anybody’s who has its address', async () => {
  const [ann, ben] = [await newGuest(), await newGuest()]
  const signed = await begin(hub, { filename: 'signed' }, 1_000, { token: ann.token })
  for (const token of [undefined, ben.token]) {
    const who = token === undefined ? {} : { token }
    assert.equal((await tus(hub, 'HEAD', signed.path, who)).status, 404)
    assert.equal((await patch(hub, signed.path, 0, randomBytes(10), who)).status, 404)
    assert.equal((await tus(hub, 'DELETE', signed.path, who)).status, 404)
  }
  assert.equal(await offsetOf(hub, signed.path, ann.token), 0)
  assert.equal(await offsetOf(hub, signed.path, 'no-such-token'), -401)
  const cookie = await tus(hub, 'HEAD', signed.path, { headers: { Cookie: `partyline=${ann.token}` } })
  assert.equal(cookie.status, 200)
  const unsigned = await begin(hub, { filename: 'unsigned' }, 4)
  assert.equal((await patch(hub, unsigned.path, 0, Buffer.from('abcd'), { token: ben.token })).status, 204)
  ann.line[Symbol.dispose]()
  ben.line[Symbol.dispose]()
})

test('[T10] only members put files into a room, and an upload is found in its own room alone', async () => {
  const [ann, ben] = [await newGuest(), await newGuest()]
  assert.match(await ann.line.ask('/create #tus private'), /^JOIN/)
  const body = Buffer.from('for the room')
  const refused = await begin(hub, { filename: 'x' }, body.length, { room: 'tus', token: ben.token })
  assert.deepEqual([refused.status, codeIn(refused.text)], [404, 'no-such-room'])
  assert.equal((await begin(hub, { filename: 'x' }, body.length, { room: 'tus' })).status, 404)
  const begun = await begin(hub, { filename: 'x' }, body.length, { room: 'tus', token: ann.token })
  assert.equal(await offsetOf(hub, begun.path.replace('tus', 'lobby'), ann.token), -404)
  assert.equal((await patch(hub, begun.path, 0, body, { token: ann.token })).status, 204)
  assert.ok((await ann.line.rows('list')).some(row => row.endsWith(' x')))
  ann.line[Symbol.dispose]()
  ben.line[Symbol.dispose]()
})

test('[T11] a file that is too large, or has no room within the quota, is refused before a byte is sent', async () => {
  const large = await begin(hub, { filename: 'large' }, 50_000_001)
  assert.deepEqual([large.status, codeIn(large.text)], [413, 'file-too-large'])
  await using small = await startHub({ args: ['--max-person-bytes', '1000', '--max-transfers-per-person', '1'] })
  const quota = await begin(small, { filename: 'quota' }, 1_001)
  assert.deepEqual([quota.status, codeIn(quota.text)], [507, 'quota-full'])
  const one = await begin(small, { filename: 'one' }, 500)
  const busy = openPatch(small, one.path, 0, 500)
  busy.write('x')
  await until('the first upload is under way', async () => {
    using client = await LineClient.join(small)
    return (await client.rows('/transfers')).some(row => row.includes(' 1 500 active'))
  })
  const many = await begin(small, { filename: 'two' }, 10)
  assert.deepEqual([many.status, codeIn(many.text), many.headers['retry-after']], [429, 'too-many-transfers', '5'])
  busy.destroy()
})

const line = await LineClient.join(hub)
after(() => line[Symbol.dispose]())
