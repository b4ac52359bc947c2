// A file that is changed, cut, replaced or taken away while it is sent: whoever gets it is never left with bytes that look right and are not.
import assert from 'node:assert/strict'
import { appendFile, open, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { get, put, sha256Of } from '../support/files.ts'
import { type RunningHub, startHub } from '../support/hub.ts'
import { Closed, LineClient } from '../support/line-client.ts'

/** Far more than what is under way to a reader that waits. */
const bytes = 48 * 1_024 * 1_024
const content = Buffer.alloc(bytes, 'a')
const oldTime = 1_600_000_000

let hub: RunningHub
before(async () => {
  hub = await startHub()
})
after(() => hub[Symbol.asyncDispose]())

/** Begins to get a file, and goes on reading when `change` has happened to it. */
async function getWhile(name: string, change: (path: string) => Promise<unknown>): Promise<{ received: Buffer; end: string | undefined }> {
  const path = join(hub.files, name)
  await writeFile(path, content)
  await utimes(path, oldTime, oldTime)
  using reader = await LineClient.join(hub)
  assert.equal(await reader.ask(`get ${name}`), `START ${bytes} ${name}`)
  await change(path)
  const received = await reader.bytes(bytes)
  assert.equal(await reader.line(), '')
  const end = await reader.line()
  assert.equal(await reader.ask('and on we talk'), 'and on we talk ACK')
  return { received, end }
}

async function rewrite(path: string, at: number, text: string): Promise<void> {
  await using file = await open(path, 'r+')
  await file.write(text, at)
}

describe('a file that is changed while it is sent', { concurrency: 2 }, () => {
  test('[L35] by growing: the announced bytes come, and then `ERROR changed` in place of END', async () => {
    const { received, end } = await getWhile('grows', path => appendFile(path, 'more'))
    assert.deepEqual(received, content)
    assert.match(end ?? '', /^ERROR changed /)
  })

  test('[L35] by other bytes of the same length: `ERROR changed`', async () => {
    assert.match((await getWhile('rewritten', path => rewrite(path, bytes - 100, 'other'))).end ?? '', /^ERROR changed /)
    assert.match((await getWhile('rewritten-front', path => rewrite(path, 0, 'other'))).end ?? '', /^ERROR changed /)
  })

  test('[L35] with its old time put back: `ERROR changed` all the same', async () => {
    const { end } = await getWhile('disguised', async path => {
      await rewrite(path, bytes - 100, 'other')
      await utimes(path, oldTime, oldTime)
    })
    assert.match(end ?? '', /^ERROR changed /)
  })

  for (const [what, change] of [
    ['replaced by another', (path: string) => writeFile(`${path}.new`, 'other').then(() => rename(`${path}.new`, path))],
    ['taken away', (path: string) => rm(path)],
  ] as const) {
    test(`[L35] by being ${what}: what comes is the old file, whole, and never with a hash that is not its own`, async () => {
      const { received, end } = await getWhile(what, change)
      assert.deepEqual(received, content)
      if (end !== `END ${sha256Of(content)}`) assert.match(end ?? '', /^ERROR changed /)
    })
  }

  test('[L35] by becoming shorter: the hub closes the connection before the announced bytes are there', async () => {
    await assert.rejects(
      getWhile('shrinks', path => truncate(path, 1_000)),
      (thrown: Error) => thrown instanceof Closed || ('code' in thrown && thrown.code === 'ECONNRESET'),
    )
    using other = await LineClient.join(hub)
    assert.equal(await other.ask('the hub lives'), 'the hub lives ACK')
    assert.equal((await get(other, 'shrinks')).end, `END ${sha256Of(content.subarray(0, 1_000))}`)
  })

  test('[L35] is told apart from one that is only being put: a get beside puts never hears of a change', async () => {
    const writers = await Promise.all([1, 2].map(() => LineClient.join(hub)))
    const readers = await Promise.all([1, 2].map(() => LineClient.join(hub)))
    let now = 0
    const read = async (reader: LineClient): Promise<number> => {
      let count = 0
      while (now < 150) {
        const start = await reader.ask(`get fresh-${now}`)
        if (start.startsWith('ERROR no-such-file ')) continue
        const length = Number(/^START (\d+) /.exec(start)?.[1] ?? assert.fail(start))
        const received = await reader.bytes(length)
        assert.deepEqual([await reader.line(), await reader.line()], ['', `END ${sha256Of(received)}`])
        count++
      }
      return count
    }
    const reading = readers.map(read)
    for (; now < 150; now++) {
      // Both leave the same, so that one is stored and the other finds it.
      for (const answer of await Promise.all(writers.map(writer => put(writer, `fresh-${now}`, Buffer.from(`content ${now}`))))) {
        assert.match(answer, /ACK/)
      }
    }
    const counts = await Promise.all(reading)
    assert.ok(counts.every(count => count > 0))
    for (const person of [...writers, ...readers]) person[Symbol.dispose]()
  })
})
