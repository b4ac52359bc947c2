// A disk that fails when we say so: what cannot be kept is never acknowledged, nothing half-made is seen, and the next
// start finds all well.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { readLog } from '../support/audit.ts'
import { integrityOf } from '../support/crash-scene.ts'
import { get, list, put, sha256Of } from '../support/files.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { Closed, LineClient } from '../support/line-client.ts'
import { skipWithoutStrace, startTraced } from '../support/strace.ts'
import { within } from '../support/until.ts'

const skip = skipWithoutStrace
const abc = Buffer.from('abc')
const noLinks = 'inject=link,linkat:error=EPERM'

/** Says messages one by one until the hub is gone; answers those that were acknowledged. */
async function talkUntilGone(client: LineClient): Promise<string[]> {
  const acknowledged: string[] = []
  try {
    for (;;) {
      const text = `message ${acknowledged.length}`
      assert.equal(await client.ask(text), `${text} ACK`)
      acknowledged.push(text)
    }
  } catch (thrown) {
    if (thrown instanceof Closed) return acknowledged
    throw thrown
  }
}

async function hearUntilGone(client: LineClient): Promise<string[]> {
  const heard: string[] = []
  for (let line = await client.line(); line !== undefined; line = await client.line()) if (line.startsWith('[#')) heard.push(line)
  return heard
}

/** Looks at what a hub finds that starts on this data, and stops it in good order. */
async function restarted<T>(data: string, look: (client: LineClient, files: string) => Promise<T>): Promise<T> {
  await using hub = await startHub({ data })
  using client = await LineClient.join(hub)
  const seen = await look(client, hub.files)
  client.socket.destroy()
  assert.equal(await hub.stop(), 0)
  return seen
}

describe('a disk that fails', { concurrency: 3 }, () => {
  for (const when of [12, 33]) {
    test(`[L30] [L64] after a failed fsync nothing is answered, and the hub says so and ends (fsync ${when} fails)`, { skip }, async () => {
      await using folder = await temporaryFolder()
      await using hub = await startTraced({ data: folder.path }, [`inject=fsync,fdatasync:error=EIO:when=${when}+`])
      using client = await LineClient.join(hub)
      using witness = await LineClient.join(hub)
      const [acknowledged, heard] = await Promise.all([talkUntilGone(client), hearUntilGone(witness)])
      assert.equal(await within('the end of the hub', hub.exited), 1)
      const last = hub.output().trimEnd().split('\n').at(-1) ?? ''
      assert.match(last, /^The database failed in a way that cannot be mended while running: .*\.$/)
      const expected = acknowledged.map(text => `[#lobby] ${client.firstName}: ${text}`)
      assert.deepEqual(heard, expected, 'others heard what was acknowledged and no more')
      await restarted(folder.path, async next => {
        const texts = [...(await readLog(next)).values()]
        assert.deepEqual(texts.slice(0, acknowledged.length), acknowledged)
        // Of the one message that was not answered nobody can say whether it is there.
        assert.ok(texts.length <= acknowledged.length + 1)
      })
      using database = new DatabaseSync(join(folder.path, 'partyline.sqlite'), { readOnly: true })
      assert.equal(integrityOf(database), 'ok')
    })
  }

  test('[L37] [L42] when the folder cannot be fsynced a put is not acknowledged and its file is not there', { skip }, async () => {
    await using folder = await temporaryFolder()
    await using hub = await startTraced({ data: folder.path }, ['inject=fsync:error=EIO'], join(folder.path, 'files'))
    using client = await LineClient.join(hub)
    const answer = await put(client, 'a.txt', abc).catch(String)
    assert.doesNotMatch(answer, / ACK /)
    await hub.stop('SIGKILL')
    const left = await restarted(folder.path, next => list(next))
    assert.deepEqual([...left.keys()], [])
  })

  test('[L42] where there are no hard links a file is published all the same', { skip }, async () => {
    await using hub = await startTraced({}, [noLinks])
    using client = await LineClient.join(hub)
    assert.equal(await put(client, 'a.txt', abc), `a.txt ACK ${sha256Of(abc)}`)
    assert.equal(await put(client, 'empty.txt', Buffer.alloc(0)), `empty.txt ACK ${sha256Of(Buffer.alloc(0))}`)
    assert.equal((await get(client, 'a.txt')).end, `END ${sha256Of(abc)}`)
    assert.deepEqual(readdirSync(hub.files).sort(), ['.partyline', 'a.txt', 'empty.txt'])
    assert.deepEqual(readdirSync(join(hub.files, '.partyline')), [])
  })

  test('[L41] where there are no hard links nothing is overwritten either', { skip }, async () => {
    await using hub = await startTraced({}, [noLinks])
    using client = await LineClient.join(hub)
    // Of the same length, so that the name is refused only when the content is known.
    writeFileSync(join(hub.files, 'a.txt'), 'xyz')
    assert.match(await put(client, 'a.txt', abc), /^ERROR exists /)
    assert.equal(await put(client, 'a.txt', abc, ' rename'), `a (2).txt ACK ${sha256Of(abc)}`)
    assert.equal(readFileSync(join(hub.files, 'a.txt'), 'utf8'), 'xyz')
    assert.equal(readFileSync(join(hub.files, 'a (2).txt'), 'utf8'), 'abc')
  })

  test('[L42] where there are no hard links and the rename fails no empty file stays', { skip }, async () => {
    await using hub = await startTraced({}, [noLinks, 'inject=rename,renameat,renameat2:error=EIO'])
    using client = await LineClient.join(hub)
    assert.match(await put(client, 'a.txt', abc), /^ERROR storage-failed /)
    assert.deepEqual(await list(client), new Map())
    assert.deepEqual(readdirSync(hub.files), ['.partyline'])
  })

  const steps = [
    ['as its folder is fsynced', ['inject=fsync:error=EIO:signal=KILL'], 'files'],
    ['as it is linked', ['inject=link,linkat:error=EIO:signal=KILL'], undefined],
    ['as its staged name is taken away', ['inject=unlink,unlinkat:error=EIO:signal=KILL'], undefined],
    [
      'as it is renamed onto its place, where there are no hard links',
      [noLinks, 'inject=rename,renameat,renameat2:error=EIO:signal=KILL'],
      undefined,
    ],
  ] as const

  for (const [step, faults, path] of steps) {
    for (const way of ['', ` resume ${sha256Of(abc)}`]) {
      test(`[L42] a hub killed ${step} leaves the file whole or not at all, and takes it again (put${way.slice(0, 7)})`, {
        skip,
      }, async () => {
        await using folder = await temporaryFolder()
        // The first start makes the database, so that the second touches little else than the file.
        await restarted(folder.path, async () => undefined)
        await using hub = await startTraced({ data: folder.path }, faults, path && join(folder.path, path))
        using client = await LineClient.join(hub)
        await assert.rejects(put(client, 'a.txt', abc, way), Closed)
        assert.equal(await hub.exited, 'SIGKILL')
        await restarted(folder.path, async (next, files) => {
          for (const [name, bytes] of await list(next)) assert.deepEqual([name, bytes], ['a.txt', 3])
          assert.equal(await put(next, 'a.txt', abc, way), `a.txt ACK ${sha256Of(abc)}`)
          assert.deepEqual(await list(next), new Map([['a.txt', 3]]))
          assert.equal((await get(next, 'a.txt')).end, `END ${sha256Of(abc)}`)
          assert.deepEqual(readdirSync(files).sort(), ['.partyline', 'a.txt'])
        })
      })
    }
  }
})
