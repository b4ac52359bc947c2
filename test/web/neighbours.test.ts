// How one file is found on a shelf by its name alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isPlainText } from '../../src/protocol/characters.ts'
import { pageBefore } from '../../src/web/files/neighbours.ts'

/** As hubs list. */
const inOrder = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

test('whatever else lies there, a page after that name begins with the file, or is a whole page that has it', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 5 }).filter(one => one.isWellFormed() && isPlainText(one))
  const near = fc.constantFrom('a', 'b', 'c', 'ab', 'abc', 'aa', 'b😀', 'b\u{10fffe}', '\ue000', '\ud7ff', 'a\u00a0', 'a b', '😀', '🐛')
  const names = fc.uniqueArray(fc.oneof(text, near), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(names, all => {
      const shelf = all.toSorted(inOrder)
      for (const name of shelf) {
        const { after, rows } = pageBefore(name)
        assert.ok(isPlainText(after) && after.isWellFormed())
        const page = shelf.filter(one => inOrder(one, after) > 0).slice(0, rows)
        assert.ok(page.includes(name), `${JSON.stringify(name)} after ${JSON.stringify(after)}`)
      }
    }),
  )
})
