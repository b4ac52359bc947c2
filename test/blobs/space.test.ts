// Room on the disk: files never take the last of it, so that messages can still be stored, and what was promised to one is not promised to another.
import assert from 'node:assert/strict'
import { readdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { limits } from '../../src/protocol/limits.ts'
import { put, send } from '../support/files.ts'
import { type RunningHub, startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { openShelf } from '../support/shelf.ts'
import { mountSmallDisk, type SmallDisk, skipWithoutSmallDisk } from '../support/small-disk.ts'
import { until } from '../support/until.ts'

const mebibyte = 1_024 * 1_024
/** What files may take of the small disk. */
const roomMebibytes = 16

async function startTight(): Promise<AsyncDisposable & { readonly hub: RunningHub; readonly disk: SmallDisk }> {
  const disk = await mountSmallDisk(limits.freeDiskBytesMin / mebibyte + roomMebibytes)
  const hub = await startHub({ args: ['--files', disk.path] })
  return {
    hub,
    disk,
    [Symbol.asyncDispose]: async () => {
      await hub[Symbol.asyncDispose]()
      await disk[Symbol.asyncDispose]()
    },
  }
}

const of = (mebibytes: number): Buffer => Buffer.alloc(mebibytes * mebibyte)

describe('room on the disk', { skip: skipWithoutSmallDisk }, () => {
  test('[L64] a file that would leave less than the reserve is refused before its bytes come', async () => {
    await using tight = await startTight()
    using ben = await LineClient.join(tight.hub)
    assert.match(await ben.ask(`put a.bin ${(roomMebibytes + 1) * mebibyte}`), /^ERROR storage-full /)
    ben.send(`put b.bin ${(roomMebibytes + 1) * mebibyte} now\n`)
    await send(ben, of(roomMebibytes + 1))
    assert.match(await ben.reply(), /^ERROR storage-full /)
    assert.equal(await ben.ask('we can still talk'), 'we can still talk ACK')
    assert.deepEqual(await readdir(join(tight.hub.files, '.partyline')), [])
    assert.match(await put(ben, 'fits.bin', of(roomMebibytes - 1)), /^fits\.bin ACK /)
    assert.match(await ben.ask(`put c.bin ${2 * mebibyte}`), /^ERROR storage-full /)
    const { bavail, bsize } = await statfs(tight.disk.path)
    assert.ok(bavail * bsize >= limits.freeDiskBytesMin)
  })

  test('[L64] room that was promised to one upload is not promised to another, and counts once', async () => {
    await using tight = await startTight()
    using ben = await LineClient.join(tight.hub)
    using ann = await LineClient.join(tight.hub)
    assert.equal(await ben.ask(`put ben.bin ${10 * mebibyte}`), 'READY 0')
    assert.match(await ann.ask(`put ann.bin ${10 * mebibyte}`), /^ERROR storage-full /)
    await send(ben, of(9))
    await until('most of it is on the disk', async () => {
      const { bavail, bsize } = await statfs(tight.disk.path)
      return bavail * bsize < limits.freeDiskBytesMin + (roomMebibytes - 9 + 0.5) * mebibyte
    })
    // Nine of the sixteen are taken and one more is promised: there is room for five.
    assert.match(await put(ann, 'ann.bin', of(5)), /^ann\.bin ACK /)
    await send(ben, of(1))
    assert.match(await ben.reply(), /^ben\.bin ACK /)
  })

  test('[L64] what a cut off upload was promised is free again', async () => {
    await using tight = await startTight()
    using ben = await LineClient.join(tight.hub)
    assert.equal(await ben.ask(`put ben.bin ${15 * mebibyte}`), 'READY 0')
    await send(ben, of(5))
    ben.reset()
    using ann = await LineClient.join(tight.hub)
    await until('there is room again', async () => !(await put(ann, 'ann.bin', of(15))).startsWith('ERROR'))
  })
})

test('what files may still take is what is free but for the reserve', async () => {
  await using shelf = await openShelf()
  const { bavail, bsize } = await statfs(shelf.path)
  const expected = bavail * bsize - limits.freeDiskBytesMin
  // Others write to this disk meanwhile.
  assert.ok(Math.abs((await shelf.disk.freeBytes()) - expected) < expected / 2)
})
