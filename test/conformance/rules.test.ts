// Every numbered rule of the documents that state them, and every error code of docs/protocol.md, is named by a proof: the title of a transcript, of a conversation or of a test. A new rule
// without one fails here.
import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { conversationPaths, readConversations } from '../../conformance/conversation.ts'
import { readTranscripts, transcriptPaths } from '../../conformance/transcript.ts'

const root = join(import.meta.dirname, '..', '..')

/** Rules that have no proof yet, and why a transcript cannot be one. A proven rule may not stay here. */
const rulesWithoutProof = new Map<string, string>([])

/** Codes that nothing expects yet, and why a transcript cannot. */
const codesWithoutProof = new Map([
  ['timeout', 'the client must stop in the middle of an upload for as long as the hub waits'],
  ['storage-full', 'the disk must be full'],
  ['storage-failed', 'the disk must fail'],
  ['internal', 'a fault in the hub itself: whoever can provoke one mends it'],
])

const read = (name: string): Promise<string> => readFile(join(root, 'docs', name), 'utf8')
const protocol = await read('protocol.md')
const rulebooks = (await Promise.all([protocol, read('http.md'), read('uploads.md'), read('shares.md')])).join('\n')
const transcripts = (await Promise.all((await transcriptPaths()).map(readTranscripts))).flat()
const conversations = (await Promise.all((await conversationPaths()).map(readConversations))).flat()
const pieces = [...transcripts, ...conversations]
const tests: string[] = []
for await (const path of glob('test/**/*.ts', { cwd: root, exclude: ['test/conformance/rules.test.ts'] }))
  tests.push(await readFile(join(root, path), 'utf8'))

test('every numbered rule is named by the title of a transcript, a conversation or a test', () => {
  const rules = Array.from(rulebooks.matchAll(/\*\*\[([A-Z]\d+)\]\*\*/g), ([, rule = '']) => rule)
  const titles = tests.flatMap(text => Array.from(text.matchAll(/\b(?:test|it)\(\s*(['"`])(.*?)\1/gs), ([, , title = '']) => title))
  const proven = new Set([...pieces.flatMap(({ rules }) => rules), ...titles.flatMap(title => rulesOf(title))])
  assert.ok(rules.length > 0)
  assert.equal(new Set(rules).size, rules.length, 'a rule stands there twice')
  assert.deepEqual(
    rules.filter(rule => !proven.has(rule) && !rulesWithoutProof.has(rule)),
    [],
  )
  assert.deepEqual(
    [...rulesWithoutProof.keys()].filter(rule => proven.has(rule)),
    [],
    'these are proven by now; they are no exceptions',
  )
})

test('every title of a transcript or a conversation names rules that there are', () => {
  const known = new Set(rulesOf(rulebooks))
  for (const { title, rules } of pieces) for (const rule of rules) assert.ok(known.has(rule), `${title}: there is no rule ${rule}`)
})

test('every error code is expected by a transcript, a conversation or a test', () => {
  const [, table = ''] = /### Error codes\n(.*?)\n## /s.exec(protocol) ?? []
  const codes = Array.from(table.matchAll(/^\| (.+?) \|/gm), ([, cell = '']) =>
    Array.from(cell.matchAll(/`([a-z0-9-]+)`/g), ([, code = '']) => code),
  ).flat()
  const expected = new Set([
    ...transcripts.flatMap(({ steps }) =>
      steps.flatMap(({ text }) => Array.from(text.matchAll(/(?:ERROR |"code":")([a-z0-9-]+)/g), ([, code = '']) => code)),
    ),
    ...conversations.flatMap(({ steps }) => steps.flatMap(step => ('refused' in step && step.refused !== undefined ? [step.refused] : []))),
  ])
  const isProven = (code: string): boolean =>
    expected.has(code) || tests.some(text => text.includes(`ERROR ${code}`) || text.includes(`'${code}'`))
  assert.ok(codes.length > 20)
  assert.deepEqual(
    codes.filter(code => !isProven(code) && !codesWithoutProof.has(code)),
    [],
  )
})

function rulesOf(text: string): string[] {
  return Array.from(text.matchAll(/\[([A-Z]\d+)\]/g), ([, rule = '']) => rule)
}
