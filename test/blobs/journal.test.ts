// How much of what was staged counts after the hub comes back: all of it while the machine was never off, else only what the journal vouches for.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { openDisk } from '../../src/blobs/disk.ts'
import type { StagedBlob } from '../../src/hub/ports.ts'
import { limits } from '../../src/protocol/limits.ts'
import { sha256Of } from '../support/files.ts'
import { openShelf, type Shelf } from '../support/shelf.ts'
import { until } from '../support/until.ts'

const chunk = limits.journalChunkBytes
const id = 'a'.repeat(32)
const content = randomBytes(2 * chunk + 1_000)

/** Those whose hub was killed, by their shelf; they are closed when nothing can come of it any more. */
const killed = new Map<Shelf, StagedBlob>()

/** A journal is begun when there is something to vouch for. */
const vouchedFor = (journal: string, to: number): boolean => existsSync(journal) && readFileSync(journal, 'latin1').includes(`${to} `)

/** Stages all the bytes, and waits until the journal vouches for each of two chunks. */
async function stageMost(shelf: Shelf, ending: 'closed' | 'killed'): Promise<{ bytes: string; journal: string }> {
  const staged = await shelf.disk.stage(id, { kept: true, isNew: false })
  const bytes = join(shelf.path, '.partyline', id)
  await staged.append([content.subarray(0, chunk)])
  await until('a chunk is vouched for', () => vouchedFor(`${bytes}.journal`, chunk))
  await staged.append([content.subarray(chunk)])
  await until('two chunks are vouched for', () => vouchedFor(`${bytes}.journal`, 2 * chunk))
  if (ending === 'closed') await staged.close()
  else killed.set(shelf, staged)
  return { bytes, journal: `${bytes}.journal` }
}

/** The machine was off in between, as far as the journal can tell. */
const anotherBoot = (journal: string): void =>
  writeFileSync(journal, readFileSync(journal, 'latin1').replace(/^.*\n/, 'another-boot\n'), 'latin1')

/** How far the bytes count for whoever opens them next, and whether going on from there makes the file. */
async function goOn(shelf: Shelf): Promise<number> {
  await using disk = await openDisk(shelf.path)
  const staged = await disk.stage(id, { kept: true, isNew: false })
  const { length } = staged
  assert.equal(statSync(join(shelf.path, '.partyline', id)).size, length, 'what does not count is gone')
  await staged.append([content.subarray(length)])
  assert.equal(await staged.seal(), sha256Of(content))
  await staged.discard()
  await killed.get(shelf)?.close()
  return length
}

describe('staged bytes count', { concurrency: true }, () => {
  test('all of them in the same boot of the machine, however the hub ended', async () => {
    await using shelf = await openShelf()
    await stageMost(shelf, 'killed')
    assert.equal(await goOn(shelf), content.length)
  })

  test('after another boot up to where they were closed', async () => {
    await using shelf = await openShelf()
    anotherBoot((await stageMost(shelf, 'closed')).journal)
    assert.equal(await goOn(shelf), content.length)
  })

  test('after another boot up to the last chunk that was flushed, when nobody closed them', async () => {
    await using shelf = await openShelf()
    anotherBoot((await stageMost(shelf, 'killed')).journal)
    assert.equal(await goOn(shelf), 2 * chunk)
  })

  test('after another boot up to the chunk before, when the last one is torn', async () => {
    await using shelf = await openShelf()
    const { bytes, journal } = await stageMost(shelf, 'killed')
    anotherBoot(journal)
    await using file = await open(bytes, 'r+')
    await file.write('torn', 2 * chunk - 100)
    assert.equal(await goOn(shelf), chunk)
  })

  test('after another boot up to a whole chunk, when the file is shorter than the journal says', async () => {
    await using shelf = await openShelf()
    const { bytes, journal } = await stageMost(shelf, 'closed')
    anotherBoot(journal)
    truncateSync(bytes, chunk + 5)
    assert.equal(await goOn(shelf), chunk)
  })

  for (const garbage of ['\0'.repeat(100), '99999999999999999 -\n', '-5 -\n', `${chunk} zzzzzzzz\n`, '8388608', '\xff\n \n- -\n']) {
    test(`after another boot, garbage in the journal vouches for nothing more: ${JSON.stringify(garbage.slice(0, 20))}`, async () => {
      await using shelf = await openShelf()
      const { journal } = await stageMost(shelf, 'killed')
      anotherBoot(journal)
      appendFileSync(journal, garbage, 'latin1')
      assert.equal(await goOn(shelf), 2 * chunk)
    })
  }

  test('none of them when journal and machine are not those of before; all where the bytes are younger than the boot', async () => {
    await using shelf = await openShelf()
    const { bytes, journal } = await stageMost(shelf, 'killed')
    rmSync(journal)
    utimesSync(bytes, 1_000_000, 1_000_000)
    assert.equal(await goOn(shelf), 0)
    await using other = await openShelf()
    rmSync((await stageMost(other, 'killed')).journal)
    assert.equal(await goOn(other), content.length)
  })

  test('none of them when the journal holds no line', async () => {
    await using shelf = await openShelf()
    const { journal } = await stageMost(shelf, 'killed')
    writeFileSync(journal, '')
    assert.equal(await goOn(shelf), 0)
  })

  test('what was thrown away as wrong does not count, also after another boot', async () => {
    await using shelf = await openShelf()
    const staged = await shelf.disk.stage(id, { kept: true, isNew: false })
    await staged.append([content.subarray(0, chunk), Buffer.alloc(chunk, 'wrong')])
    await until('it is vouched for', () => vouchedFor(join(shelf.path, '.partyline', `${id}.journal`), 2 * chunk))
    await staged.cut(chunk)
    await staged.append([content.subarray(chunk, 2 * chunk)])
    assert.equal(await staged.seal(), sha256Of(content.subarray(0, 2 * chunk)))
    anotherBoot(join(shelf.path, '.partyline', `${id}.journal`))
    killed.set(shelf, staged)
    assert.equal(await goOn(shelf), chunk)
  })
})
