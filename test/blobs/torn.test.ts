// Uploads that are cut off: without `resume` nothing of them stays, with it they go on where they stopped, also after the hub was killed.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { put, sha256Of } from '../support/files.ts'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { until } from '../support/until.ts'

const content = randomBytes(3_000_000)
const sha256 = sha256Of(content)
const half = content.subarray(0, 1_500_000)

let hub: RunningHub
before(async () => {
  hub = await startHub()
})
after(() => hub[Symbol.asyncDispose]())

const staged = (files = hub.files): Promise<string[]> => readdir(join(files, '.partyline'))

/** Something of an upload has reached the disk, but nothing is to be seen of it. */
async function assertUnderWay(name: string): Promise<void> {
  await until('something is staged', async () => (await staged()).length > 0)
  using witness = await LineClient.join(hub)
  assert.ok(!(await witness.rows('list')).some(row => row.includes(name)))
  assert.match(await witness.ask(`get ${name}`), /^ERROR no-such-file /)
  for (const id of await staged()) assert.match(await witness.ask(`get .partyline/${id}`), /^ERROR no-such-file /)
}

describe('an upload that is cut off', () => {
  for (const [what, end] of [
    ['by a reset', (client: LineClient) => client.reset()],
    ['by a FIN', (client: LineClient) => client.socket.end()],
  ] as const) {
    for (const begin of ['', ' now'] as const) {
      test(`[L42] ${what}${begin} leaves nothing, and its name is free`, async () => {
        const name = `torn-${what.replaceAll(' ', '-')}${begin.trim()}.bin`
        using ben = await LineClient.join(hub)
        if (begin === '') assert.equal(await ben.ask(`put ${name} ${content.length}`), 'READY 0')
        else ben.send(`put ${name} ${content.length} now\n`)
        ben.send(half)
        await assertUnderWay(name)
        end(ben)
        await until('nothing is staged any more', async () => (await staged()).length === 0)
        using ann = await LineClient.join(hub)
        assert.ok(!(await ann.rows('list')).some(row => row.includes(name)))
        assert.equal(await put(ann, name, content), `${name} ACK ${sha256}`)
      })
    }
  }

  test('[L42] by a kill of the hub leaves nothing', async () => {
    await using folder = await temporaryFolder()
    await using first = await startHub({ data: folder.path })
    using ben = await LineClient.join(first)
    assert.equal(await ben.ask(`put torn.bin ${content.length}`), 'READY 0')
    ben.send(half)
    await until('something is staged', async () => (await staged(first.files)).length > 0)
    await first.stop('SIGKILL')
    await using second = await startHub({ data: folder.path })
    assert.deepEqual(await staged(second.files), [])
    assert.deepEqual(
      (await readdir(second.files)).filter(name => name !== '.partyline'),
      [],
    )
  })
})

describe('an upload with a declared hash', () => {
  /** Puts a part of the content and goes away; answers the token by which the guest comes back. */
  async function tear(where: RunningHub, name: string, cut: (client: LineClient) => unknown): Promise<string> {
    using ben = await LineClient.join(where)
    const token = (await ben.ask('/token')).replace(/^TOKEN /, '')
    assert.equal(await ben.ask(`put ${name} ${content.length} resume ${sha256}`), 'READY 0')
    ben.send(half)
    await until('all that was sent is staged', async () => (await bytesStaged(where.files)) === half.length)
    await cut(ben)
    return token
  }

  async function bytesStaged(files: string): Promise<number> {
    const bytes = (await staged(files)).filter(name => !name.endsWith('.journal'))
    const sizes = await Promise.all(bytes.map(async id => (await readFile(join(files, '.partyline', id))).length))
    return sizes.reduce((sum, size) => sum + size, 0)
  }

  async function goOn(where: RunningHub, name: string, token: string): Promise<LineClient> {
    const ben = await LineClient.join(where)
    assert.match(await ben.ask(`/resume ${token}`), /^RESUMED /)
    await until('the hub has let go of the former connection', async () => (await ben.rows('/who')).length <= 2)
    assert.equal(await ben.ask(`put ${name} ${content.length} resume ${sha256}`), `READY ${half.length}`)
    return ben
  }

  test('[L39] goes on at the byte where it stopped, for its guest alone', async () => {
    const token = await tear(hub, 'resumed.bin', client => client.reset())
    {
      using stranger = await LineClient.join(hub)
      assert.equal(await stranger.ask(`put resumed.bin ${content.length} resume ${sha256}`), 'READY 0')
      stranger.reset()
    }
    using ben = await goOn(hub, 'resumed.bin', token)
    ben.send(content.subarray(half.length))
    assert.equal(await ben.reply(), `resumed.bin ACK ${sha256}`)
    assert.deepEqual(await readFile(join(hub.files, 'resumed.bin')), content)
    // What is there already is not sent again.
    assert.equal(await ben.ask(`put resumed.bin ${content.length} resume ${sha256}`), `READY ${content.length}`)
    assert.equal(await ben.reply(), `resumed.bin ACK ${sha256}`)
  })

  test('[L39] goes on after the hub was killed', async () => {
    await using folder = await temporaryFolder()
    await using first = await startHub({ data: folder.path })
    const token = await tear(first, 'killed.bin', () => first.stop('SIGKILL'))
    await using second = await startHub({ data: folder.path })
    using ben = await goOn(second, 'killed.bin', token)
    ben.send(content.subarray(half.length))
    assert.equal(await ben.reply(), `killed.bin ACK ${sha256}`)
    assert.deepEqual(await readFile(join(second.files, 'killed.bin')), content)
    assert.deepEqual(await staged(second.files), [])
  })

  test('[L39] is another one when name, length or hash is another, and begins anew', async () => {
    await using own = await startHub()
    const token = await tear(own, 'a.bin', client => client.reset())
    const other = sha256Of(Buffer.from('other'))
    for (const line of [
      `put b.bin ${content.length} resume ${sha256}`,
      `put a.bin ${content.length - 1} resume ${sha256}`,
      `put a.bin ${content.length} resume ${other}`,
    ]) {
      using again = await LineClient.join(own)
      assert.match(await again.ask(`/resume ${token}`), /^RESUMED /)
      assert.equal(await again.ask(line), 'READY 0', line)
      again.reset()
    }
    using _ben = await goOn(own, 'a.bin', token)
  })

  test('[L39] with other bytes than declared is `ERROR wrong-hash`, and nothing of it is published or kept', async () => {
    await using own = await startHub()
    using ben = await LineClient.join(own)
    const wrong = sha256Of(Buffer.from('something else'))
    assert.match(await put(ben, 'wrong.bin', content, ` resume ${wrong}`), /^ERROR wrong-hash /)
    assert.deepEqual(await ben.rows('list'), [])
    assert.match(await ben.ask('get wrong.bin'), /^ERROR no-such-file /)
    assert.deepEqual(await staged(own.files), [])
    assert.equal(await ben.ask(`put wrong.bin ${content.length} resume ${wrong}`), 'READY 0', 'not a byte of it was kept')
  })
})
