import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientBounds } from '../../../src/client/lines/bounds.ts'
import { type Expected, expectedOf } from '../../../src/client/lines/expected.ts'
import { type HubEvent, ReplyReader } from '../../../src/client/lines/replies.ts'

type Asked = { readonly line: string; readonly expects: Expected }

const ask = (line: string): Asked => ({ line, expects: expectedOf(line) ?? { reply: 'any', line, word: '' } })

/** What happened, in a form that does not depend on how the bytes were cut. */
function tell(events: readonly HubEvent<Asked>[]): string[] {
  const told: string[] = []
  let bytes = ''
  for (const event of events) {
    if (event.event === 'piece') {
      bytes += Buffer.from(event.piece).toString()
      continue
    }
    if (bytes !== '') told.push(`bytes ${bytes}`)
    bytes = ''
    if (event.event === 'answer') {
      const { answer } = event
      told.push(`${event.to.line} => ${answer.answer} ${answer.answer === 'rows' ? answer.rows.join(',') : answer.line}`)
    } else if (event.event === 'start') told.push(`${event.to.line} => start ${event.bytes}`)
    else if (event.event === 'ready') told.push(`${event.to.line} => ready ${event.offset}`)
    else if (event.event === 'fault') told.push(`fault ${event.sentence}`)
    else told.push(`${event.event} ${event.line}`)
  }
  if (bytes !== '') told.push(`bytes ${bytes}`)
  return told
}

function read(lines: readonly string[], bytes: Buffer, cutEvery: number): string[] {
  const reader = new ReplyReader<Asked>()
  for (const line of lines) reader.expect(ask(line))
  const events: HubEvent<Asked>[] = []
  for (let at = 0; at < bytes.length; at += cutEvery) events.push(...reader.push(bytes.subarray(at, at + cutEvery)))
  return tell(events)
}

const sha = 'a'.repeat(64)

test('[L20] replies are given to requests by order, wherever the bytes are cut, and chat between them is told apart', () => {
  const requests = [
    'hi',
    'ERROR x',
    'status',
    '/name Ben',
    'get a',
    'list',
    `put a 3 resume ${sha}`,
    '/say list',
    '* hi',
    'nope\u0007',
    'exit',
  ]
  const bytes = Buffer.from(
    [
      '[#lobby] Ben: hi ACK',
      'hi ACK',
      'ERROR x ACK',
      '* Ben joined',
      'STATUS 2',
      '[#lobby] looks like chat',
      'END',
      'END',
      'NAME Ben',
      'START 9 a',
      'line\nEND\n',
      `END ${sha}`,
      'LIST 0',
      'END',
      'READY 1',
      `a ACK ${sha}`,
      'list ACK',
      '* hi',
      '* hi ACK',
      'ERROR bad-character No.',
      'Goodbye, Ben.',
      '',
    ].join('\n'),
  )
  const expected = [
    'unasked [#lobby] Ben: hi ACK',
    'hi => receipt hi ACK',
    'ERROR x => receipt ERROR x ACK',
    'unasked * Ben joined',
    'status => rows [#lobby] looks like chat,END',
    '/name Ben => line NAME Ben',
    'get a => start 9',
    'bytes line\nEND\n',
    `get a => end END ${sha}`,
    'list => rows ',
    `put a 3 resume ${sha} => ready 1`,
    `put a 3 resume ${sha} => stored a ACK ${sha}`,
    '/say list => receipt list ACK',
    'unasked * hi',
    '* hi => receipt * hi ACK',
    'nope\u0007 => refused ERROR bad-character No.',
    'exit => line Goodbye, Ben.',
  ]
  for (let cutEvery = 1; cutEvery <= bytes.length; cutEvery++)
    assert.deepEqual(read(requests, bytes, cutEvery), expected, `cut every ${cutEvery} bytes`)
})

test('[L22] what the hub says before it closes answers no request', () => {
  assert.deepEqual(read(['hi'], Buffer.from('ERROR kicked Out.\n'), 99), ['closing ERROR kicked Out.'])
  assert.deepEqual(read([], Buffer.from('ERROR stopping Later.\n'), 99), ['closing ERROR stopping Later.'])
})

test('a command that only a newer hub knows is answered by one line or by rows', () => {
  assert.deepEqual(read(['/tea time', '/cups'], Buffer.from('[@Ben] Ben: x\nTEA time\nCUPS 1\n#one\nEND\n'), 99), [
    'unasked [@Ben] Ben: x',
    '/tea time => line TEA time',
    '/cups => rows #one',
  ])
})

test('[L71] [L73] [L75] [L76] [L81] every command of rooms has its own answer, with chat from any room before it', () => {
  const asked = [
    ...['/join ops', '/create #x private', '/leave', '/rooms', '/topic', '/topic a b', '/invite Ben', '/rename #y', '/archive'],
    ...['/unarchive', '/msg Ben,Zoe  hello', '/edit 3 new', '/unsay 3', '/react 3 👍', '/unreact 3 👍', '/reply 3 yes', '/search a'],
    ...['/forget', '/json'],
  ]
  const answers = [
    ...['JOIN #ops 3', 'JOIN #x 1', 'LEAVE #x', 'ROOMS 1\n#lobby 1 open member\nEND', 'TOPIC #ops ', 'TOPIC #ops a b', 'INVITE #ops Ben'],
    ...['RENAME #y', 'ARCHIVE #y', 'UNARCHIVE #y', ' hello ACK', 'EDIT 3', 'UNSAY 3', 'REACT 3', 'UNREACT 3', 'yes ACK'],
    ...['FOUND 1\n#y 3 2026-11-20 12:00:00+01:00 Ben: a\nEND', 'FORGET', 'JSON 1'],
  ]
  const chat = ['[#ops] Ben: EDIT 3', '[@Eve] Eve: hello ACK', '* Eve invites you to #z. Type /join #z']
  const told = read(asked, Buffer.from(answers.map(answer => `${[...chat, answer].join('\n')}\n`).join('')), 7)
  assert.deepEqual(
    told.filter(line => !line.startsWith('unasked ')).map(line => line.split(' => ')[0]),
    asked,
  )
  assert.equal(told.filter(line => line.startsWith('unasked ')).length, 3 * asked.length)
  assert.ok(told.includes('/msg Ben,Zoe  hello => receipt  hello ACK'))
  for (const [line, answer] of [
    ['/join #ops', 'LEAVE #ops'],
    ['/archive', 'UNARCHIVE #ops'],
    ['/forget', 'FORGETFUL'],
    ['/msg Ben hi', 'MSG hi'],
  ] as const)
    assert.match(read([line], Buffer.from(`${answer}\n`), 99).join(), /^fault The hub answered something that fits no request/, line)
})

test('a hub that sends endless lines, endless rows or nonsense is found out before it fills the memory', () => {
  const long = Buffer.alloc(clientBounds.hubLineBytesMax + 10, 'x')
  assert.match(read(['hi'], long, 4_096).join(), /^fault The hub sent a line of more than/)
  for (const [asked, reply] of [
    ['status', 'STATUS 200001'],
    ['list', 'LIST 1001'],
    ['/history', 'HISTORY 501'],
    ['/since 0', 'SINCE 501'],
    ['/rooms', 'ROOMS 501'],
    ['/search a', 'FOUND 21'],
    ['help', 'HELP 10001'],
  ] as const) {
    assert.match(read([asked], Buffer.from(`${reply}\n`), 99).join(), /^fault The hub announced/, reply)
  }
  assert.match(read(['list'], Buffer.from('LIST 1\na\nb\n'), 99).join(), /^fault The hub sent more rows/)
  assert.match(read(['get a'], Buffer.from('START 1 a\nbb\n'), 99).at(-1) ?? '', /^fault The hub sent more bytes/)
  assert.match(read(['hi'], Buffer.from('ho ACK\n'), 99).join(), /^fault The hub answered something that fits no request/)
  assert.match(read(['hi'], Buffer.from([0xc3, 0x28, 0x0a]), 99).join(), /^fault The hub sent a line that is no text/)
})

test('a reply whose rows are too much together is a fault', () => {
  const reader = new ReplyReader<Asked>()
  reader.expect(ask('status'))
  const row = Buffer.alloc(64 * 1_024, 'x')
  row[row.length - 1] = 0x0a
  const told: string[] = []
  told.push(...tell([...reader.push(Buffer.from('STATUS 100000\n'))]))
  for (let sent = 0; sent < clientBounds.replyBytesMax + 2 * row.length && told.length === 0; sent += row.length)
    told.push(...tell([...reader.push(row)]))
  assert.match(told.join(), /^fault The hub sent a reply of more than/)
})
