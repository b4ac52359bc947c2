// Files by a link, as somebody without an account has them: with curl.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { sha256sum } from '../support/coreutils.ts'
import { put } from '../support/files.ts'
import { FrameClient } from '../support/frame-client.ts'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { ask } from '../support/tus-client.ts'

const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())
const line = await LineClient.join(hub)
after(() => line[Symbol.dispose]())
await line.ask('/name Sharer')
const folder = await mkdtemp(join(tmpdir(), 'partyline-shares-'))

const run = promisify(execFile)

/** Makes a link; answers its path. */
async function share(command: string, from = line): Promise<string> {
  const answer = await from.ask(command)
  assert.match(answer, /^SHARE \/s\/[\w-]{32}\//)
  return answer.slice('SHARE '.length)
}

/** The status with which curl was answered; what it got is in `folder/got`. */
async function curl(path: string, options: readonly string[] = [], at: RunningHub = hub): Promise<number> {
  const url = `http://${at.host}:${at.webPort}${path}`
  const { stdout } = await run('curl', ['-s', '-o', join(folder, 'got'), '-w', '%{http_code}', ...options, url])
  return Number(stdout)
}
const got = (): Promise<Buffer> => readFile(join(folder, 'got'))

const bytes = randomBytes(300_000)
async function newFile(name: string, client = line): Promise<string> {
  assert.match(await put(client, name, bytes), / ACK /)
  return name
}

test('[S1] a link gives the file to whoever has it, under any name, with the headers of any download', async () => {
  const name = await newFile('for all.bin')
  const path = await share(`/share ${name}`)
  assert.ok(path.endsWith('/for%20all.bin'))
  assert.equal(await curl(path), 200)
  assert.equal(await sha256sum(join(folder, 'got')), await sha256sum(join(hub.files, name)))
  const bare = path.split('/').slice(0, 3).join('/')
  for (const other of [bare, `${bare}/`, `${bare}/another.name`]) assert.equal(await curl(other), 200, other)
  const { status, headers, text } = await ask(hub, 'HEAD', path)
  assert.deepEqual([status, headers['content-length'], headers['accept-ranges'], text], [200, '300000', 'bytes', ''])
  assert.equal(headers.etag, `"${await sha256sum(join(hub.files, name))}"`)
  assert.match(String(headers['content-disposition']), /for%20all\.bin|for all\.bin/)
  assert.equal(await curl(path, ['-r', '1000-1999']), 206)
  assert.deepEqual(await got(), bytes.subarray(1_000, 2_000))
  for (const wrong of ['/s/x', `/s/${'A'.repeat(32)}`, `/s/${'A'.repeat(500)}`, '/s/%00', '/s/..%2f..'])
    assert.equal(await curl(wrong), 404, wrong)
})

test('[S2] a link is of one content: it follows a new name, and leads nowhere when the file is deleted or replaced', async () => {
  await newFile('moving')
  const path = await share('/share moving')
  assert.equal(await line.ask('/move moving to moved'), 'MOVE moved')
  assert.equal(await curl(path), 200)
  assert.equal(await line.ask('/delete moved'), 'DELETE moved')
  assert.equal(await curl(path), 404)
  assert.match((await got()).toString(), /^\{"error":"no-such-share","sentence":"[^"]+"\}\n$/)
  await newFile('moved')
  assert.equal(await curl(path), 404)
  const later = await share('/share moved')
  await writeFile(join(hub.files, 'moved'), 'the operator wrote something else')
  assert.equal(await curl(later), 404)
})

test('[S3] a link may want a password; who guesses has to wait, whatever the name it gives', async () => {
  await newFile('secret')
  const path = await share('/share secret password dürfen')
  assert.equal(await curl(path), 401)
  const asked = await ask(hub, 'GET', path)
  assert.equal((JSON.parse(asked.text) as { error: string }).error, 'wrong-password')
  assert.match(String(asked.headers['www-authenticate']), /^Basic realm="[^"]+", charset="UTF-8"$/)
  assert.equal(await curl(path, ['-u', 'anybody:wrong']), 401)
  assert.equal(await curl(path, ['-u', 'anybody:dürfen']), 200)
  assert.equal(await curl(path, ['-u', ':dürfen']), 200)
  const statuses = await Promise.all(
    Array.from({ length: 20 }, async (_, at) => {
      const headers = { Authorization: `Basic ${Buffer.from(`x:guess${at}`).toString('base64')}` }
      return ask(hub, 'GET', path, { headers })
    }),
  )
  const slowed = statuses.filter(({ status }) => status === 429)
  assert.ok(statuses.every(({ status }) => status === 401 || status === 429))
  assert.ok(statuses.length - slowed.length <= 5, `${statuses.length - slowed.length} guesses were looked at`)
  assert.ok(slowed.every(({ headers }) => Number(headers['retry-after']) > 0))
  // From where the right one came before it is still let in, and so is everybody else who knows it.
  assert.equal(await curl(path, ['-u', ':dürfen']), 200)
})

test('[S4] fifty at once on a link for one download get exactly one file', async () => {
  await newFile('one-use')
  const path = await share('/share one-use downloads 1')
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask(hub, 'GET', path)))
  const counts = [200, 404].map(status => answers.filter(answer => answer.status === status).length)
  assert.deepEqual(counts, [1, 49])
  assert.equal(await curl(path), 404)
})

test('[S4] a download counts when its first byte goes out: not HEAD, not 304, not going on with it', async () => {
  await newFile('counted')
  const path = await share('/share counted downloads 2')
  const { headers } = await ask(hub, 'HEAD', path)
  assert.equal(await curl(path, ['-I']), 200)
  assert.equal(await curl(path, ['-H', `If-None-Match: ${headers.etag}`]), 304)
  assert.equal(await curl(path, ['-r', '999999-']), 416)
  assert.equal(await left('counted'), '2')
  assert.equal(await curl(path, ['-r', '0-99']), 206)
  assert.equal(await left('counted'), '1')
  assert.equal(await curl(path, ['-r', '100-']), 206)
  assert.equal(await left('counted'), '1')
  // From another address it is somebody else's download, wherever it begins.
  assert.equal(await curl(path, ['-r', '100-', '--interface', '127.0.0.2']), 206)
  assert.equal(await curl(path, ['-r', '100-', '--interface', '127.0.0.3']), 404)
  assert.equal(await curl(path, ['-r', '100-']), 206)
  assert.deepEqual(await got(), bytes.subarray(100))
  assert.equal(await curl(path), 404)
})

/** How many downloads the only link of that file has left. */
async function left(name: string): Promise<string | undefined> {
  const rows = await line.rows(`/shares ${name}`)
  return rows[0]?.split(' ').at(-2)
}

test('[S5] its maker, whose file it is and whoever made the room may revoke a link; nobody else sees it', async () => {
  const [maker, owner, sharer, other] = [await newcomer(), await newcomer(), await newcomer(), await newcomer()]
  await maker.ask('/create #links')
  for (const one of [owner, sharer, other]) await one.ask('/join #links')
  await newFile('theirs', owner)
  const paths = [await share('/share theirs', sharer), await share('/share theirs', sharer), await share('/share theirs', sharer)]
  const rows = await sharer.rows('/shares theirs')
  assert.equal(rows.length, 3)
  assert.match(rows[0] ?? '', /^[0-9a-f]{16} \d{4}-\d\d-\d\d \S+ - - open$/)
  assert.deepEqual(await other.rows('/shares theirs'), [])
  const ids = rows.map(row => row.slice(0, 16))
  assert.match(await other.ask(`/unshare theirs ${ids[0]}`), /^ERROR no-such-share/)
  for (const [at, who] of [sharer, owner, maker].entries()) assert.equal(await who.ask(`/unshare theirs ${ids[at]}`), `UNSHARE ${ids[at]}`)
  for (const path of paths) assert.equal(await curl(path), 404)
  assert.match(await sharer.ask(`/unshare theirs ${ids[0]}`), /^ERROR no-such-share/)
})

/** Somebody who stays until all tests are over. */
async function newcomer(): Promise<LineClient> {
  const client = await LineClient.join(hub)
  after(() => client[Symbol.dispose]())
  return client
}

test('[S5] whoever may not read a room shares nothing of it, and a link of a private room needs no membership', async () => {
  const [maker, other] = [await newcomer(), await newcomer()]
  await maker.ask('/create #closed-links private')
  await newFile('inside', maker)
  using frames = await FrameClient.join(hub)
  assert.equal(await frames.refused({ verb: 'share', room: '#closed-links', name: 'inside' }), 'no-such-room')
  assert.match(await other.ask('/share inside'), /^ERROR no-such-file/)
  assert.equal(await curl(await share('/share inside', maker)), 200)
  assert.deepEqual(await got(), bytes)
})

test('[S6] in frames a link is made, listed and revoked under the same bounds', async () => {
  await newFile('framed')
  using frames = await FrameClient.join(hub)
  const made = await frames.want('shared', { verb: 'share', room: '#lobby', name: 'framed', hours: 2, downloads: 3, password: 'p' })
  const { createdAt, expiresAt, downloadsLeft, hasPassword } = made.share
  assert.deepEqual([(expiresAt ?? 0) - createdAt, downloadsLeft, hasPassword], [2 * 3_600_000, 3, true])
  assert.deepEqual(JSON.stringify(made).includes('Hash'), false)
  const { rows } = await frames.want('shares', { verb: 'shares', room: '#lobby', name: 'framed' })
  assert.deepEqual(rows, [made.share])
  for (const wrong of [{ hours: 0 }, { hours: 87_601 }, { downloads: 0 }, { downloads: 1.5 }, { password: '' }])
    assert.equal(await frames.refused({ verb: 'share', room: '#lobby', name: 'framed', ...wrong }), 'bad-command')
  await frames.want('unshared', { verb: 'unshare', room: '#lobby', name: 'framed', share: made.share.id })
  assert.equal(await curl(made.path, ['-u', ':p']), 404)
  assert.equal(await frames.refused({ verb: 'share', room: '#lobby', name: 'not there' }), 'no-such-file')
})

test('[S7] a link is still good after a restart, and over when its hours are', async () => {
  await using data = await temporaryFolder()
  let path = ''
  let short = ''
  {
    await using first = await startHub({ data: data.path })
    using client = await LineClient.join(first)
    await newFile('lasting', client)
    path = await share('/share lasting downloads 2 password again', client)
    short = await share('/share lasting hours 1', client)
    assert.equal(await curl(path, ['-u', ':again'], first), 200)
    assert.equal(await curl(short, [], first), 200)
    await first.stop('SIGKILL')
  }
  const { DatabaseSync } = await import('node:sqlite')
  {
    using database = new DatabaseSync(join(data.path, 'partyline.sqlite'))
    database.exec('UPDATE shares SET expires_at = expires_at - 3600000 WHERE expires_at IS NOT NULL')
  }
  await using second = await startHub({ data: data.path })
  assert.equal(await curl(path, [], second), 401)
  assert.equal(await curl(path, ['-u', ':again'], second), 200)
  assert.deepEqual(await got(), bytes)
  assert.equal(await curl(path, ['-u', ':again'], second), 404)
  assert.equal(await curl(short, [], second), 404)
})

test('[S8] what is stored and what is logged holds no token and no password', async () => {
  await newFile('quiet')
  const path = await share('/share quiet password unmistakable')
  await curl(path, ['-u', ':unmistakable'])
  const token = path.split('/')[2] ?? ''
  assert.ok(!hub.output().includes(token) && !hub.output().includes('unmistakable'))
  for (const name of ['partyline.sqlite', 'partyline.sqlite-wal']) {
    const stored = await readFile(join(hub.data, name), 'latin1')
    assert.ok(!stored.includes(token) && !stored.includes('unmistakable'), name)
  }
  assert.match(await readFile(join(hub.data, 'partyline.sqlite-wal'), 'latin1'), /\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})
