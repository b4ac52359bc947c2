// The player of conversations itself: what is not as written is found on every carrier, and what cannot be read is refused with its line.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Casting, castingsOf } from '../../conformance/casting.ts'
import { type Conversation, parseConversations } from '../../conformance/conversation.ts'
import { converse } from '../../conformance/converse.ts'
import { type RunningHub, startHub } from '../support/hub.ts'

let hub: RunningHub
before(async () => {
  hub = await startHub({ args: ['--rates', 'off'] })
})
after(() => hub[Symbol.asyncDispose]())

const opening = 'ben and eve arrive\nben makes #ops\neve joins #ops\nben hears eve join #ops\n'

function one(text: string): Conversation {
  const [conversation] = parseConversations(`# [R10] x\n${text}`, 'some.txt')
  assert.ok(conversation)
  return conversation
}

const play = (text: string, casting: Casting, timeoutMs: number): Promise<void> =>
  converse(one(text), casting, { line: { host: hub.host, port: hub.port }, web: { host: hub.host, port: hub.webPort }, timeoutMs })

async function passes(text: string): Promise<void> {
  for (const casting of castingsOf(one(text))) await play(text, casting, 10_000)
}

/** In every play; `wait` when only time can tell. */
async function fails(text: string, expected: RegExp, wait = false): Promise<void> {
  for (const casting of castingsOf(one(text))) await assert.rejects(play(text, casting, wait ? 1_500 : 10_000), expected, casting.name)
}

test('what is as written passes on every carrier', () => passes(`${opening}ben says "hello" in #ops\neve hears ben "hello" in #ops\n`))

test('another text, another author and another kind are found', async () => {
  await fails(
    `${opening}ben says "hello" in #ops\neve hears ben "hallo" in #ops\n`,
    /some\.txt:7: eve hears ben "hallo" in #ops.*\nexpected: .*hallo.*\ngot: .*hello/,
  )
  await fails(`${opening}ben says "hello" in #ops\neve hears eve "hello" in #ops\n`, /expected: .*"eve-.*\ngot: .*"ben-/)
  await fails(`${opening}ben sets the topic of #ops to "hello"\neve hears ben "hello" in #ops\n`, /expected: .*message.*\ngot: .*topic/)
})

test('what nobody tells of is found at the end', () =>
  fails(`${opening}ben says "hello" in #ops\n`, /expected: eve has heard nothing more\ngot: .*hello/))

test('an invitation that nobody tells of is found', () =>
  fails('ben and eve arrive\nben makes #den private\nben invites eve to #den\n', /eve has heard nothing more\ngot: .*invited/))

test('what does not come is waited for only so long', () =>
  fails(`${opening}eve hears ben "hello" in #ops\n`, /expected: .*hello.*\nnothing more came within 1500 ms/, true))

test('a refusal that does not come, one that is not expected and another one are found', async () => {
  await fails('ben arrives\nben makes #ops\nben is refused room-taken\n', /expected: refused room-taken\ngot: {6}no refusal/)
  await fails('ben arrives\nben makes #-ops\n', /expected: no refusal\ngot: {6}bad-room-name/)
  await fails('ben arrives\nben makes #-ops\nben is refused room-taken\n', /expected: refused room-taken\ngot: {6}bad-room-name/)
})

test('rows that are missing, too many or out of order are found', async () => {
  const said = 'ben arrives\nben makes #ops\nben says "one" in #ops\nben says "two" in #ops\nben reads in #ops:\n- ben joins\n'
  await passes(`${said}- ben "one"\n- ben "two"\n`)
  await fails(`${said}- ben "one"\n`, /expected: 2 rows\ngot: {6}3/)
  await fails(`${said}- ben "two"\n- ben "one"\n`, /expected: .*two.*\ngot: .*one/)
})

test('what only frames tell is compared there', async () => {
  const said = `only: frames\n${opening}ben says "hi @eve" in #ops\neve hears ben "hi @eve" in #ops`
  await passes(`${said}, naming eve\n`)
  await fails(`${said}\n`, /expected: .*\ngot: .*mentions/)
  await fails(
    `only: frames\nben arrives\nben makes #ops\nben says "x" in #ops under the id a\nben says "x" in #ops under the id b, again\n`,
    /expected: stored before/,
  )
})

test('everybody is on lines, on WebSockets, on frames over TCP, and mixed', () => {
  const carriers = (text: string): string[] => castingsOf(one(text)).map(({ carriers: given }) => [...given.values()].join(' '))
  assert.deepEqual(carriers('ben and eve arrive\n').sort(), ['lines lines', 'tcp tcp', 'web tcp', 'web web'])
  assert.deepEqual(carriers('only: frames\nben arrives\n').sort(), ['tcp', 'web'])
  assert.ok(carriers('on lines: eve\nben and eve arrive\n').every(given => given.endsWith('lines')))
})

test('a conversation that cannot be read is refused with its file and line', () => {
  const wrong = (text: string, expected: RegExp): void => assert.throws(() => parseConversations(text, 'some.txt'), expected)
  wrong('ben arrives\n', /some\.txt:1: a conversation begins with a title/)
  wrong('# [hello] x\n', /some\.txt:1: a title begins with the rules/)
  wrong('# [R1] x\nben dances in #ops\n', /some\.txt:2: no sentence of a conversation/)
  wrong('# [R1] x\nben hears eve dance in #ops\n', /some\.txt:2: "dance in #ops" is nothing that can be heard/)
  wrong('# [R1] x\n- ben "hello"\n', /some\.txt:2: a row stands under/)
  wrong('# [R1] x\nben arrives\neve is refused forbidden\n', /some\.txt:3: who is refused has asked/)
  wrong('# [R1] x\nonly: tea\n', /some\.txt:2: "only: tea" is no known header/)
})
