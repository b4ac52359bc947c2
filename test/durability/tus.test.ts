// Uploads over HTTP that die with one end or the other: they go on where they stopped, never from the beginning, and come out whole.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { access, appendFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sha256sum } from '../support/coreutils.ts'
import { sha256Of } from '../support/files.ts'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { begin, offsetOf, openPatch, patch, tus } from '../support/tus-client.ts'
import { until } from '../support/until.ts'

const sender = fileURLToPath(new URL('tus-sender.ts', import.meta.url))

/** Where the only upload in the lobby stands, as the hub lists it. */
async function standing(client: LineClient): Promise<number> {
  const [row = ''] = await client.rows('/transfers')
  return Number(/^[0-9a-f]{32} (\d+) /.exec(row)?.[1] ?? -1)
}

/** A sender in a process of its own. */
function send(hub: RunningHub, path: string, name: string, memory: string) {
  const child = spawn(process.execPath, [sender, `http://${hub.host}:${hub.webPort}/uploads/lobby`, path, name, memory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', chunk => (said += chunk))
  return { child, said: () => said, ended: once(child, 'close') }
}

test('[T15] tus-js-client killed in the middle goes on in a new process, from where the hub stands', async () => {
  await using folder = await temporaryFolder()
  await using hub = await startHub({ args: ['--transfer-bytes-per-second', '20000000', '--rates', 'off'] })
  using watcher = await LineClient.join(hub)
  const [path, memory] = [join(folder.path, 'large'), join(folder.path, 'memory.json')]
  await writeFile(path, randomBytes(48_000_000))
  let last = 0
  for (const killedAt of [22_000_000, 30_000_000]) {
    const first = send(hub, path, 'large', memory)
    await until(`${killedAt} bytes came`, async () => (await standing(watcher)) > killedAt)
    first.child.kill('SIGKILL')
    await first.ended
    const [, resumed = '-1'] = /resumed (\d+)/.exec(first.said()) ?? []
    assert.equal(Number(resumed) > 0, last > 0)
    assert.ok(Number(resumed) >= last || last === 0)
    last = await until('the upload waits', async () => {
      const [row = ''] = await watcher.rows('/transfers')
      return row.includes(' waiting ') && standing(watcher)
    })
  }
  const finishing = send(hub, path, 'large', memory)
  await finishing.ended
  assert.match(finishing.said(), new RegExp(`^resumed ${last}$`, 'm'))
  assert.match(finishing.said(), /^done$/m)
  assert.equal(await sha256sum(join(hub.files, 'large')), await sha256sum(path))
})

test('[T15] a hub killed again and again in the middle of a request goes on with every byte it had', async () => {
  await using folder = await temporaryFolder()
  const bytes = randomBytes(40_000_000)
  const start = (): Promise<RunningHub> =>
    startHub({ data: folder.path, args: ['--transfer-bytes-per-second', '20000000', '--rates', 'off'] })
  let path = ''
  let known = 0
  for (let round = 0; round < 4; round++) {
    await using hub = await start()
    using watcher = await LineClient.join(hub)
    if (round === 0) path = (await begin(hub, { filename: 'through-crashes' }, bytes.length)).path
    const offset = await offsetOf(hub, path)
    assert.ok(offset >= known, `the hub had ${known} bytes and goes on at ${offset}`)
    assert.equal(offset > 0, round > 0)
    const sending = openPatch(hub, path, offset, bytes.length - offset)
    sending.write(bytes.subarray(offset))
    known = await until('some more came', async () => {
      const stands = await standing(watcher)
      return stands > offset + 3_000_000 && stands
    })
    await hub.stop('SIGKILL')
    sending.destroy()
  }
  await using hub = await startHub({ data: folder.path })
  const offset = await offsetOf(hub, path)
  assert.ok(offset >= known && offset < bytes.length)
  assert.equal((await patch(hub, path, offset, bytes.subarray(offset))).status, 204)
  assert.equal(await sha256sum(join(hub.files, 'through-crashes')), sha256Of(bytes))
})

test('[T16] a crash between the last byte and the name: whoever asks is told it is complete when it is a file', async () => {
  await using folder = await temporaryFolder()
  const bytes = randomBytes(100_000)
  let path = ''
  {
    await using hub = await startHub({ data: folder.path })
    path = (await begin(hub, { filename: 'nameless' }, bytes.length, { body: bytes.subarray(0, 60_000) })).path
    await hub.stop('SIGKILL')
    await appendFile(join(hub.files, '.partyline', path.slice(-32)), bytes.subarray(60_000))
  }
  await using hub = await startHub({ data: folder.path })
  const head = await tus(hub, 'HEAD', path)
  assert.deepEqual([head.status, head.headers['upload-offset'], head.headers.etag], [200, '100000', `"${sha256Of(bytes)}"`])
  assert.equal(await sha256sum(join(hub.files, 'nameless')), sha256Of(bytes))
})

test('[T16] a length that was told late is known after a crash', async () => {
  await using folder = await temporaryFolder()
  let path = ''
  {
    await using hub = await startHub({ data: folder.path })
    path = (await begin(hub, { filename: 'late' }, undefined)).path
    const body = Buffer.from('some')
    assert.equal((await patch(hub, path, 0, body, { headers: { 'Upload-Length': 8 } })).status, 204)
    await hub.stop('SIGKILL')
  }
  await using hub = await startHub({ data: folder.path })
  const { headers } = await tus(hub, 'HEAD', path)
  assert.deepEqual([headers['upload-offset'], headers['upload-length'], headers['upload-defer-length']], ['4', '8', undefined])
})

test('[T17] an upload to which nobody came back in time is thrown away, its bytes too', async () => {
  await using folder = await temporaryFolder()
  const paths: string[] = []
  {
    await using hub = await startHub({ data: folder.path })
    for (const filename of ['old', 'young']) paths.push((await begin(hub, { filename }, 1_000, { body: randomBytes(500) })).path)
    await hub.stop('SIGKILL')
  }
  const [old = '', young = ''] = paths
  {
    using database = new DatabaseSync(join(folder.path, 'partyline.sqlite'))
    database.prepare('UPDATE transfers SET at = at - 86400000 WHERE id = ?').run(old.slice(-32))
  }
  await using hub = await startHub({ data: folder.path })
  assert.deepEqual([await offsetOf(hub, old), await offsetOf(hub, young)], [-404, 500])
  await assert.rejects(access(join(hub.files, '.partyline', old.slice(-32))))
  assert.ok((await readdir(join(hub.files, '.partyline'))).includes(young.slice(-32)))
})
