import assert from 'node:assert/strict'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { sha256Of } from '../../support/files.ts'
import { startHub, temporaryFolder } from '../../support/hub.ts'
import { Random } from '../../support/random.ts'
import { until } from '../../support/until.ts'
import { holdingProxy } from './holding-proxy.ts'
import { Command, run } from './running-command.ts'

const size = 64_000_000
const heldAt = 40_000_000
/** Sockets between a program and the hub hold some of what was sent. */
const inFlight = 24_000_000

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.size ?? 0
const left = async (folder: string): Promise<string[]> => (await readdir(folder)).sort()

describe('put and get that were cut off', () => {
  for (const signal of ['SIGKILL', 'SIGINT'] as const)
    test(`after ${signal} the same command goes on where it was`, async () => {
      await using hub = await startHub()
      await using proxy = await holdingProxy(hub.webPort)
      await using folder = await temporaryFolder()
      const place = { port: proxy.port, state: join(folder.path, 'state') }
      const bytes = new Random(6).bytes(size)
      const source = join(folder.path, 'x.bin')
      const target = join(folder.path, 'back.bin')
      await writeFile(source, bytes)
      const cut = async (args: readonly string[], isHeld: () => Promise<boolean>) => {
        await using command = new Command(place, args)
        await until('it is held amid the file', isHeld, 60_000)
        command.child.kill(signal)
        assert.equal(await command.exited(), signal === 'SIGKILL' ? signal : 130)
        if (signal === 'SIGINT')
          assert.match(command.errors, /^partyline: Stopped: 0 of 1 file are there\. Run the same command again to go on\.\n$/)
        proxy.release()
        proxy.count()
      }
      const notes = join(place.state, 'partyline/scripts/uploads')
      proxy.holdAfter('up', heldAt)
      await cut(['put', source], async () => proxy.up >= heldAt && (await left(notes).catch(() => [])).length === 1)
      const put = await run(place, ['put', source])
      assert.equal(put.code, 0, put.errors)
      assert.equal(put.lines[0], `put ${size} ${sha256Of(bytes)} x.bin`)
      assert.ok(proxy.up < size - heldAt + inFlight, `${proxy.up} bytes went up in the second run`)
      assert.deepEqual(await left(notes), [], 'nothing is kept of what is done')

      proxy.holdAfter('down', heldAt)
      const get = ['get', 'x.bin', '--to', target]
      await cut(get, async () => (await sizeOf(`${target}.part`)) > heldAt - inFlight)
      const before = await sizeOf(`${target}.part`)
      const got = await run(place, get)
      assert.equal(got.code, 0, got.errors)
      assert.ok(proxy.down < size - before + 1_000_000, `${proxy.down} bytes came down in the second run, and ${before} were here`)
      assert.equal(sha256Of(await readFile(target)), sha256Of(bytes))
      assert.deepEqual(await left(folder.path), ['back.bin', 'state', 'x.bin'])
    })

  test('a put that is piped into ends when it is stopped or refused, though the pipe goes on', async () => {
    await using hub = await startHub()
    await using folder = await temporaryFolder()
    const place = { port: hub.webPort, state: join(folder.path, 'state') }
    await using stopped = new Command(place, ['put', '-', '--as', 'x.log'])
    stopped.child.stdin.write('the first lines')
    await until('the upload has begun', async () => (await run(place, ['status', '0'])).lines.length > 1)
    stopped.child.kill('SIGINT')
    assert.equal(await stopped.exited(), 130)
    await using refused = new Command(place, ['put', '-', '--as', 'y.log', '--room', '#nowhere'])
    refused.child.stdin.write('two')
    assert.equal(await refused.exited(), 1)
    assert.match(refused.errors, /^partyline: There is no such room/)
  })

  test('a hub that is killed amid both and comes back is gone on with by the same run', async () => {
    await using data = await temporaryFolder()
    await using folder = await temporaryFolder()
    let hub = await startHub({ data: data.path })
    try {
      await using proxy = await holdingProxy(hub.webPort)
      const place = (who: string) => ({ port: proxy.port, state: join(folder.path, who) })
      const [first, second] = [new Random(7).bytes(size), new Random(8).bytes(size)]
      await writeFile(join(folder.path, 'first.bin'), first)
      await writeFile(join(folder.path, 'second.bin'), second)
      assert.equal((await run(place('one'), ['put', join(folder.path, 'first.bin')])).code, 0)
      proxy.holdAfter('down', heldAt)
      proxy.holdAfter('up', heldAt)
      const target = join(folder.path, 'target')
      await using get = new Command(place('one'), ['get', 'first.bin', '--to', `${target}/`])
      await using put = new Command(place('two'), ['put', join(folder.path, 'second.bin')])
      await using piped = new Command(place('three'), ['put', '-', '--as', 'piped.bin'])
      piped.child.stdin.end(second)
      await until(
        'both are amid their file',
        async () => (await sizeOf(`${target}/first.bin.part`)) > 1_000_000 && proxy.up >= heldAt,
        60_000,
      )
      await hub.stop('SIGKILL')
      hub = await startHub({ data: data.path })
      proxy.target = hub.webPort
      proxy.release()
      assert.equal(await get.exited(), 0, get.errors)
      assert.equal(await put.exited(), 0, put.errors)
      assert.equal(await piped.exited(), 0, piped.errors)
      assert.equal(sha256Of(await readFile(join(target, 'first.bin'))), sha256Of(first))
      assert.equal(sha256Of(await readFile(join(hub.files, 'second.bin'))), sha256Of(second))
      assert.equal(sha256Of(await readFile(join(hub.files, 'piped.bin'))), sha256Of(second))
    } finally {
      await hub.stop('SIGKILL')
    }
  })
})
