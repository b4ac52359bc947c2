// `npm test` is two calls: most files run beside each other, and those that measure time or memory run alone. No file may be
// forgotten by both or run by both.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'

const root = join(import.meta.dirname, '..', '..')
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
const calls = [...(scripts.test ?? '').matchAll(/npm run (\S+)/g)]
  .map(([, name = '']) => scripts[name] ?? '')
  .map(call => ({
    alone: call.includes('--test-concurrency=1 '),
    paths: Array.from(call.matchAll(/"(.+?)"/g)).flatMap(([, pattern = '']) => globSync(pattern, { cwd: root })),
  }))

test('every file of tests is run by exactly one of the calls', () => {
  const run = calls.flatMap(({ paths }) => paths)
  assert.deepEqual(run.sort(), globSync('test/**/*.test.ts', { cwd: root }).sort())
})

test('a file that measures how long an answer takes, or memory, is run alone', () => {
  const measures = /\b(medianAnswerMs|costOf|memoryBytes|peakMemoryBytes)\(/
  const beside = calls.flatMap(({ alone, paths }) => (alone ? [] : paths))
  assert.deepEqual(
    beside.filter(path => measures.test(readFileSync(join(root, path), 'utf8'))),
    [],
  )
})
