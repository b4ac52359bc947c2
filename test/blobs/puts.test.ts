// Many who leave files under one name at the same moment: one gets the name, nobody loses what was acknowledged, nothing is overwritten.
import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { list, put, send, sha256Of } from '../support/files.ts'
import { type RunningHub, startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { openShelf, stageBytes } from '../support/shelf.ts'
import { until } from '../support/until.ts'

const people = 20

let hub: RunningHub
before(async () => {
  hub = await startHub()
})
after(() => hub[Symbol.asyncDispose]())

/** All ask, all wait for READY, and only then all send: nobody could know that others would have the name. */
async function putTogether(name: string, contents: readonly Uint8Array[], options = ''): Promise<string[]> {
  const clients = await Promise.all(contents.map(() => LineClient.join(hub)))
  const asked = clients.map((client, index) => client.ask(`put ${name} ${contents[index]?.length}${options}`))
  for (const answer of await Promise.all(asked)) assert.equal(answer, 'READY 0')
  const answers = await Promise.all(
    clients.map(async (client, index) => {
      await send(client, contents[index] ?? Buffer.alloc(0))
      return client.reply()
    }),
  )
  for (const client of clients) client[Symbol.dispose]()
  return answers
}

const different = Array.from({ length: people }, (_, index) => Buffer.alloc(100_000, `content ${String(index).padStart(2, '0')};`))
const same = Array.from({ length: people }, () => Buffer.alloc(100_000, 'all the same'))
const onDisk = (name: string): Promise<Buffer> => readFile(join(hub.files, name))

/** The entries of the log that tell of a file. */
async function toldOf(name: string): Promise<string[]> {
  using witness = await LineClient.join(hub)
  return (await witness.rows('/history 500')).filter(row => row.includes(` put ${name} `))
}

const nothingIsStaged = (): Promise<unknown> =>
  until('nothing is staged any more', async () => (await readdir(join(hub.files, '.partyline'))).length === 0)

describe('puts under one name at once', () => {
  test('[L41] with different contents: exactly one is acknowledged, and the others are told that the name exists', async () => {
    const answers = await putTogether('one.bin', different)
    const acknowledged = answers.filter(answer => answer.startsWith('one.bin ACK '))
    assert.equal(acknowledged.length, 1)
    assert.equal(answers.filter(answer => answer.startsWith('ERROR exists ')).length, people - 1)
    assert.deepEqual(acknowledged, [`one.bin ACK ${sha256Of(await onDisk('one.bin'))}`])
    assert.ok(different.some((content, index) => answers[index] === acknowledged[0] && sha256Of(content) === answers[index]?.split(' ')[2]))
    assert.equal((await toldOf('one.bin')).length, 1)
    await nothingIsStaged()
  })

  test('[L41] with the same content: all are acknowledged, and it is stored and told of once', async () => {
    const answers = await putTogether('same.bin', same)
    assert.deepEqual(answers, new Array(people).fill(`same.bin ACK ${sha256Of(same[0] ?? Buffer.alloc(0))}`))
    assert.deepEqual(await onDisk('same.bin'), same[0])
    using ben = await LineClient.join(hub)
    assert.deepEqual(
      [...(await list(ben)).keys()].filter(name => name.startsWith('same')),
      ['same.bin'],
    )
    assert.equal((await toldOf('same.bin')).length, 1)
    await nothingIsStaged()
  })

  test('[L40] with rename: all are acknowledged under different names, each with its own content', async () => {
    const answers = await putTogether('many.bin', different, ' rename')
    const names = answers.map(answer => /^(.*) ACK [0-9a-f]{64}$/.exec(answer)?.[1] ?? assert.fail(answer))
    const expected = ['many.bin', ...Array.from({ length: people - 1 }, (_, index) => `many (${index + 2}).bin`)]
    assert.deepEqual(names.toSorted(), expected.toSorted())
    for (const [index, content] of different.entries()) assert.deepEqual(await onDisk(names[index] ?? ''), content)
    await nothingIsStaged()
  })

  test('[L40] with rename and the same content: one file, one name for all', async () => {
    const answers = await putTogether('few.bin', same, ' rename')
    assert.deepEqual(answers, new Array(people).fill(`few.bin ACK ${sha256Of(same[0] ?? Buffer.alloc(0))}`))
  })

  test('[L41] a name is given to one of many at the disk itself', async () => {
    await using shelf = await openShelf()
    const staged = await Promise.all(different.map(content => stageBytes(shelf.disk, content)))
    const hashes = await Promise.all(staged.map(blob => blob.seal()))
    const outcomes = await Promise.all(staged.map(blob => blob.publish('one')))
    assert.equal(outcomes.filter(outcome => outcome !== 'taken').length, 1)
    const winner = outcomes.findIndex(outcome => outcome !== 'taken')
    assert.equal(sha256Of(await readFile(join(shelf.path, 'one'))), hashes[winner])
    await Promise.all(staged.map(blob => blob.discard()))
    assert.deepEqual(await readdir(shelf.path), ['.partyline', 'one'])
    assert.deepEqual(await readdir(join(shelf.path, '.partyline')), [])
  })
})

describe('a name that is taken', () => {
  test('[L41] by a file of the operator keeps that file, also when it came after READY', async () => {
    using ben = await LineClient.join(hub)
    await writeFile(join(hub.files, 'mine.txt'), 'mine')
    assert.match(await ben.ask('put mine.txt 5'), /^ERROR exists /)
    assert.match(await put(ben, 'mine.txt', Buffer.from('ours')), /^ERROR exists /)
    assert.equal(await put(ben, 'mine.txt', Buffer.from('mine')), `mine.txt ACK ${sha256Of(Buffer.from('mine'))}`)
    assert.equal(await ben.ask('put late.txt 4'), 'READY 0')
    await writeFile(join(hub.files, 'late.txt'), 'mine')
    assert.match(await ben.ask('our'), /^ERROR exists /)
    assert.equal(await put(ben, 'late.txt', Buffer.from('ours'), ' rename'), `late (2).txt ACK ${sha256Of(Buffer.from('ours'))}`)
    assert.deepEqual([String(await onDisk('mine.txt')), String(await onDisk('late.txt'))], ['mine', 'mine'])
  })

  test('[L41] by a folder or a link is taken, and a link is not written through', async () => {
    using ben = await LineClient.join(hub)
    await mkdir(join(hub.files, 'folder'))
    await symlink(join(hub.data, 'through'), join(hub.files, 'link'))
    await symlink('folder', join(hub.files, 'folder-link'))
    for (const name of ['folder', 'link', 'folder-link']) {
      assert.match(await put(ben, name, Buffer.from('ours')), /^ERROR exists /, name)
      assert.match(await put(ben, name, Buffer.from('ours'), ' rename'), new RegExp(`^${name} \\(2\\) ACK `), name)
    }
    assert.deepEqual(await readdir(join(hub.files, 'folder')), [])
    await assert.rejects(readFile(join(hub.data, 'through')), { code: 'ENOENT' })
    await nothingIsStaged()
  })
})
