// How links are asked for in lines: options from the right, and quotes where a name looks like one.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Refusal } from '../../src/protocol/refusals.ts'
import { readCommand } from '../../src/protocol/text-commands.ts'

test('[S5] /share reads its options from the right, in any order', () => {
  const expected: readonly [line: string, command: object][] = [
    ['/share a.txt', { name: 'a.txt' }],
    ['/share my file.txt  hours 5', { name: 'my file.txt', hours: 5 }],
    ['/SHARE a PASSWORD hours downloads 2', { name: 'a', password: 'hours', downloads: 2 }],
    ['/share a password x downloads 1 hours 2', { name: 'a', password: 'x', downloads: 1, hours: 2 }],
    ['/share "a hours 3"', { name: 'a hours 3' }],
    ['/share "a hours 3" hours 4', { name: 'a hours 3', hours: 4 }],
    ['/share hours', { name: 'hours' }],
    ['/share hours 3', { name: 'hours 3' }],
  ]
  for (const [line, command] of expected) assert.deepEqual(readCommand(line), { verb: 'share', ...command }, line)
})

test('[S5] what is no share, list of shares or unshare is told its form', () => {
  const id = '0123456789abcdef'
  assert.deepEqual(readCommand('/shares my file'), { verb: 'shares', name: 'my file' })
  assert.deepEqual(readCommand(`/unshare my file ${id}`), { verb: 'unshare', name: 'my file', share: id })
  assert.deepEqual(readCommand(`/unshare "my file" ${id}`), { verb: 'unshare', name: 'my file', share: id })
  const wrong = [
    '/share',
    '/shares',
    '/unshare',
    '/unshare a',
    `/unshare ${id}`,
    '/share a hours 0',
    '/share a hours x',
    '/share a hours 1 hours 2',
  ]
  for (const line of wrong) {
    const read = readCommand(line)
    assert.ok(read instanceof Refusal && read.code === 'bad-command', line)
  }
})
