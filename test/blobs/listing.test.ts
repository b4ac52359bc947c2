// What is listed: every ordinary file once, in one order, page by page; and nothing else, whatever lies in the folder.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { chmod, mkdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { isRoot } from '../support/needs.ts'
import { makeOddFiles } from '../support/odd-files.ts'
import { allNames, openShelf } from '../support/shelf.ts'

const byUtf8 = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

describe('a list', () => {
  test('[L33] has ordinary files of all folders, sorted by code point, with size and time', async () => {
    await using shelf = await openShelf()
    for (const folder of ['a', 'a-b', 'ä', 'deep/er/est', 'empty']) await mkdir(join(shelf.path, folder), { recursive: true })
    const names = [
      'B',
      'a.txt',
      'a/x',
      'a/ü',
      'a-b/x',
      'a0',
      'ä/z',
      'z',
      'Z',
      'a b',
      ' a',
      '"q"',
      'deep/er/est/file',
      '\uffee',
      '😀',
      '\ue000',
      '~',
    ]
    for (const name of names) {
      await writeFile(join(shelf.path, name), name)
      await utimes(join(shelf.path, name), 1_700_000_000, 1_700_000_000.25)
    }
    const rows = await shelf.disk.list('', 1_000)
    assert.deepEqual(
      rows.map(row => row.name),
      names.toSorted(byUtf8),
    )
    for (const { name, bytes, modifiedAt } of rows) assert.deepEqual([bytes, modifiedAt], [Buffer.byteLength(name), 1_700_000_000_250])
    for (let after = 0; after < rows.length; after++) {
      assert.deepEqual(await shelf.disk.list(rows[after]?.name ?? '', 3), rows.slice(after + 1, after + 4), 'a page begins after any name')
    }
    assert.deepEqual(
      (await shelf.disk.list('a', 4)).map(row => row.name),
      ['a b', 'a-b/x', 'a.txt', 'a/x'],
    )
  })

  test('[L33] of thousands goes on page by page with the last name, each file once', async () => {
    await using hub = await startHub()
    using ben = await LineClient.join(hub)
    const names = [
      ...Array.from({ length: 1_500 }, (_, index) => `file ${index}.txt`),
      ...Array.from({ length: 700 }, (_, index) => `sub/${index}`),
      ...Array.from({ length: 50 }, (_, index) => `sub-${index}/same name.txt`),
      '"quoted"',
      'ends with a space ',
    ]
    for (const name of names) {
      if (name.startsWith('sub')) await mkdir(join(hub.files, name, '..'), { recursive: true })
      writeFileSync(join(hub.files, name), '')
    }
    const listed: string[] = []
    for (let rows = 1_000; rows === 1_000; ) {
      const page = await ben.rows(listed.length === 0 ? 'list' : `list "${listed.at(-1)}"`)
      listed.push(...page.map(row => row.replace(/^0 \S+ \S+ /, '')))
      rows = page.length
    }
    assert.deepEqual(listed, names.toSorted(byUtf8))
    assert.equal((await ben.rows('list sub/')).length, 700, 'a page may begin with a folder')
    assert.deepEqual(await ben.rows('list zzz'), [])
  })

  test('[L33] never shows links, pipes, sockets and devices, wherever they lead', async () => {
    await using shelf = await openShelf()
    using _odd = await makeOddFiles(shelf.path, shelf.outside)
    assert.deepEqual(await allNames(shelf.disk), ['ordinary'])
  })

  test('[L33] never shows what is hidden, nor what is staged', async () => {
    await using shelf = await openShelf()
    await mkdir(join(shelf.path, '.git', 'objects'), { recursive: true })
    await mkdir(join(shelf.path, 'sub', '.cache'), { recursive: true })
    for (const name of ['.env', '.git/config', '.git/objects/aa', 'sub/.cache/x', 'sub/.x', '..x', '.partyline/x', 'shown']) {
      await writeFile(join(shelf.path, name), '')
    }
    assert.deepEqual(await allNames(shelf.disk), ['shown'])
  })

  test('[L33] leaves out names that no line can hold, and lists the rest', async () => {
    await using shelf = await openShelf()
    const names = ['line\nbreak', 'tab\tin', 'bell\x07', 'c1\x9b', 'ov\u202eerride', 'sep\u2028', 'good', 'z\u200dwj', 'ltr\u200e']
    for (const name of names) writeFileSync(join(shelf.path, name), '')
    for (const bytes of [[0xff], [0xc3], [0x61, 0xed, 0xa0, 0x80]]) {
      writeFileSync(Buffer.concat([Buffer.from(`${shelf.path}/`), Buffer.from(bytes)]), '')
    }
    execFileSync('mkdir', [`${shelf.path}/folder\n`])
    writeFileSync(join(shelf.path, 'folder\n', 'file'), '')
    const listed = await allNames(shelf.disk)
    assert.deepEqual(listed, ['good', 'ltr\u200e', 'z\u200dwj'])
  })

  test('[L33] leaves out what lies deeper than a name may be long', async () => {
    await using shelf = await openShelf()
    const deep = join(shelf.path, ...Array.from({ length: 12 }, () => 'd'.repeat(100)))
    await mkdir(deep, { recursive: true })
    writeFileSync(join(deep, 'too-deep'), '')
    writeFileSync(join(deep, '..', '..', '..', 'deep-enough'), '')
    assert.deepEqual(
      (await allNames(shelf.disk)).map(name => name.split('/').at(-1)),
      ['deep-enough'],
    )
  })

  test('a folder that is closed to the hub is passed over', { skip: isRoot && 'Nothing is closed to root.' }, async () => {
    await using shelf = await openShelf()
    await mkdir(join(shelf.path, 'closed'))
    await writeFile(join(shelf.path, 'closed', 'x'), '')
    await writeFile(join(shelf.path, 'open'), '')
    await chmod(join(shelf.path, 'closed'), 0)
    assert.deepEqual(await allNames(shelf.disk), ['open'])
    await chmod(join(shelf.path, 'closed'), 0o700)
  })

  test('files and folders that come and go while it is made spoil nothing', async () => {
    await using shelf = await openShelf()
    const steady = Array.from({ length: 60 }, (_, index) => `steady-${String(index).padStart(2, '0')}`)
    for (const name of steady) await writeFile(join(shelf.path, name), '')
    let over = false
    const restless = async (number: number): Promise<void> => {
      const folder = join(shelf.path, `m-${number}`)
      while (!over) {
        await mkdir(join(folder, 'sub'), { recursive: true })
        await writeFile(join(folder, 'sub', 'file'), 'x')
        await rm(folder, { recursive: true })
        await writeFile(folder, 'now a file')
        await rm(folder)
      }
    }
    const coming = [1, 2, 3].map(restless)
    try {
      for (let round = 0; round < 300; round++) {
        const names = await allNames(shelf.disk, 7)
        assert.deepEqual(
          names.filter(name => name.startsWith('steady')),
          steady,
        )
      }
    } finally {
      over = true
      await Promise.all(coming)
    }
  })
})
