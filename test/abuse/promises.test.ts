// Whoever announces a huge file and never sends it must not keep the others from leaving theirs.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { put } from '../support/files.ts'
import { startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { mountSmallDisk, skipWithoutSmallDisk } from '../support/small-disk.ts'

test('[L37] small files are taken while somebody has announced a file as large as the disk', { skip: skipWithoutSmallDisk }, async () => {
  // Files never take the last 64 MiB of a disk: 16 MB are left for them.
  await using disk = await mountSmallDisk(80)
  await using hub = await startHub({ args: ['--files', disk.path] })
  using greedy = await LineClient.join(hub)
  using modest = await LineClient.join(hub)
  assert.equal(await greedy.ask('put greedy.bin 16000000'), 'READY 0')
  assert.match(await put(modest, 'modest.txt', Buffer.from('abc')), /^modest\.txt ACK /)
  assert.match(await put(modest, 'larger.bin', Buffer.alloc(100_000, 'x')), /^larger\.bin ACK /)
  assert.match(await modest.ask('put too-large.bin 16000000'), /^ERROR storage-full /)
})
