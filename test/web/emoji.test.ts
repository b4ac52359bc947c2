// Emoji by their names: which are offered, and what becomes of whole names.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emojiOffers, withEmoji } from '../../src/web/emoji/naming.ts'
import { emoji, feelings } from '../../src/web/emoji/table.ts'

const signs = (head: string): readonly string[] => emojiOffers(head)?.signs ?? []

test('every emoji stands in the table once, is one sign, and has names that are its alone', () => {
  const all = emoji.map(({ sign }) => sign)
  const names = emoji.flatMap(({ names }) => names)
  assert.equal(new Set(all).size, all.length)
  assert.equal(new Set(names).size, names.length)
  const segments = new Intl.Segmenter('en', { granularity: 'grapheme' })
  for (const sign of all) {
    assert.equal([...segments.segment(sign)].length, 1, sign)
    assert.match(sign, /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2})/u)
  }
  for (const name of names) assert.match(name, /^[a-z0-9_+-]+$/)
  for (const { sign, german } of emoji) assert.ok(german.length > 0 && german.every(word => /^\p{Ll}+$/u.test(word)), sign)
  for (const feeling of feelings) assert.ok(all.includes(feeling), feeling)
})

test('offered is what is called so, then what begins so, then what has such a part, then what is found in German', () => {
  assert.equal(signs('so :tada')[0], '🎉')
  assert.deepEqual(signs(':thumbs'), ['👍', '👎'])
  assert.equal(signs(':heart')[0], '❤️')
  assert.ok(signs(':heart').includes('💚'))
  assert.deepEqual(emojiOffers(':rakete'), { from: 0, mark: ':', names: ['rakete'], signs: ['🚀'], isWhole: false })
  assert.equal(signs(':Käse')[0], '🧀')
  assert.ok(signs(':he').length === 8)
})

test('smiles, times, addresses and a lone colon are no names', () => {
  for (const head of [':', ':)', ':-)', ':D', ':-D', 'at 12:30', 'http://ex', 'a:ta', 'std::ta', ':nothinglikeit', ':ta da', ':tada:'])
    assert.equal(emojiOffers(head), undefined, head)
})

test('whole names become emoji wherever they stand alone, side by side too, and what is no name stays', () => {
  assert.equal(withEmoji(':tada:'), '🎉')
  assert.equal(withEmoji('yes :+1: and (:tada::rocket:)!'), 'yes 👍 and (🎉🚀)!')
  assert.equal(withEmoji('**:fire:** _:x:_'), '**🔥** _:x:_')
  for (const text of ['10:00:00', 'a:tada:', ':tada:b', 'std::tada::x', 'http://host:tada:/', ':nothing:', ': tada :', ':tada', ':Tada:'])
    assert.equal(withEmoji(text), text)
  assert.equal(withEmoji(':nothing: :tada:'), ':nothing: 🎉')
})

test('code is left as it was written', () => {
  assert.equal(withEmoji('`:tada:` :tada: ``a ` :tada:`` :tada:'), '`:tada:` 🎉 ``a ` :tada:`` 🎉')
  assert.equal(withEmoji(':tada:\n```\n:tada:\n```\n:tada:'), '🎉\n```\n:tada:\n```\n🎉')
  assert.equal(withEmoji(':tada:\n```yaml\n:tada: x'), '🎉\n```yaml\n:tada: x')
  assert.equal(withEmoji('so:\n\n    :tada:\n\n:tada:'), 'so:\n\n    :tada:\n\n🎉')
  assert.equal(withEmoji('a lone ` and :tada:'), 'a lone ` and 🎉')
})

test('a long text of nothing but marks is done at once', () => {
  for (const text of ['`'.repeat(8_000), '` '.repeat(4_000), ':'.repeat(8_000), ':a'.repeat(4_000), ':a:'.repeat(2_600)]) {
    const before = performance.now()
    withEmoji(text)
    assert.ok(performance.now() - before < 1_000, text.slice(0, 6))
  }
})
