// Files over a real connection: what is on the shelf, one of them, and one that is not there.
import assert from 'node:assert/strict'
import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { get, sha256Of } from '../support/files.ts'
import { startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'

describe('files', { concurrency: 2 }, () => {
  test('[L33] what the operator drops into the folder is listed at once, with size, time and name', async () => {
    await using hub = await startHub()
    using ben = await LineClient.join(hub)
    assert.deepEqual(await ben.rows('list'), [])
    await mkdir(join(hub.files, 'photos'))
    for (const [name, content] of [
      ['notes.txt', 'some notes\n'],
      ['photos/cat.jpg', '\xff\xd8\0'],
      ['empty', ''],
    ] as const) {
      await writeFile(join(hub.files, name), content, 'latin1')
      await utimes(join(hub.files, name), 1_700_000_000, 1_700_000_000)
    }
    const rows = await ben.rows('list')
    assert.deepEqual(
      rows.map(row => row.replace(/ \S+ \S+ /, ' ')),
      ['0 empty', '11 notes.txt', '3 photos/cat.jpg'],
    )
    for (const row of rows) {
      const [, time = ''] = /^\d+ (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d) /.exec(row) ?? []
      assert.equal(Date.parse(time), 1_700_000_000_000)
    }
  })

  test('[L34] get and file: bring exactly the bytes and the hash of the whole', async () => {
    await using hub = await startHub()
    using ben = await LineClient.join(hub)
    const content = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256))
    await writeFile(join(hub.files, 'all bytes.bin'), content)
    for (const offset of [0, 1, 69_999, 70_000]) {
      const { bytes, end } = await get(ben, 'all bytes.bin', offset)
      assert.deepEqual(bytes, content.subarray(offset))
      assert.equal(end, `END ${sha256Of(content)}`)
    }
    assert.equal(await ben.ask('file:all bytes.bin'), 'START 70000 all bytes.bin')
    assert.deepEqual(await ben.bytes(70_000), content)
    assert.deepEqual([await ben.line(), await ben.line()], ['', `END ${sha256Of(content)}`])
    assert.equal(await ben.ask('and on we talk'), 'and on we talk ACK')
  })

  test('[L34] a file that is not there is refused, and the conversation goes on', async () => {
    await using hub = await startHub()
    using ben = await LineClient.join(hub)
    for (const line of ['get missing.txt', 'file:missing.txt', 'get missing.txt 5', 'get "missing.txt" 5']) {
      assert.match(await ben.ask(line), /^ERROR no-such-file .*list.*\/say/, line)
    }
    assert.equal(await ben.ask('never mind'), 'never mind ACK')
  })
})
