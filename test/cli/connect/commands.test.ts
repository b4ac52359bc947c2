import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { commandNames, commands, readTyped } from '../../../src/cli/connect/commands.ts'

describe('what is typed', () => {
  test('is a message unless it begins with a slash; two slashes say one', () => {
    assert.deepEqual(readTyped('hello /who'), { ask: 'say', text: 'hello /who' })
    assert.deepEqual(readTyped('//who'), { ask: 'say', text: '/who' })
    assert.equal(readTyped('  \n'), undefined)
  })

  test('may leave out what is clear', () => {
    assert.deepEqual(readTyped('/join ops'), { ask: 'join', room: '#ops' })
    assert.deepEqual(readTyped('/JOIN #ops '), { ask: 'join', room: '#ops' })
    assert.deepEqual(readTyped('/create #x private the topic'), { ask: 'create', room: '#x', kind: 'private', topic: 'the topic' })
    assert.deepEqual(readTyped('/create x'), { ask: 'create', room: '#x', kind: 'open', topic: undefined })
    assert.deepEqual(readTyped('/msg @Ben,Zoe two\nlines'), { ask: 'msg', names: ['Ben', 'Zoe'], text: 'two\nlines' })
    assert.deepEqual(readTyped('/react 👍'), { ask: 'react', seq: undefined, emoji: '👍' })
    assert.deepEqual(readTyped('/react 12 👍'), { ask: 'react', seq: 12, emoji: '👍' })
    assert.deepEqual(readTyped('/edit 12 new text'), { ask: 'edit', seq: 12, text: 'new text' })
    assert.deepEqual(readTyped('/edit new text'), { ask: 'edit', seq: undefined, text: 'new text' })
    assert.deepEqual(readTyped('/archive off'), { ask: 'archive', on: false })
  })

  test('and cannot be read is answered with the form or the way out', () => {
    for (const wrong of [
      '/join',
      '/join a b',
      '/reply hello',
      '/goto x',
      '/name',
      '/react',
      '/who are you',
      '/status many',
      '/archive on',
    ]) {
      const read = readTyped(wrong)
      assert.ok(read !== undefined && 'wrong' in read, wrong)
      assert.match(read.wrong, /^The form is \/\w+.*\.$/)
    }
    const unknown = readTyped('/wrng')
    assert.ok(unknown !== undefined && 'wrong' in unknown)
    assert.match(unknown.wrong, /no command \/wrng.*\/help.*\/\//)
  })

  test('every command has its form in the table', () => {
    for (const name of commandNames) assert.ok(commands[name].form.startsWith(`/${name}`))
  })
})
