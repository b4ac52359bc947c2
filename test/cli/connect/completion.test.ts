import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { candidatesFor, completed, type Known, uncompleted } from '../../../src/cli/connect/completion.ts'
import { editorOf } from '../../../src/cli/connect/editor.ts'

const known: Known = {
  people: ['Ben', 'Bert', 'Zoe'],
  rooms: [
    { name: '#lobby', about: '' },
    { name: '#ops', about: '3' },
  ],
  messages: [
    { seq: 12, about: 'Zoe: hi', own: false },
    { seq: 11, about: 'Me: hello', own: true },
  ],
}
const offered = (text: string): string[] => candidatesFor(editorOf(text), known).candidates.map(candidate => candidate.text)

describe('completion', () => {
  test('of names, rooms, commands and their arguments', () => {
    assert.deepEqual(offered('hi @be'), ['@Ben', '@Bert'])
    assert.deepEqual(offered('see #o'), ['#ops'])
    assert.deepEqual(offered('/jo'), ['/join'])
    assert.deepEqual(offered('/join o'), ['#ops'])
    assert.deepEqual(offered('/invite z'), ['Zoe'])
    assert.deepEqual(offered('/reply '), ['12', '11'])
    assert.deepEqual(offered('/edit '), ['11'])
    assert.deepEqual(offered('/react 12 hoo'), ['🎉'])
    assert.deepEqual(offered('/create #x p'), ['private'])
    assert.deepEqual(offered('/topic talk to @z'), ['@Zoe'])
    assert.deepEqual(offered('//jo'), [])
    assert.deepEqual(offered('plain'), [])
  })

  test('a single candidate is taken, several are gone through in both directions, Escape puts back what was typed', () => {
    assert.equal(completed(editorOf('@Z'), undefined, known, 1).editor.text, '@Zoe ')
    const first = completed(editorOf('hi @be'), undefined, known, 1)
    assert.equal(first.editor.text, 'hi @Ben')
    const second = completed(first.editor, first.completion, known, 1)
    assert.equal(second.editor.text, 'hi @Bert')
    const third = completed(second.editor, second.completion, known, 1)
    assert.equal(third.editor.text, 'hi @Ben')
    const back = completed(third.editor, third.completion, known, -1)
    assert.equal(back.editor.text, 'hi @Bert')
    assert.ok(back.completion !== undefined)
    assert.equal(uncompleted(back.editor, back.completion).text, 'hi @be')
  })

  test('amid a text what follows stays', () => {
    const { editor } = completed({ text: '@Zo, hello', at: 3, cut: '' }, undefined, known, 1)
    assert.equal(editor.text, '@Zoe , hello')
  })
})
