// The SHA-256 at the end of a file: right after a put, right after the operator changed the file, right after a restart.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { open, rename, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { get, put, sha256Of } from '../support/files.ts'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'

async function assertSent(hub: RunningHub, name: string, content: Uint8Array): Promise<void> {
  using client = await LineClient.join(hub)
  for (const offset of [0, Math.floor(content.length / 2), content.length]) {
    const { bytes, end } = await get(client, name, offset)
    assert.ok(bytes.equals(content.subarray(offset)), `the bytes of ${name} from ${offset}`)
    assert.equal(end, `END ${sha256Of(content)}`)
  }
}

describe('the hash of a file', { concurrency: 2 }, () => {
  test('[L37] is in the ACK, and [L34] the same one ends every get of it, before and after a restart', async () => {
    await using folder = await temporaryFolder()
    // Around the size of a piece, and nothing at all.
    const sizes = [0, 1, 255 * 1_024, 256 * 1_024, 256 * 1_024 + 1, 1_024 * 1_024, 3_333_333]
    const contents = new Map(sizes.map(size => [`file-${size}`, randomBytes(size)]))
    {
      await using hub = await startHub({ data: folder.path })
      using ben = await LineClient.join(hub)
      for (const [name, content] of contents) assert.equal(await put(ben, name, content), `${name} ACK ${sha256Of(content)}`)
      for (const [name, content] of contents) await assertSent(hub, name, content)
      await hub.stop('SIGKILL')
    }
    await using hub = await startHub({ data: folder.path })
    for (const [name, content] of contents) await assertSent(hub, name, content)
  })

  test('[L37] a file of 0 bytes is acknowledged right after READY', async () => {
    await using hub = await startHub()
    using ben = await LineClient.join(hub)
    const nothing = sha256Of(Buffer.alloc(0))
    ben.send('put empty 0\nhello\n')
    assert.deepEqual([await ben.reply(), await ben.reply(), await ben.reply()], ['READY 0', `empty ACK ${nothing}`, 'hello ACK'])
    ben.send('put empty2 0 now\nput empty3 0 resume ')
    ben.send(`${nothing}\nhello\n`)
    const replies = [await ben.reply(), await ben.reply(), await ben.reply(), await ben.reply()]
    assert.deepEqual(replies, [`empty2 ACK ${nothing}`, 'READY 0', `empty3 ACK ${nothing}`, 'hello ACK'])
    await assertSent(hub, 'empty', Buffer.alloc(0))
  })

  test('[L34] is the new one as soon as the operator has changed the file, by whatever means', async () => {
    await using hub = await startHub()
    using ben = await LineClient.join(hub)
    const path = join(hub.files, 'file')
    let content = Buffer.alloc(100_000, 'a')
    await put(ben, 'file', content)
    await assertSent(hub, 'file', content)

    await using file = await open(path, 'r+')
    await file.write('in place', 50_000)
    content = Buffer.from(content).fill('in place', 50_000, 50_008)
    await assertSent(hub, 'file', content)

    const time = new Date(1_700_000_000_000)
    await utimes(path, time, time)
    await assertSent(hub, 'file', content)
    await file.write('with the old time', 10)
    await utimes(path, time, time)
    content.write('with the old time', 10)
    await assertSent(hub, 'file', content)

    content = Buffer.alloc(100_000, 'b')
    await writeFile(`${path}.new`, content)
    await utimes(`${path}.new`, time, time)
    await rename(`${path}.new`, path)
    await assertSent(hub, 'file', content)
  })

  test('[L41] that was remembered for another version of a file does not let a put pass as stored', async () => {
    await using hub = await startHub()
    using ben = await LineClient.join(hub)
    const [first, second] = [Buffer.alloc(5_000, 'a'), Buffer.alloc(5_000, 'b')]
    await put(ben, 'file', first)
    await writeFile(join(hub.files, 'file'), second)
    assert.match(await put(ben, 'file', first), /^ERROR exists /)
    assert.match(await put(ben, 'file', first, ` resume ${sha256Of(first)}`), /^ERROR exists /)
    assert.equal(await put(ben, 'file', second), `file ACK ${sha256Of(second)}`)
    assert.equal(await ben.ask(`put file 5000 resume ${sha256Of(second)}`), 'READY 5000')
    assert.equal(await ben.reply(), `file ACK ${sha256Of(second)}`)
  })

  test('[L34] is that of the bytes that came, however fast changes of the same length follow each other', async () => {
    await using hub = await startHub({ args: ['--rates', 'off'] })
    using ben = await LineClient.join(hub)
    await using file = await open(join(hub.files, 'file'), 'w')
    for (let round = 0; round < 100; round++) {
      const text = String(round).padStart(8)
      await file.write(text, 0)
      const { bytes, end } = await get(ben, 'file')
      assert.deepEqual([bytes.toString(), end], [text, `END ${sha256Of(Buffer.from(text))}`])
    }
  })
})
