// What of a long text is shown of a hit.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { piecesOf } from '../../src/web/search/excerpt.ts'

const shown = (text: string, ...highlights: [number, number][]): string =>
  piecesOf(text, highlights)
    .map(({ text, hit }) => (hit ? `[${text}]` : text))
    .join('')

test('a short text is shown whole, with its hits marked', () => {
  assert.equal(shown('who brings the carrots?', [15, 22]), 'who brings the [carrots]?')
  assert.equal(shown('carrots', [0, 7]), '[carrots]')
  assert.equal(shown('a file without a mark'), 'a file without a mark')
})

test('of a long text the part around the first hit is shown, from the beginning of a word on', () => {
  const text = `${'soup and bread '.repeat(40)}carrots${' and wine'.repeat(60)}`
  const at = text.indexOf('carrots')
  const pieces = piecesOf(text, [[at, at + 7]])
  assert.equal(pieces[0]?.text, '… ')
  assert.match(pieces[1]?.text ?? '', /^(?:soup|and|bread) /)
  assert.deepEqual(pieces[2], { text: 'carrots', hit: true })
  assert.equal(pieces.at(-1)?.text, ' …')
  assert.ok(shown(text, [at, at + 7]).length < 350)
})

test('a hit that goes on beyond what is shown ends there, and one beyond it is left out', () => {
  const text = 'x'.repeat(1_000)
  assert.equal(
    piecesOf(text, [
      [0, 900],
      [950, 960],
    ]).filter(({ hit }) => hit).length,
    1,
  )
  assert.equal(piecesOf(text, [[0, 900]])[0]?.text.length, 320)
})
