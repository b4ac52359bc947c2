// Files of gigabytes through the web door: whole, in pieces beyond 4 GiB, and gone on with near the end of ten.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createReadStream, mkdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { inConstantMemory, makeSparse } from '../support/constant-memory.ts'
import { sha256sum } from '../support/coreutils.ts'
import { gibibyte, skipWithoutRoom } from '../support/free-space.ts'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'
import { answerTo, begin, offsetOf, openPatch } from '../support/tus-client.ts'
import { until } from '../support/until.ts'

const run = promisify(execFile)
const curl = async (...args: readonly string[]): Promise<string> => (await run('curl', ['-sS', '--fail', ...args])).stdout

test('[H1] [H4] [H13] a file of more than 4 GiB goes both ways over HTTP, in pieces too', {
  skip: skipWithoutRoom(12 * gibibyte),
}, async context => {
  const bytes = 4 * gibibyte + 12_345
  await using folder = await temporaryFolder()
  const source = join(folder.path, 'source')
  makeSparse(source, bytes)
  const sha256 = await sha256sum(source)
  await using hub = await startHub()
  const address = `http://${hub.host}:${hub.webPort}/files/lobby/large.bin`
  await inConstantMemory(context, hub, 'PUT of 4 GiB', bytes, async () => {
    const stored = JSON.parse(await curl('-T', source, address)) as { bytes: number; sha256: string }
    assert.deepEqual([stored.bytes, stored.sha256], [bytes, sha256])
  })
  assert.equal(await sha256sum(join(hub.files, 'large.bin')), sha256)

  const fetched = join(folder.path, 'fetched')
  await inConstantMemory(context, hub, 'GET of 4 GiB', bytes, () => curl('-o', fetched, address).then())
  assert.equal(await sha256sum(fetched), sha256)
  assert.equal(await curl('-r', `${bytes - 7}-`, address), 'the end')
  assert.equal(await curl('-r', '-7', address), 'the end')
  truncateSync(fetched, 4 * gibibyte + 1)
  await curl('-C', '-', '-o', fetched, address)
  assert.equal(await sha256sum(fetched), sha256)
})

test('[T3] [T15] 10 GiB cut off at half by the network and at 90 % by a kill go on at once, and arrive whole', {
  skip: skipWithoutRoom(12 * gibibyte),
}, async context => {
  const bytes = 10 * gibibyte
  await using folder = await temporaryFolder()
  const source = join(folder.path, 'source')
  makeSparse(source, bytes)
  const data = join(folder.path, 'data')
  mkdirSync(data)
  const resumed = async (hub: RunningHub, path: string, least: number): Promise<number> => {
    const began = performance.now()
    const offset = await offsetOf(hub, path)
    const seconds = (performance.now() - began) / 1_000
    context.diagnostic(`the offset ${offset} was told after ${seconds.toFixed(3)} s`)
    assert.ok(offset >= least && seconds < 1, `${offset} after ${seconds} s`)
    return offset
  }
  let path = ''
  let offset = 0
  {
    await using hub = await startHub({ data })
    ;({ path } = await begin(hub, { filename: 'ten.bin' }, bytes))
    await sendTo(hub, { path, source, bytes, from: 0, to: bytes / 2 })
    offset = await resumed(hub, path, bytes * 0.4)
    await sendTo(hub, { path, source, bytes, from: offset, to: bytes * 0.9, kill: true })
  }
  await using hub = await startHub({ data })
  offset = await resumed(hub, path, bytes * 0.8)
  await inConstantMemory(context, hub, 'the rest of 10 GiB', bytes - offset, () =>
    sendTo(hub, { path, source, bytes, from: offset, to: bytes }),
  )
  assert.equal(statSync(join(hub.files, 'ten.bin')).size, bytes)
  assert.equal(await sha256sum(join(hub.files, 'ten.bin')), await sha256sum(source))
})

type Part = {
  readonly path: string
  readonly source: string
  readonly bytes: number
  readonly from: number
  readonly to: number
  readonly kill?: boolean
}

/** Sends the bytes up to `to`. Where that is not the end, the connection is reset there, or the hub killed. */
async function sendTo(hub: RunningHub, { path, source, bytes, from, to, kill = false }: Part): Promise<void> {
  const patch = openPatch(hub, path, from, bytes - from)
  const reading = createReadStream(source, { start: from, end: to - 1, highWaterMark: 1_024 * 1_024 })
  await pipeline(reading, patch, { end: to === bytes })
  if (to === bytes) return assert.equal((await answerTo(patch)).status, 204)
  await until('all of it left', () => patch.socket?.writableLength === 0)
  if (kill) await hub.stop('SIGKILL')
  else patch.socket?.resetAndDestroy()
}
