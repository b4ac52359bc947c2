import assert from 'node:assert/strict'
import { link, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { Landing } from '../../../src/cli/files/landing.ts'
import { lookUp } from '../../../src/cli/files/looking-up.ts'
import { nodeHash } from '../../../src/client/node.ts'
import { temporaryFolder } from '../../support/hub.ts'

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    thrown => String(thrown.code),
  )

describe('where fetched files may lie', () => {
  test('never outside the folder, never under a name that means something to a system', async () => {
    await using folder = await temporaryFolder()
    const landing = new Landing(join(folder.path, 'in'))
    for (const name of [
      '../out',
      'a/../../out',
      '/etc/out',
      'a//b',
      '',
      '.',
      '..',
      '.bashrc',
      'a/.ssh/b',
      'a\u0000b',
      'a\nb',
      'a\u001b[2Jb',
      'a\u202eb',
      'a\\..\\b',
      'con',
      'a/NUL.txt',
      'x '.repeat(200),
      'a\ud800b',
    ])
      assert.equal(await codeOf(landing.place(name)), 'unsafe-name', JSON.stringify(name))
    const windows = new Landing(folder.path, { platform: 'win32' })
    assert.equal(await codeOf(windows.place('notes.txt:stream')), 'unsafe-name')
    assert.equal((await landing.place('a/b (2).txt')).path, join(folder.path, 'in/a/b (2).txt'))
    assert.deepEqual(await readdir(folder.path), [])
  })

  test('never through a link, nor over what only looks like a part', async () => {
    await using folder = await temporaryFolder()
    const path = (name: string) => join(folder.path, name)
    await mkdir(path('out'))
    await mkdir(path('in'))
    await symlink(path('out'), path('in/door'))
    await writeFile(path('in/file'), 'x')
    await writeFile(path('in/mine.part'), 'somebody else’s')
    await writeFile(path('out/victim'), 'x')
    await symlink(path('out/victim'), path('in/led.part'))
    await link(path('out/victim'), path('in/twin.part'))
    await writeFile(path('in/twin.part.json'), '{}')
    const landing = new Landing(path('in'))
    for (const name of ['door/x', 'file/x', 'mine', 'led', 'twin']) assert.equal(await codeOf(landing.place(name)), 'in-the-way', name)
    const forced = new Landing(path('in'), { force: true })
    assert.equal(await codeOf(forced.place('door/x')), 'in-the-way')
    assert.equal(await codeOf(forced.place('led')), 'in-the-way')
  })

  test('a file with other content stays, unless it is to be replaced; the same content need not come', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'a.txt'), 'mine')
    const hash = nodeHash()
    hash.update(Buffer.from('mine'))
    const same = { name: 'a.txt', bytes: 4, sha256: hash.hex() }
    const other = { ...same, sha256: '0'.repeat(64) }
    const { sink, wasThere } = await new Landing(folder.path).place('a.txt')
    assert.equal(await codeOf(Promise.resolve(sink.has?.(other))), 'exists-here')
    assert.equal(await codeOf(Promise.resolve(sink.has?.({ ...same, sha256: undefined }))), 'exists-here')
    assert.equal(wasThere(), false)
    assert.equal(await sink.has?.(same), true)
    assert.equal(wasThere(), true)
    const forced = await new Landing(folder.path, { force: true }).place('a.txt')
    assert.equal(await forced.sink.has?.(other), false)
    assert.equal(await readFile(join(folder.path, 'a.txt'), 'utf8'), 'mine')
  })

  test('two names that differ in case are two files where the system has two, and it is asked', async () => {
    await using folder = await temporaryFolder()
    const landing = new Landing(folder.path)
    await landing.place('Notes.txt')
    const isCaseless = (await codeOf(landing.place('NOTES.txt'))) === 'exists-here'
    await writeFile(join(folder.path, 'q'), '')
    const { length } = await Promise.all(['q', 'Q'].map(name => readFile(join(folder.path, name)).catch(() => []))).then(all =>
      all.filter(one => Buffer.isBuffer(one)),
    )
    assert.equal(isCaseless, length === 2)
    assert.deepEqual(await readdir(folder.path), ['q'], 'nothing is left of the question')
  })
})

describe('looking up many names', () => {
  test('finds those that are there, in as few pages as will do', async () => {
    const names = Array.from({ length: 2_500 }, (_, index) => `n${String(index).padStart(4, '0')}`).concat('ｚ', '😀')
    const asked: string[] = []
    const filesPage = async (after = '') => {
      asked.push(after)
      const behind = names.filter(name => Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0)
      return { rows: behind.slice(0, 1_000).map(name => ({ name, bytes: 1, modifiedAt: 0 })), more: behind.length > 1_000 }
    }
    const found = await lookUp({ filesPage }, ['😀', 'n2499', 'n0007', 'nothing', 'a', 'n0009', 'ｚ'])
    assert.deepEqual([...found.keys()].sort(), ['n0007', 'n0009', 'n2499', 'ｚ', '😀'].sort())
    assert.ok(asked.length <= 4, asked.join(', '))
    assert.equal((await lookUp({ filesPage }, [])).size, 0)
  })
})
