// A file that no memory would hold: what it costs the hub does not grow with it.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { get } from '../support/files.ts'
import { startHub } from '../support/hub.ts'
import { makeLargeFile, receiveLarge, sendLarge, sha256OfFile } from '../support/large-file.ts'
import { LineClient } from '../support/line-client.ts'
import { peakMemoryBytes, skipWithoutProc } from '../support/process-facts.ts'

const mebibyte = 1_024 * 1_024
const largeBytes = (process.env.PARTYLINE_LONG === '1' ? 1_024 : 256) * mebibyte
const growthMost = 64 * mebibyte
/** Garbage is collected early, so that what is seen of the memory is what the hub holds on to. */
const options = { env: { NODE_OPTIONS: '--max-semi-space-size=1' } }

test(`a binary of ${largeBytes / mebibyte} MiB comes and goes whole, in constant memory`, { skip: skipWithoutProc }, async context => {
  await using hub = await startHub(options)
  using ben = await LineClient.join(hub)
  const path = join(hub.files, 'large.bin')
  await makeLargeFile(path, largeBytes)
  // What a first small file of each direction costs is no matter of size.
  await writeFile(join(hub.files, 'small.bin'), Buffer.alloc(2 * mebibyte))
  await get(ben, 'small.bin')
  assert.equal(await ben.ask('put small2.bin 4'), 'READY 0')
  assert.match(await ben.ask('abc'), /^small2\.bin ACK /)
  const before = peakMemoryBytes(hub.pid)
  const sha256 = await sha256OfFile(path)

  assert.equal(await ben.ask('get large.bin'), `START ${largeBytes} large.bin`)
  assert.equal(await receiveLarge(ben, largeBytes), sha256)
  assert.deepEqual([await ben.line(), await ben.line()], ['', `END ${sha256}`])
  const afterGet = peakMemoryBytes(hub.pid) - before

  assert.equal(await ben.ask(`put copy.bin ${largeBytes}`), 'READY 0')
  await sendLarge(ben, path)
  assert.equal(await ben.reply(), `copy.bin ACK ${sha256}`)
  const afterPut = peakMemoryBytes(hub.pid) - before
  const [sending, both] = [afterGet, afterPut].map(bytes => (bytes / mebibyte).toFixed(0))
  context.diagnostic(`sending grew the hub by ${sending} MiB, sending and receiving by ${both} MiB`)
  assert.ok(afterGet < growthMost, `sending grew the hub by ${afterGet} bytes`)
  assert.ok(afterPut < growthMost, `receiving grew the hub by ${afterPut} bytes`)
  assert.equal(await sha256OfFile(join(hub.files, 'copy.bin')), sha256)
})
