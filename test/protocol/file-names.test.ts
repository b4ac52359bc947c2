// Names of files: what is safe to reach, what is safe to make.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { isFileName, isFilePath, nextFreeName } from '../../src/protocol/file-names.ts'

test('[L43] a path has only visible parts that stay below the shelf', () => {
  for (const good of ['a', 'a.txt', 'sub/a.txt', 'größe 🎉.txt', 'a b', '漢字']) assert.ok(isFilePath(good), good)
  for (const bad of [
    '',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    '../a',
    'a/../b',
    '.hidden',
    'sub/.hidden',
    'a\0b',
    'a\nb',
    'a\tb',
    'a\u202eb',
    '\ud800',
    'x'.repeat(256),
    `${'a/'.repeat(600)}a`,
  ]) {
    assert.ok(!isFilePath(bad), JSON.stringify(bad))
  }
})

test('[L43] a name for put is one that every system can keep', () => {
  for (const good of ['a', 'a.tar.gz', 'con1.txt', 'x'.repeat(255), 'ü'.repeat(127), 'a"b']) assert.ok(isFileName(good), good)
  for (const bad of ['a/b', 'a\\b', ' a', 'a ', 'a.', 'CON', 'nul.txt', 'com1', 'ü'.repeat(128), 'a\ufffdb'])
    assert.ok(!isFileName(bad), bad)
})

test('[L40] the next free name keeps the extension and the bound', () => {
  assert.equal(nextFreeName('notes.txt', 2), 'notes (2).txt')
  assert.equal(nextFreeName('a.tar.gz', 3), 'a (3).tar.gz')
  assert.equal(nextFreeName('README', 2), 'README (2)')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), fc.integer({ min: 2, max: 10_000 }), (name, number) => {
      if (isFileName(name)) assert.ok(isFileName(nextFreeName(name, number)), nextFreeName(name, number))
    }),
  )
})
