// An upload over HTTP is the hub's, not the door's: it can be seen, followed and ended from the line door, gone on with there, and the other way
// round; and whoever asks for it last has it.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { sha256sum } from '../support/coreutils.ts'
import { send, sha256Of } from '../support/files.ts'
import { startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { answerTo, begin, offsetOf, openPatch, patch, tus } from '../support/tus-client.ts'
import { until } from '../support/until.ts'

const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())
const watcher = await LineClient.join(hub)
after(() => watcher[Symbol.dispose]())

let lastGuest = 0
async function guest(): Promise<{ readonly line: LineClient; readonly token: string }> {
  const line = await LineClient.join(hub)
  await line.ask(`/name Across${++lastGuest}`)
  return { line, token: (await line.ask('/token')).slice('TOKEN '.length) }
}

const idOf = (path: string): string => path.slice(-32)
/** Waits until so much of the upload is here, as anybody in the room sees it. */
const hasCome = (name: string, bytes: number): Promise<boolean> =>
  until(`${bytes} bytes of ${name} came`, async () =>
    (await watcher.rows('/transfers')).some(row => row.split(' ')[1] === String(bytes) && row.endsWith(` ${name}`)),
  )

/** A request is the older one when its bytes are coming already. */
const hasBegun = (name: string, offset: number): Promise<boolean> =>
  until(`more than ${offset} bytes of ${name} came`, async () =>
    (await watcher.rows('/transfers')).some(row => row.endsWith(` ${name}`) && Number(row.split(' ')[1]) > offset),
  )

test('[T12] an upload over HTTP shows in /transfers, can be followed while it arrives, and ended by its guest', async () => {
  const { line, token } = await guest()
  const bytes = randomBytes(200_000)
  const { path } = await begin(hub, { filename: 'followed' }, bytes.length, { token })
  const sending = openPatch(hub, path, 0, bytes.length, token)
  sending.write(bytes.subarray(0, 50_000))
  await hasCome('followed', 50_000)
  assert.match((await watcher.rows('/transfers')).join('\n'), new RegExp(`^${idOf(path)} 50000 200000 active Across\\d+ followed$`, 'm'))
  using follower = await LineClient.join(hub)
  assert.equal(await follower.ask(`/follow ${idOf(path)}`), 'START 200000 followed')
  assert.deepEqual(await follower.bytes(50_000), bytes.subarray(0, 50_000))
  sending.end(bytes.subarray(50_000))
  assert.equal((await answerTo(sending)).status, 204)
  assert.deepEqual(await follower.bytes(150_000), bytes.subarray(50_000))
  assert.deepEqual([await follower.line(), await follower.line()], ['', `END ${sha256Of(bytes)}`])

  const other = await begin(hub, { filename: 'cancelled' }, 1_000, { token })
  const cut = openPatch(hub, other.path, 0, 1_000, token)
  cut.write(randomBytes(10))
  await hasCome('cancelled', 10)
  line.send(`/cancel ${idOf(other.path)}\n`)
  const answer = await answerTo(cut)
  assert.equal(answer.status, 404, answer.text)
  assert.equal(await offsetOf(hub, other.path, token), -404)
  line[Symbol.dispose]()
})

test('[T10] [T12] an upload that nobody has signed is shown and followed under another id than the one by which it is gone on with', async () => {
  const bytes = randomBytes(1_000)
  const { path } = await begin(hub, { filename: 'unsigned' }, bytes.length)
  await patch(hub, path, 0, bytes.subarray(0, 400))
  const shown = (await watcher.rows('/transfers')).find(row => row.endsWith(' unsigned'))?.slice(0, 32) ?? ''
  assert.match(shown, /^[0-9a-f]{32}$/)
  assert.notEqual(shown, idOf(path))
  assert.equal((await tus(hub, 'DELETE', `/uploads/lobby/${shown}`)).status, 404)
  assert.equal((await patch(hub, `/uploads/lobby/${shown}`, 400, bytes.subarray(400))).status, 404)
  assert.match(await watcher.ask(`/cancel ${shown}`), /^ERROR no-such-transfer /)
  using follower = await LineClient.join(hub)
  assert.equal(await follower.ask(`/follow ${shown}`), 'START 1000 unsigned')
  assert.equal((await patch(hub, path, 400, bytes.subarray(400))).status, 204)
  assert.deepEqual(await follower.bytes(1_000), bytes)
})

test('[T13] an upload torn over HTTP is finished on the line door by the same guest', async () => {
  const { line, token } = await guest()
  const bytes = randomBytes(300_000)
  const sha256 = sha256Of(bytes)
  const { path } = await begin(hub, { filename: 'to-line', sha256 }, bytes.length, { token })
  const torn = openPatch(hub, path, 0, bytes.length, token)
  torn.write(bytes.subarray(0, 120_000))
  await hasCome('to-line', 120_000)
  torn.destroy()
  assert.equal(await line.ask(`put to-line ${bytes.length} resume ${sha256}`), 'READY 120000')
  await send(line, bytes.subarray(120_000))
  assert.equal(await line.reply(), `to-line ACK ${sha256}`)
  assert.equal(await sha256sum(join(hub.files, 'to-line')), sha256)
  assert.equal(await offsetOf(hub, path, token), bytes.length)
  line[Symbol.dispose]()
})

test('[T13] an upload torn on the line door is finished over HTTP by the same guest', async () => {
  const { line, token } = await guest()
  const bytes = randomBytes(300_000)
  const sha256 = sha256Of(bytes)
  assert.equal(await line.ask(`put to-web ${bytes.length} resume ${sha256}`), 'READY 0')
  await send(line, bytes.subarray(0, 100_000))
  await until('100000 bytes came', async () => (await watcher.rows('/transfers')).some(row => / 100000 300000 .* to-web$/.test(row)))
  line.reset()
  const known = await begin(hub, { filename: 'to-web', sha256 }, bytes.length, { token })
  assert.deepEqual([known.status, known.headers['upload-offset']], [201, '100000'])
  assert.match((await watcher.rows('/transfers')).join('\n'), new RegExp(`^${idOf(known.path)} 100000 300000 `, 'm'))
  const last = await patch(hub, known.path, 100_000, bytes.subarray(100_000), { token })
  assert.deepEqual([last.status, last.headers.etag], [204, `"${sha256}"`])
  assert.equal(await sha256sum(join(hub.files, 'to-web')), sha256)
})

test('[T13] whoever begins anew with all the bytes need not send again what is here', async () => {
  const { line, token } = await guest()
  const bytes = randomBytes(250_000)
  const said = { filename: 'begun-anew', sha256: sha256Of(bytes) }
  const { path } = await begin(hub, said, bytes.length, { token, body: bytes.subarray(0, 90_000) })
  const less = await begin(hub, said, bytes.length, { token, body: bytes.subarray(0, 20_000) })
  assert.deepEqual([less.path, less.headers['upload-offset']], [path, '90000'])
  const all = await begin(hub, said, bytes.length, { token, body: bytes })
  assert.deepEqual([all.status, all.path, all.headers['upload-offset']], [201, path, '250000'])
  assert.equal(await sha256sum(join(hub.files, 'begun-anew')), said.sha256)
  line[Symbol.dispose]()
})

test('[T14] of two requests for one upload the newer one has it, and the older one is told so at once', async () => {
  const bytes = randomBytes(400_000)
  const { path } = await begin(hub, { filename: 'two-writers' }, bytes.length)
  const older = openPatch(hub, path, 0, bytes.length)
  older.write(bytes.subarray(0, 100_000))
  await hasCome('two-writers', 100_000)
  const newer = openPatch(hub, path, 100_000, 300_000)
  newer.write(bytes.subarray(100_000, 200_000))
  const told = await answerTo(older)
  assert.deepEqual([told.status, told.headers.connection], [409, 'close'])
  assert.match(told.text, /resumed-elsewhere/)
  await hasCome('two-writers', 200_000)
  newer.end(bytes.subarray(200_000))
  assert.equal((await answerTo(newer)).status, 204)
  assert.equal(await sha256sum(join(hub.files, 'two-writers')), sha256Of(bytes))
})

test('[T14] the offset that HEAD tells is not moved by an older request that is still sending', async () => {
  const bytes = randomBytes(8_000_000)
  const { path } = await begin(hub, { filename: 'head-wins' }, bytes.length)
  let offset = 0
  // The older request never has all that is missing: else it would be done before anybody else asks.
  while (bytes.length - offset > 2_000_000) {
    const older = openPatch(hub, path, offset, bytes.length - offset)
    older.write(bytes.subarray(offset, offset + 1_500_000))
    await hasBegun('head-wins', offset)
    const told = await offsetOf(hub, path)
    older.write(bytes.subarray(offset + 1_500_000, offset + 2_000_000))
    assert.ok(told >= offset && told <= offset + 1_500_000)
    assert.equal(await offsetOf(hub, path), told)
    const end = Math.min(told + 1_000_000, bytes.length)
    assert.equal((await patch(hub, path, told, bytes.subarray(told, end))).status, 204)
    offset = end
    older.destroy()
  }
  assert.equal((await patch(hub, path, offset, bytes.subarray(offset))).status, 204)
  assert.equal(await sha256sum(join(hub.files, 'head-wins')), sha256Of(bytes))
})

test('[T14] many at once with the same bytes make one file, whoever of them is last', async () => {
  const bytes = randomBytes(500_000)
  for (let round = 0; round < 10; round++) {
    const name = `many-writers-${round}`
    const { path } = await begin(hub, { filename: name }, bytes.length)
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (;;) {
          const offset = await offsetOf(hub, path)
          if (offset === bytes.length) return 204
          const { status, text } = await patch(hub, path, offset, bytes.subarray(offset))
          if (status === 204) return status
          assert.equal(status, 409, text)
        }
      }),
    )
    assert.deepEqual(new Set(answers), new Set([204]))
    assert.equal(await sha256sum(join(hub.files, name)), sha256Of(bytes))
    assert.equal((await tus(hub, 'HEAD', path)).headers.etag, `"${sha256Of(bytes)}"`)
  }
})
