// Somebody who may write into the shelf puts a link to the outside in the place of a file or a folder, again and again, while it is asked
// for: what lies outside is never read nor listed.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { canary } from '../support/odd-files.ts'
import { openShelf, readAll, type Shelf, stageBytes } from '../support/shelf.ts'
import type { Swap } from './swapper.ts'

const plain = 'plain'
const roundsMost = 40_000
const readsEnough = 400

/** Swaps `name` of the shelf for a link to `target`, until it is disposed of. */
function swapping(shelf: Shelf, name: string): AsyncDisposable {
  const stop = new SharedArrayBuffer(4)
  const workerData: Swap = { place: join(shelf.path, name), real: join(shelf.path, '.real'), link: join(shelf.path, '.link'), stop }
  const worker = new Worker(new URL('./swapper.ts', import.meta.url), { workerData })
  const gone = once(worker, 'exit')
  return {
    [Symbol.asyncDispose]: async () => {
      Atomics.store(new Int32Array(stop), 0, 1)
      await gone
    },
  }
}

/** Asks for a file over and over, a few at a time; answers how often it was read and how often it was not there. */
async function readOften(shelf: Shelf, name: string): Promise<{ read: number; absent: number }> {
  const seen = { read: 0, absent: 0 }
  const ask = async (): Promise<void> => {
    const reader = await shelf.disk.open(name)
    if (reader === undefined) seen.absent++
    else {
      assert.equal((await readAll(reader)).toString(), plain)
      seen.read++
    }
  }
  for (let round = 0; round < roundsMost && (seen.read < readsEnough || seen.absent < readsEnough); round += 4) {
    await Promise.all([ask(), ask(), ask(), ask()])
  }
  return seen
}

describe('a link that is swapped in', () => {
  test('in the place of a file: its target is never read', async () => {
    await using shelf = await openShelf()
    await writeFile(join(shelf.outside, 'target'), canary)
    await writeFile(join(shelf.path, 'file'), plain)
    await symlink(join(shelf.outside, 'target'), join(shelf.path, '.link'))
    await using _swapping = swapping(shelf, 'file')
    const { read, absent } = await readOften(shelf, 'file')
    assert.ok(read > 0 && absent > 0, `the race was run (${read} read, ${absent} absent)`)
  })

  test('in the place of a folder: the files of its target are never read', async () => {
    await using shelf = await openShelf()
    await mkdir(join(shelf.path, 'sub'))
    await writeFile(join(shelf.path, 'sub', 'file'), plain)
    await writeFile(join(shelf.outside, 'file'), canary)
    await symlink(shelf.outside, join(shelf.path, '.link'))
    await using _swapping = swapping(shelf, 'sub')
    const { read, absent } = await readOften(shelf, 'sub/file')
    assert.ok(read > 0 && absent > 0, `the race was run (${read} read, ${absent} absent)`)
  })

  test('in the place of a folder: nothing is ever put there, taken from there or moved from there', async () => {
    await using shelf = await openShelf()
    await mkdir(join(shelf.path, 'sub', 'inner'), { recursive: true })
    await mkdir(join(shelf.outside, 'inner'))
    await writeFile(join(shelf.outside, 'inner', 'file'), canary)
    await symlink(shelf.outside, join(shelf.path, '.link'))
    const before = await readdir(shelf.outside, { recursive: true })
    const seen = { put: 0, refused: 0 }
    {
      await using _swapping = swapping(shelf, 'sub')
      for (let round = 0; round < 150; round++) {
        const name = `sub/inner/new${round % 7}/${round}`
        const staged = await stageBytes(shelf.disk, Buffer.from(plain))
        await staged.seal()
        const published = await staged.publish(name).catch(() => undefined)
        await staged.discard()
        if (published === undefined || published === 'taken') seen.refused++
        else {
          seen.put++
          const moved = await shelf.disk.move(name, published.version, `sub/inner/moved/${round}`).catch(() => undefined)
          if (typeof moved === 'object')
            await (await shelf.disk.take(`sub/inner/moved/${round}`, moved.version).catch(() => undefined))?.discard()
        }
        const there = await shelf.disk.open('sub/inner/file')
        assert.equal(there, undefined)
      }
    }
    assert.ok(seen.put > 0 && seen.refused > 0, `the race was run (${seen.put} put, ${seen.refused} refused)`)
    assert.deepEqual(await readdir(shelf.outside, { recursive: true }), before)
    assert.equal(await readFile(join(shelf.outside, 'inner', 'file'), 'utf8'), canary)
  })

  test('in the place of a folder: nothing of its target is ever listed', async () => {
    await using shelf = await openShelf()
    await mkdir(join(shelf.path, 'sub'))
    await writeFile(join(shelf.path, 'sub', 'file'), plain)
    for (const name of ['file', 'secret']) await writeFile(join(shelf.outside, name), canary)
    await symlink(shelf.outside, join(shelf.path, '.link'))
    await using _swapping = swapping(shelf, 'sub')
    const seen = { listed: 0, absent: 0 }
    for (let round = 0; round < roundsMost && (seen.listed < readsEnough || seen.absent < readsEnough); round++) {
      const rows = await shelf.disk.list('', 10)
      if (rows.length === 0) seen.absent++
      else {
        assert.deepEqual(
          rows.map(({ name, bytes }) => [name, bytes]),
          [['sub/file', plain.length]],
        )
        seen.listed++
      }
    }
    assert.ok(seen.listed > 0 && seen.absent > 0, `the race was run (${seen.listed} listed, ${seen.absent} absent)`)
  })
})
