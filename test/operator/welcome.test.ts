// The operator's welcome: from every source, changed while the hub runs, and told at each door to who arrives.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { admin, limitOf } from '../support/admin.ts'
import { FrameClient } from '../support/frame-client.ts'
import { type RunningHub, spawnHub, startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { until } from '../support/until.ts'

async function toldIn(hub: RunningHub, way: 'web' | 'line' = 'web'): Promise<string | undefined> {
  using client = await FrameClient.open(hub, way)
  return (await client.hello()).welcome
}

/** Whoever has just looked may be seen leaving. */
const isFromOperator = (line: string): boolean => line.startsWith('* Operator')

describe('a welcome text', { concurrency: 2 }, () => {
  test('[F16] [L14] stands in hello, and follows the greeting of the line door line by line, before anything else', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'partyline.toml'), 'welcome = """\nBe **kind**.\n\nHelp: #help, or ask @Ann\n"""\n')
    await using hub = await startHub({ data: folder.path })
    assert.equal(await toldIn(hub), 'Be **kind**.\n\nHelp: #help, or ask @Ann')
    using ben = await LineClient.join(hub)
    assert.equal(await ben.line(), '* Operator: Be **kind**.')
    assert.equal(await ben.line(), '* Operator: Help: #help, or ask @Ann')
    assert.equal(await ben.ask('hello'), 'hello ACK')
    assert.deepEqual(ben.unasked.filter(isFromOperator), [])
    // Who has asked for frames there has read it already, and is told it as everybody is.
    ben.send('/json\n')
    assert.equal(await ben.line(), 'JSON 1')
    ben.send('{"id":"a","verb":"hello","version":1}\n')
    assert.match((await ben.line()) ?? '', /"welcome":"Be \*\*kind\*\*\.\\n\\nHelp/)
  })

  test('where there is none nothing is told', async () => {
    await using hub = await startHub()
    assert.equal(await toldIn(hub), undefined)
    using ben = await LineClient.join(hub)
    assert.equal(await ben.ask('hello'), 'hello ACK')
    assert.deepEqual(ben.unasked.filter(isFromOperator), [])
  })

  test('is changed while the hub runs, counts for who comes then, outlives the hub and wins over the flag until it is unset', async () => {
    await using folder = await temporaryFolder()
    const options = { data: folder.path, args: ['--welcome', 'By the flag'], env: { PARTYLINE_WELCOME: 'By the environment' } }
    {
      await using hub = await startHub(options)
      assert.equal(await toldIn(hub), 'By the flag')
      assert.equal(await limitOf(hub, 'welcome'), '11 flag')
      assert.match(await admin(hub, 'set', 'welcome', 'The', 'soup is', 'ready'), /^welcome is The soup is ready from now on/)
      assert.equal(await toldIn(hub), 'The soup is ready')
      assert.match(await admin(hub, 'limits'), /^welcome +17 +set +characters: .*: The soup is ready$/m)
      await hub.stop('SIGKILL')
    }
    await using hub = await startHub(options)
    assert.equal(await toldIn(hub), 'The soup is ready')
    assert.match(await admin(hub, 'set', 'welcome'), /^welcome is empty from now on/)
    assert.equal(await toldIn(hub), undefined)
    assert.match(await admin(hub, 'unset', 'welcome'), /^welcome is By the flag again \(flag\)/)
    assert.equal(await toldIn(hub), 'By the flag')
  })

  test('is read again from the file by SIGHUP, with all its lines', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'partyline.toml')
    await writeFile(path, 'welcome = "one"\n')
    await using hub = await startHub({ data: folder.path })
    await writeFile(path, 'welcome = "one\\ntwo"\n')
    process.kill(hub.pid, 'SIGHUP')
    await until('the log tells of it', () => hub.output().includes('welcome is one ⏎ two now; it was one.'))
    assert.equal(await toldIn(hub), 'one\ntwo')
  })

  test('that is too long, or holds what cannot be shown, is refused in one sentence that does not repeat it', async () => {
    await using folder = await temporaryFolder()
    for (const [welcome, expected] of [
      ['x'.repeat(501), /^In the flags: welcome is a text of up to 500 characters, not of 501\.$/],
      ['clear \u001b[2J', /^In the flags: welcome is a text .* control characters or others that cannot be shown\.$/],
    ] as const) {
      const { output, exited } = spawnHub({ data: folder.path, args: ['--welcome', welcome] })
      assert.equal(await exited, 2)
      assert.match(output().trim(), expected)
    }
    await using hub = await startHub({ data: folder.path, args: ['--welcome', '👋'.repeat(500)] })
    assert.equal(await toldIn(hub), '👋'.repeat(500))
    await assert.rejects(admin(hub, 'set', 'welcome', 'x'.repeat(501)), /up to 500 characters/)
  })
})
