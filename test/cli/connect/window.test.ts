import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Measured, type Part, type Place, partOf, placeAround, scrolled, topPlace } from '../../../src/cli/connect/timeline/window.ts'

/** Items by seq, each with so many lines. */
const listOf = (items: readonly (readonly [seq: number, lines: number])[]): Measured => ({
  length: items.length,
  lines: index => items[index]?.[1] ?? 1,
  seq: index => items[index]?.[0] ?? 0,
  find: seq => items.findLastIndex(item => item[0] <= seq),
})
const ones = (from: number, to: number): [number, number][] => Array.from({ length: to - from + 1 }, (_, index) => [from + index, 1])

/** The lines in sight, as `seq.line`. */
function inSight(list: Measured, place: Place, height: number): string[] {
  const part: Part = partOf(list, place, height)
  const lines: string[] = []
  for (let index = part.from; index <= part.to; index++)
    for (let line = 0; line < list.lines(index); line++) lines.push(`${list.seq(index)}.${line}`)
  return lines.slice(part.cutAbove, lines.length - part.cutBelow)
}

describe('the window on a timeline', () => {
  test('shows the end, however much of the first item fits', () => {
    const list = listOf([
      [1, 3],
      [2, 2],
      [3, 1],
    ])
    assert.deepEqual(inSight(list, undefined, 4), ['1.2', '2.0', '2.1', '3.0'])
    assert.deepEqual(partOf(list, undefined, 10), { from: 0, to: 2, cutAbove: 0, cutBelow: 0, atTop: true, atEnd: true })
    assert.deepEqual(inSight(listOf([]), undefined, 4), [])
  })

  test('scrolls by lines, stops at the top with a full window, and ends at the end', () => {
    const list = listOf(ones(1, 100))
    const up = scrolled(list, undefined, -10, 20)
    assert.deepEqual(inSight(list, up, 20).at(-1), '90.0')
    assert.deepEqual(inSight(list, scrolled(list, up, -1_000, 20), 20), inSight(list, topPlace(list, 20), 20))
    assert.equal(inSight(list, topPlace(list, 20), 20).length, 20)
    assert.equal(scrolled(list, up, 10, 20), undefined)
    assert.equal(scrolled(listOf(ones(1, 5)), undefined, -3, 20), undefined, 'what fits is not scrolled')
  })

  test('stays where it is when rows come above and below', () => {
    const place = scrolled(listOf(ones(50, 100)), undefined, -20, 10)
    const before = inSight(listOf(ones(50, 100)), place, 10)
    assert.deepEqual(inSight(listOf(ones(1, 130)), place, 10), before)
  })

  test('an item that is gone leaves the window at the one before', () => {
    assert.equal(inSight(listOf([...ones(1, 40), ...ones(60, 100)]), { seq: 50, below: 0 }, 5).at(-1), '40.0')
  })

  test('a jump puts the item about in the middle', () => {
    const list = listOf(ones(1, 100))
    const lines = inSight(list, placeAround(list, 50, 21), 21)
    assert.equal(lines.indexOf('50.0'), 10)
    assert.equal(inSight(list, placeAround(list, 1, 21), 21)[0], '1.0')
    assert.equal(inSight(list, placeAround(list, 100, 21), 21).at(-1), '100.0')
  })

  test('for any list, place and steps the window is full or shows all, and up and down again is where one was', () => {
    const items = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(
        items,
        fc.integer({ min: 1, max: 15 }),
        fc.array(fc.integer({ min: -30, max: 30 }), { maxLength: 8 }),
        (lines, height, steps) => {
          const list = listOf(lines.map((count, index) => [index + 1, count]))
          const total = lines.reduce((sum, count) => sum + count, 0)
          let place: Place
          for (const by of steps) place = scrolled(list, place, by, height)
          assert.equal(inSight(list, place, height).length, Math.min(total, height))
          const up = scrolled(list, place, -1, height)
          const down = scrolled(list, place, 1, height)
          if (partOf(list, place, height).atTop) assert.deepEqual(inSight(list, up, height), inSight(list, place, height))
          else assert.deepEqual(inSight(list, scrolled(list, up, 1, height), height), inSight(list, place, height))
          if (place === undefined) assert.equal(down, undefined)
        },
      ),
    )
  })
})
