// The line door's grammar: which line means what.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { Refusal } from '../../src/protocol/refusals.ts'
import { readCommand } from '../../src/protocol/text-commands.ts'

const codeOf = (line: string): string => {
  const command = readCommand(line)
  return command instanceof Refusal ? command.code : `read as ${JSON.stringify(command)}`
}
const sha = 'ab'.repeat(32)

test('[L30] whatever is no command is said exactly as it came', () => {
  for (const text of [
    'hello',
    ' status',
    'statuses',
    'status update: done',
    'get',
    'put',
    'gets a',
    'help me',
    'exit now',
    'listen',
    '\thi ',
    'filed: x',
    'ÄÖ',
  ]) {
    assert.deepEqual(readCommand(text), { verb: 'say', text })
  }
})

test('[L6] blank lines ask for nothing', () => {
  for (const line of ['', ' ', '\t \t']) assert.equal(readCommand(line), undefined)
})

test('[L4] control and direction characters are refused, TAB, ZWJ and isolates are not', () => {
  for (const bad of ['\0', '\x07', '\x1b', '\x7f', '\x85', '\x9b', '\r', '\u2028', '\u2029', '\u202a', '\u202e'])
    assert.equal(codeOf(`a${bad}b`), 'bad-character')
  for (const good of ['\t', '\u200d', '\u200c', '\u2066', '\u2069', '\u200e', '\u061c'])
    assert.deepEqual(readCommand(`a${good}b`), { verb: 'say', text: `a${good}b` })
})

test('bare commands are read in any case, with a slash too, and with spaces after them', () => {
  for (const line of ['status', 'Status', 'STATUS', '/status', '/Status', 'status  '])
    assert.deepEqual(readCommand(line), { verb: 'status', past: 20 })
  assert.deepEqual(readCommand('status 5'), { verb: 'status', past: 5 })
  assert.deepEqual(readCommand('status 99999'), { verb: 'status', past: 1_000 })
  assert.deepEqual(readCommand('EXIT'), { verb: 'exit' })
  assert.deepEqual(readCommand('list'), { verb: 'list', after: '' })
  assert.deepEqual(readCommand('list my file.txt'), { verb: 'list', after: 'my file.txt' })
})

test('[L34] the rest of a get is a name first, then a name and an offset; quotes settle it', () => {
  assert.deepEqual(readCommand('get a.txt'), { verb: 'get', readings: [{ name: 'a.txt', offset: 0 }] })
  assert.deepEqual(readCommand('get part 5'), {
    verb: 'get',
    readings: [
      { name: 'part 5', offset: 0 },
      { name: 'part', offset: 5 },
    ],
  })
  assert.deepEqual(readCommand('get "part 5"'), { verb: 'get', readings: [{ name: 'part 5', offset: 0 }] })
  assert.deepEqual(readCommand('get "part 5" 7'), { verb: 'get', readings: [{ name: 'part 5', offset: 7 }] })
  assert.deepEqual(readCommand('get 5'), { verb: 'get', readings: [{ name: '5', offset: 0 }] })
  assert.deepEqual(readCommand('FILE: a b '), { verb: 'get', readings: [{ name: 'a b', offset: 0 }] })
})

test('[L43] put is read from the right', () => {
  const base = { verb: 'put', rename: false, begin: 'when-ready', resume: undefined }
  assert.deepEqual(readCommand('put a 5'), { ...base, name: 'a', bytes: 5 })
  assert.deepEqual(readCommand('put a 5 6 now'), { ...base, name: 'a 5', bytes: 6, begin: 'now' })
  assert.deepEqual(readCommand('put now 5'), { ...base, name: 'now', bytes: 5 })
  assert.deepEqual(readCommand('put "a 5" 6 RENAME now'), { ...base, name: 'a 5', bytes: 6, begin: 'now', rename: true })
  assert.deepEqual(readCommand(`put a 5 rename resume ${sha.toUpperCase()}`), { ...base, name: 'a', bytes: 5, rename: true, resume: sha })
  assert.deepEqual(readCommand('put "a"b" 5'), { ...base, name: 'a"b', bytes: 5 })
})

test('[L44] a line that begins like a transfer is never chat, and its error names /say', () => {
  for (const line of ['get ', 'get  ', 'put a', 'put 5', 'put a five', 'file:', 'put a 5 resume xyz', 'PUT a']) {
    const command = readCommand(line)
    assert.ok(command instanceof Refusal && command.code === 'bad-command', line)
    assert.match(command.sentence, /\/say/)
  }
})

test('[L38] a put now whose length cannot be read closes the connection', () => {
  for (const line of ['put a now', 'put a 1e3 now', `put a 5 resume ${sha} now`]) {
    const command = readCommand(line)
    assert.ok(command instanceof Refusal && command.closes, line)
  }
})

test('[L46] /say says what looks like a command', () => {
  assert.deepEqual(readCommand('/say list'), { verb: 'say', text: 'list' })
  assert.deepEqual(readCommand('/say  two '), { verb: 'say', text: ' two ' })
  assert.equal(codeOf('/say'), 'bad-command')
})

test('[L15] signing in, where the password is asked for', () => {
  assert.deepEqual(readCommand('/login ben'), { verb: 'login', login: 'ben', password: '' })
  assert.deepEqual(readCommand('/register ben ABCDE'), { verb: 'register', login: 'ben', password: '', invitation: 'ABCDE' })
  for (const line of ['/login', '/login ben secret', '/register', '/register a b c']) assert.equal(codeOf(line), 'bad-command')
})

test('[L54] what is not there', () => {
  for (const line of ['/nosuch', '/', '//', '/ name', '/etc/passwd']) assert.equal(codeOf(line), 'unknown-command')
})

test('[L71] [L72] [L74] rooms are named with or without the #', () => {
  assert.deepEqual(readCommand('/join ops'), { verb: 'join', room: '#ops', make: true })
  assert.deepEqual(readCommand('/join #ops'), { verb: 'join', room: '#ops', make: true })
  assert.deepEqual(readCommand('/create ops PRIVATE'), { verb: 'create', name: '#ops', kind: 'private' })
  assert.deepEqual(readCommand('/create #ops'), { verb: 'create', name: '#ops', kind: 'open' })
  assert.deepEqual(readCommand('/leave'), { verb: 'leave' })
  assert.deepEqual(readCommand('/leave ops'), { verb: 'leave', room: '#ops' })
  assert.deepEqual(readCommand('/topic'), { verb: 'topic' })
  assert.deepEqual(readCommand('/topic  a b '), { verb: 'topic', text: 'a b' })
  assert.deepEqual(readCommand('/unarchive'), { verb: 'archive', on: false })
  for (const line of ['/join', '/create', '/create a b', '/invite', '/rename', '/archive now']) assert.equal(codeOf(line), 'bad-command')
})

test('[L75] [L76] what is for somebody, and what is about a message', () => {
  assert.deepEqual(readCommand('/msg Ben  two spaces '), { verb: 'msg', names: ['Ben'], text: ' two spaces ' })
  assert.deepEqual(readCommand('/msg @Ben,@Eve hi'), { verb: 'msg', names: ['Ben', 'Eve'], text: 'hi' })
  assert.deepEqual(readCommand('/edit 12 new text'), { verb: 'edit', seq: 12, text: 'new text' })
  assert.deepEqual(readCommand('/reply 12 so be it'), { verb: 'say', text: 'so be it', replyTo: 12 })
  assert.deepEqual(readCommand('/unsay 12'), { verb: 'delete', seq: 12 })
  assert.deepEqual(readCommand('/react 12 👍'), { verb: 'react', seq: 12, emoji: '👍', on: true })
  assert.deepEqual(readCommand('/unreact 12 👍'), { verb: 'react', seq: 12, emoji: '👍', on: false })
  for (const line of ['/msg', '/msg Ben', '/msg Ben,, hi', '/edit 12', '/edit x y', '/unsay', '/unsay 12 x', '/react 12', '/reply 12'])
    assert.equal(codeOf(line), 'bad-command', line)
})

test('any line is read in a moment, and never throws', () => {
  const long = fc
    .constantFrom('get ', 'put ', 'list ', '/say ', 'status ')
    .chain(start => fc.constantFrom(' ', '\t', 'a ', '5 ', '" ', ' now').map(part => start + part.repeat(2_000)))
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), long), line => {
      const before = performance.now()
      readCommand(line)
      assert.ok(performance.now() - before < 100)
    }),
    { numRuns: 2_000 },
  )
})
