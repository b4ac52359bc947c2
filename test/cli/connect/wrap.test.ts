import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { columnsOf, cutTo, fitTo } from '../../../src/cli/connect/columns.ts'
import { cutRow, looks, rowColumns, rowText, span, spread } from '../../../src/cli/connect/spans.ts'
import { wrap } from '../../../src/cli/connect/wrap.ts'

const wrapped = (text: string, columns: number): string[] => wrap([span(text)], columns).map(rowText)

describe('breaking text into rows', () => {
  test('between words, and amid a word that is too long', () => {
    assert.deepEqual(wrapped('the quick brown fox', 10), ['the quick', 'brown fox'])
    assert.deepEqual(wrapped('a https://example.org/long', 10), ['a', 'https://ex', 'ample.org/', 'long'])
    assert.deepEqual(wrapped('exactly ten', 11), ['exactly ten'])
    assert.deepEqual(wrapped('', 10), [''])
  })

  test('line breaks and the indent of a line stay, a TAB is four spaces', () => {
    assert.deepEqual(wrapped('if x:\n\tgo on\n\nend', 20), ['if x:', '    go on', '', 'end'])
  })

  test('wide characters take two columns and may end a row anywhere', () => {
    assert.deepEqual(wrapped('一二三四五', 4), ['一二', '三四', '五'])
    assert.deepEqual(wrapped('ab一二', 5), ['ab一', '二'])
    assert.equal(columnsOf('👩‍👩‍👧é'), 3)
  })

  test('no row is too wide, and nothing but spaces is lost', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'bc', ' ', '  ', '你', '👍🏽', 'é', '\n', '-') }),
        fc.integer({ min: 2, max: 30 }),
        (text, columns) => {
          const rows = wrapped(text, columns)
          for (const row of rows) assert.ok(columnsOf(row) <= columns, JSON.stringify({ text, columns, row }))
          assert.equal(rows.join('').replaceAll(' ', ''), text.replaceAll(/[ \n]/g, ''))
        },
      ),
    )
  })

  test('looks follow their words', () => {
    const rows = wrap([span('one '), span('two', looks.bold), span(' three')], 7)
    assert.deepEqual(
      rows.map(row => row.map(({ text, look }) => [text, look === looks.bold])),
      [
        [
          ['one ', false],
          ['two', true],
        ],
        [['three', false]],
      ],
    )
  })
})

describe('rows of a given width', () => {
  test('what is cut shows it', () => {
    assert.equal(cutTo('hello', 5), 'hello')
    assert.equal(cutTo('hello', 4), 'hel…')
    assert.equal(cutTo('你好世界', 5), '你好…')
    assert.equal(fitTo('你', 4), '你  ')
    assert.equal(rowText(cutRow([span('one'), span('two'), span('three')], 7)), 'onetwo…')
  })

  test('the right part stays, the left one gives way', () => {
    assert.equal(rowText(spread([span('a long title')], [span(' 3')], 10)), 'a long … 3')
    assert.equal(rowColumns(spread([span('你好')], [span('x')], 20)), 20)
  })
})
