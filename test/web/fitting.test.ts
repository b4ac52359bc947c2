// Which room or person somebody means who types a few letters.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fitOf } from '../../src/web/keyboard/fitting.ts'

const order = (typed: string, ...names: string[]): string[] =>
  names
    .map(name => ({ name, fit: fitOf(name, typed) }))
    .filter(({ fit }) => fit !== undefined)
    .sort((a, b) => (b.fit ?? 0) - (a.fit ?? 0))
    .map(({ name }) => name)

test('a whole name goes before a beginning, that before a word, that before a part, that before mere letters', () => {
  assert.deepEqual(order('ops', '#o-p-s', '#cops', '#dev-ops', '#opsec', '#ops', '#lobby'), [
    '#ops',
    '#opsec',
    '#dev-ops',
    '#cops',
    '#o-p-s',
  ])
})

test('case, accents and the mark before a name do not matter', () => {
  assert.deepEqual(order('kuche', '#Küche', 'Ben'), ['#Küche'])
  assert.deepEqual(order('#lob', '#lobby'), ['#lobby'])
  assert.deepEqual(order('@be', 'Ben'), ['Ben'])
})

test('where nothing is typed everything fits alike', () => assert.deepEqual(order(' ', '#b', '#a'), ['#b', '#a']))
