// What can be fetched: ordinary files below the shelf. Whatever else is asked for is not there, and is told so at once.
import assert from 'node:assert/strict'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { get } from '../support/files.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { canary, makeOddFiles } from '../support/odd-files.ts'
import { openShelf, readAll, stageBytes } from '../support/shelf.ts'
import { within } from '../support/until.ts'

/** Ways out of the shelf and into its hidden parts. */
const ways = [
  '../outside/canary',
  'sub/../../outside/canary',
  'sub/../ordinary',
  './ordinary',
  'sub/./x',
  '..',
  '.',
  '',
  '/',
  '/etc/passwd',
  '//etc/passwd',
  'sub',
  'sub/',
  'ordinary/',
  'ordinary/x',
  'sub//x',
  '.partyline',
  '.partyline/staged',
  '.hidden',
  'sub/.hidden',
  'folder-link-outside/canary',
  'folder-link-inside/x',
  'folder-link-loop/ordinary',
  'sub/loop/ordinary',
  '..\\outside\\canary',
  '%2e%2e/outside/canary',
  '~/x',
  'x'.repeat(300),
  `${'d/'.repeat(600)}x`,
]

describe('what is no ordinary file of the shelf', () => {
  test('[L34] cannot be opened by any name, and opening it does not wait', async () => {
    await using shelf = await openShelf()
    using odd = await makeOddFiles(shelf.path, shelf.outside)
    for (const name of ['sub/x', '.hidden', 'sub/.hidden', '.partyline/staged']) await writeFile(join(shelf.path, name), canary)
    const unreadable = ['a\0b', 'a\nb', 'ordinary\0', '\ud800', 'a\u202eb', 'tab\tin']
    for (const name of [...ways, ...odd.names, ...unreadable]) {
      assert.equal(await within(`an answer to ${JSON.stringify(name)}`, shelf.disk.open(name)), undefined, JSON.stringify(name))
    }
    const ordinary = await shelf.disk.open('ordinary')
    assert.equal(ordinary && (await readAll(ordinary)).toString(), 'an ordinary file')
  })

  test('[L34] is no such file for whoever asks the hub, by every form of asking, and the conversation goes on', async () => {
    await using hub = await startHub()
    await using elsewhere = await temporaryFolder()
    using odd = await makeOddFiles(hub.files, elsewhere.path)
    using ben = await LineClient.join(hub)
    for (const name of [...ways, ...odd.names].filter(one => one !== '')) {
      for (const line of [`get ${name}`, `file:${name}`, `get "${name}" 3`, `get ${name} 3`]) {
        assert.match(await ben.ask(line), /^ERROR no-such-file /, line)
      }
    }
    for (const line of ['get a\0b', 'get ordinary\0', 'file:a\x1b', 'get a\u202eb'])
      assert.match(await ben.ask(line), /^ERROR bad-character /)
    assert.equal((await get(ben, 'ordinary')).bytes.toString(), 'an ordinary file')
  })

  test('many who ask for a pipe that nobody writes to hold up nobody', async () => {
    await using hub = await startHub()
    await using elsewhere = await temporaryFolder()
    using _odd = await makeOddFiles(hub.files, elsewhere.path)
    const people = await Promise.all(Array.from({ length: 20 }, () => LineClient.join(hub)))
    const answers = await Promise.all(people.map(person => person.ask('get pipe')))
    for (const answer of answers) assert.match(answer, /^ERROR no-such-file /)
    for (const person of people) person[Symbol.dispose]()
    using ben = await LineClient.join(hub)
    assert.equal((await get(ben, 'ordinary')).bytes.toString(), 'an ordinary file')
    assert.match(await ben.ask('put new 2 now\nhi'), /^new ACK /)
  })

  test('cannot be put either: what is sealed gets a plain name on the shelf or none', async () => {
    await using shelf = await openShelf()
    await mkdir(join(shelf.path, 'sub'))
    for (const name of [
      '../outside/x',
      'sub/../x',
      'sub//x',
      'sub/.x',
      'sub/con',
      'a\\b',
      '.hidden',
      '.partyline/x',
      '..',
      '',
      '/tmp/partyline-x',
      'a\0b',
      'a\nb',
      'con',
    ]) {
      const staged = await stageBytes(shelf.disk, Buffer.from(canary))
      await staged.seal()
      await assert.rejects(async () => staged.publish(name), JSON.stringify(name))
      await staged.discard()
    }
    for (const id of ['../x', '../../outside/x', '', '.', '/tmp/partyline-x', 'a\0b']) {
      await assert.rejects(async () => shelf.disk.stage(id, { kept: false, isNew: true }), id)
    }
    assert.deepEqual((await readdir(shelf.path)).toSorted(), ['.partyline', 'sub'])
    assert.deepEqual(await readdir(join(shelf.path, '.partyline')), [])
    assert.deepEqual(await readdir(shelf.outside), [])
  })
})
