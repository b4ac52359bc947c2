// The language of searching and its highlights: whatever is typed is a question, and what is highlighted is what was asked.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { readAsked } from '../../src/store/search/asked.ts'
import { atomsOf } from '../../src/store/search/folding.ts'
import { highlightsOf } from '../../src/store/search/matching.ts'
import { searchScene } from './search-scene.ts'

const marked = (text: string, asked: string): string[] | undefined =>
  highlightsOf(text, readAsked(asked))?.map(([start, end]) => text.slice(start, end))
const folded = (text: string): string =>
  atomsOf(text)
    .map(atom => atom.text)
    .join(' ')

test('highlights are spans of the text as it was written', () => {
  assert.deepEqual(marked('Die GRÜSSE, Grüße und gru\u0308ssen', 'grusse* die'), ['Die', 'GRÜSSE', 'Grüße', 'gru\u0308ssen'])
  assert.deepEqual(marked('👍 the red, Red door', '"red door"'), ['Red door'])
  assert.deepEqual(marked('東京都', '京都'), ['京都'])
  assert.deepEqual(marked('Ｆｕｌｌ width ﬁne', 'full fine'), ['Ｆｕｌｌ', 'ﬁne'])
  assert.deepEqual(marked('Łódź, Ёлка, Æon', 'lodz елка aeon'), ['Łódź', 'Ёлка', 'Æon'])
  assert.equal(marked('tea', 'tea -tea'), undefined)
  assert.equal(marked('teapot', 'tea'), undefined)
})

test('highlights that overlap are told once, and no more than a hundred of them', () => {
  assert.deepEqual(marked('東京都', '東京 京都'), ['東京'])
  assert.deepEqual(marked('tea time', 'tea "tea time"'), ['tea time'])
  assert.equal(marked('tea '.repeat(1_000), 'tea')?.length, 100)
})

test('marks that are letters of their own stay', () => {
  assert.equal(folded('हिन्दी'), 'हिन्दी')
  assert.equal(folded('мой'), 'мой')
  assert.equal(folded('か\u3099'), 'が')
  assert.equal(folded('안녕'.normalize('NFD')), '안 녕')
  assert.equal(folded('מִלָּה مَرحَبا'), 'מלה مرحبا')
})

test('a question has at most sixteen terms and 512 characters', () => {
  assert.equal(readAsked(Array.from({ length: 30 }, (_, n) => `w${n}`).join(' ')).wanted.length, 16)
  assert.equal(readAsked(`${' '.repeat(512)}tea`).wanted.length, 0)
})

const syntax = [
  '"',
  '*',
  '-',
  '(',
  ')',
  ':',
  '^',
  '+',
  '{',
  '}',
  'AND',
  'OR',
  'NOT',
  'NEAR(',
  'text',
  'tags',
  ';',
  "'",
  '\\',
  '\0',
  '\ud800',
  ' ',
]
const words = ['tea', 'Grüße', 'grusse', 'ok', '東京', '京', 'ラーメン', '안녕', 'a', 'red', 'हिन्दी', 'ﬁ', '½', 'Ꭰ', '𐐀', 'x'.repeat(70)]
const typed = fc.array(fc.constantFrom(...syntax, ...words, ' ', ' '), { maxLength: 12 }).map(parts => parts.join(''))

test('whatever is typed is no error, and every hit has highlights that fold to what was asked', async () => {
  await using scene = await searchScene()
  const texts = fc.sample(typed, { numRuns: 200, seed: 7 }).map(text => text.replaceAll('\0', ' ').toWellFormed())
  for (const text of texts) scene.say(text)
  const index = await scene.open()
  await index.caughtUp()
  let hits = 0
  await fc.assert(
    fc.asyncProperty(fc.oneof(typed, fc.string({ unit: 'binary' })), async question => {
      const asked = readAsked(question)
      const page = await index.find(scene.ask(question, { most: 100 }))
      if (asked.wanted.length === 0) assert.equal(page.hits.length, 0)
      for (const { seq, highlights } of page.hits) {
        hits++
        const text = texts[seq - 1] ?? ''
        assert.ok(highlights.length > 0)
        for (const [start, end] of highlights) {
          const span = folded(text.slice(start, end))
          const isAsked = asked.wanted.some(({ atoms, prefix }) => {
            const term = atoms.map(atom => atom.text).join(' ')
            return span === term || (prefix && span.startsWith(term))
          })
          assert.ok(isAsked, `${JSON.stringify(text.slice(start, end))} was not asked for by ${JSON.stringify(question)}`)
        }
      }
    }),
    { numRuns: 200 },
  )
  assert.ok(hits > 100)
})

test('the index proposes every text in which a word, a prefix, a phrase or a run stands', async () => {
  await using scene = await searchScene()
  const texts = fc
    .sample(fc.array(fc.constantFrom(...words, ' ', '. '), { minLength: 1, maxLength: 8 }), { numRuns: 90, seed: 8 })
    .map(parts => parts.join(' '))
  for (const text of texts) scene.say(text)
  const index = await scene.open()
  await index.caughtUp()
  for (const question of [
    'tea',
    'grusse',
    'gr*',
    'x*',
    '京',
    '"red tea"',
    'ラーメン',
    'メ',
    '안',
    'हिन्दी',
    'a -tea',
    'fi',
    '"京 tea"',
    'x'.repeat(70),
    `${'x'.repeat(68)}*`,
  ]) {
    const asked = readAsked(question)
    const expected = texts.flatMap((text, at) => (highlightsOf(text, asked) === undefined ? [] : [at + 1])).reverse()
    const page = await index.find(scene.ask(question, { most: 100 }))
    assert.deepEqual(
      page.hits.map(({ seq }) => seq),
      expected,
      question,
    )
  }
})
