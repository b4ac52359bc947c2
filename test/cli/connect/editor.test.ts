import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  cursorIn,
  type Editor,
  editorOf,
  emptyEditor,
  inputRows,
  type Motion,
  moved,
  pastable,
  stepped,
} from '../../../src/cli/connect/editor.ts'

/** `|` is the cursor. */
const at = (marked: string): Editor => ({ text: marked.replace('|', ''), at: marked.indexOf('|'), cut: '' })
const show = ({ text, at }: Editor): string => `${text.slice(0, at)}|${text.slice(at)}`
const after = (marked: string, ...motions: readonly Motion['motion'][]): string =>
  show(motions.reduce((editor, motion) => moved(editor, motion === 'insert' ? { motion, text: 'x' } : { motion }), at(marked)))

describe('the text being typed', () => {
  test('the cursor steps over what a reader takes for one character', () => {
    assert.equal(after('a👩‍👩‍👧|b', 'left'), 'a|👩‍👩‍👧b')
    assert.equal(after('a|é', 'right'), 'aé|')
    assert.equal(after('|', 'left'), '|')
    assert.equal(after('ab👍🏽|', 'erase-left'), 'ab|')
    assert.equal(after('|你好', 'erase-right'), '|好')
  })

  test('words are letters and digits of any script', () => {
    assert.equal(after('say "grüße 123"|', 'word-left'), 'say "grüße |123"')
    assert.equal(after('say "grüße 123"|', 'word-left', 'word-left'), 'say "|grüße 123"')
    assert.equal(after('|  two words', 'word-right'), '  two| words')
    assert.equal(after('two words|', 'cut-word-left'), 'two |')
    assert.equal(after('|two words', 'cut-word-right'), '| words')
  })

  test('starts and ends are those of the line, and what was cut can be put back', () => {
    assert.equal(after('one\ntw|o\nthree', 'line-start'), 'one\n|two\nthree')
    assert.equal(after('one\ntw|o\nthree', 'line-end'), 'one\ntwo|\nthree')
    assert.equal(after('one\ntw|o', 'cut-to-start'), 'one\n|o')
    assert.equal(after('one\ntw|o', 'cut-to-end', 'line-start', 'paste-cut'), 'one\no|tw')
    assert.equal(after('one|\ntwo', 'cut-to-end'), 'one|two')
    assert.equal(after('|one', 'line-start'), '|one')
  })

  test('rows leave a place for the cursor, and wide characters are not split', () => {
    assert.deepEqual(inputRows('', 10), [{ from: 0, to: 0 }])
    assert.equal(inputRows('123456789', 10).length, 1)
    assert.equal(inputRows('1234567890', 10).length, 2)
    const wide = '一二三四五六'
    for (const { from, to } of inputRows(wide, 6)) assert.ok(to - from <= 2)
    assert.deepEqual(cursorIn(inputRows('ab\ncd', 10), editorOf('ab\ncd')), { row: 1, column: 2 })
    assert.deepEqual(cursorIn(inputRows('123456789', 5), { text: '123456789', at: 4, cut: '' }), { row: 1, column: 0 })
  })

  test('up and down keep the column as far as it goes, and end at the first and the last row', () => {
    assert.equal(show(stepped(at('long line\nab|\nlonger'), 40, -1) ?? emptyEditor), 'lo|ng line\nab\nlonger')
    assert.equal(show(stepped(at('long line|\nab\nlonger'), 40, 1) ?? emptyEditor), 'long line\nab|\nlonger')
    assert.equal(stepped(at('one|'), 40, -1), undefined)
    assert.equal(stepped(at('one|'), 40, 1), undefined)
  })

  test('a paste keeps its lines and loses what the hub would refuse', () => {
    assert.equal(pastable('a\r\nb\rc\td\u001b[31m\u202ee'), 'a\nb\nc\td[31me')
  })
})
