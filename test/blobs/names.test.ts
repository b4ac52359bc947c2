// Names that files are left under: what people all over the world write is kept to the byte; what could deceive or break somebody is refused.
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { keptNames as kept, refusedNames as refused } from '../support/file-name-corpus.ts'
import { get, sha256Of } from '../support/files.ts'
import { type RunningHub, startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'

let hub: RunningHub
before(async () => {
  hub = await startHub({ args: ['--rates', 'off'] })
})
after(() => hub[Symbol.asyncDispose]())

describe('names of files', () => {
  test('[L43] a name that people write is kept to the byte: on the disk, in the list, and for who gets it', async () => {
    using ben = await LineClient.join(hub)
    for (const name of kept) {
      const content = Buffer.from(`the content of ${name}`)
      ben.send(`put "${name}" ${content.length} now\n${content}`)
      // Some of them look like what a hub says unasked.
      assert.equal(await ben.line(), `${name} ACK ${sha256Of(content)}`)
    }
    assert.deepEqual((await readdir(hub.files)).filter(name => name !== '.partyline').toSorted(), kept.toSorted())
    const listed = (await ben.rows('list')).map(row => row.replace(/^\d+ \S+ \S+ /, ''))
    assert.deepEqual(listed.toSorted(), kept.toSorted())
    for (const name of kept) {
      assert.equal((await get(ben, `"${name}"`)).bytes.toString(), `the content of ${name}`)
    }
  })

  test('[L43] names that hold no quotes, options or numbers at their ends need no quotes', async () => {
    using ben = await LineClient.join(hub)
    for (const name of ['bare name.txt', 'größe 🎉.txt', 'say "hi" twice.txt']) {
      assert.match(await ben.ask(`put ${name} 2 now\nhi`), new RegExp(`^${name} ACK `))
      assert.equal((await get(ben, name)).bytes.toString(), 'hi')
    }
  })

  for (const [code, names] of Object.entries(refused)) {
    test(`[L43] a name that could deceive or break somebody is \`ERROR ${code}\`, and the bytes that came with it are nobody's`, async () => {
      await using own = await startHub()
      using ben = await LineClient.join(own)
      using witness = await LineClient.join(own)
      for (const name of names) {
        const expected = new RegExp(`^ERROR (${code}|${code === 'bad-character' ? 'bad-file-name' : code}) `)
        for (const options of ['', ' rename', ` resume ${'0'.repeat(64)}`]) {
          assert.match(await ben.ask(`put "${name}" 12${options}`), expected, JSON.stringify(name + options))
        }
        for (const options of [' now', ' now rename', ' rename now']) {
          assert.match(await ben.ask(`put "${name}" 12${options}\nnot a message`.slice(0, -1)), expected, JSON.stringify(name + options))
        }
      }
      assert.equal(await ben.ask('all is well'), 'all is well ACK')
      assert.deepEqual((await witness.rows('/history 500')).length, 1, 'no bytes of a file were said')
      assert.deepEqual(
        (await readdir(own.files)).filter(name => name !== '.partyline'),
        [],
      )
      assert.deepEqual(await readdir(join(own.files, '.partyline')), [])
    })
  }

  test('[L2] a name that is no UTF-8 is refused, and the bytes that came with it are not said', async () => {
    for (const bytes of [
      [0xed, 0xa0, 0x80],
      [0xc3, 0x28],
      [0xf0, 0x9f, 0x98],
    ]) {
      for (const end of [' 12\n', ' 12 now\nnot a messag']) {
        using ben = await LineClient.join(hub)
        ben.send(Buffer.concat([Buffer.from('put "a'), Buffer.from(bytes), Buffer.from(`"${end}`)]))
        assert.match(await ben.reply(), /^ERROR bad-utf8 /)
      }
    }
    using ben = await LineClient.join(hub)
    assert.ok(!(await ben.rows('/history 500')).some(row => row.includes('not a messag')))
  })

  test('[L43] an empty name is none', async () => {
    await using own = await startHub()
    using ben = await LineClient.join(own)
    for (const line of ['put "" 2', 'put  2', 'put 2']) assert.match(await ben.ask(line), /^ERROR bad-(file-name|command) /, line)
    assert.deepEqual(await ben.rows('list'), [])
  })

  test('[L40] with rename a name of 255 bytes is cut so that it still is one', async () => {
    using ben = await LineClient.join(hub)
    for (const name of [`${'y'.repeat(251)}.txt`, `${'漢'.repeat(82)}.文書`]) {
      assert.match(await ben.ask(`put "${name}" 3 now\none`), new RegExp(`^${name} ACK `))
      const answer = await ben.ask(`put "${name}" 3 now rename\ntwo`)
      const [, given = ''] = /^(.*) ACK [0-9a-f]{64}$/.exec(answer) ?? []
      assert.match(given, / \(2\)\.(txt|文書)$/)
      assert.ok(Buffer.byteLength(given) <= 255)
      assert.equal(await readFile(join(hub.files, given), 'utf8'), 'two')
    }
  })
})
