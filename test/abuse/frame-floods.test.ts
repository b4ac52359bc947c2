// Floods on the WebSocket and after `/json`, of garbage and of what asks for much, from readers and from those who read nothing: the others
// are answered meanwhile, and the hub's memory stays bounded.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { FrameClient } from '../support/frame-client.ts'
import { startHub } from '../support/hub.ts'
import { costOf, type Pouring } from '../support/pouring.ts'
import { skipWithoutProc } from '../support/process-facts.ts'
import { Random } from '../support/random.ts'
import { clientFrame, opcodes, textFrame } from '../support/raw-web-socket.ts'

const hub = await startHub({ args: ['--rates', 'off'], env: { NODE_OPTIONS: '--max-semi-space-size=2' } })
after(() => hub[Symbol.asyncDispose]())

const pouringMs = 400
const random = new Random(1)
const hello = { id: 'h', verb: 'hello', version: 1 }
const line = (value: unknown): Buffer => Buffer.from(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`)
const frame = (value: unknown): Buffer => (typeof value === 'string' ? clientFrame(opcodes.text, value) : textFrame(value))
const filled = (unit: Buffer, bytes = 512 * 1_024): Buffer =>
  Buffer.concat(Array.from({ length: Math.ceil(bytes / unit.length) }, () => unit))

const nested = (depth: number): string => `{"id":"n","verb":"ping","deep":${'['.repeat(depth)}${']'.repeat(depth)}}`
const objects = (depth: number): string => `{"id":"n","verb":"ping","__proto__":${'{"__proto__":'.repeat(depth)}1${'}'.repeat(depth)}}`
const surrogates = `{"id":"n","verb":"say","room":1,"text":"${'\\ud800'.repeat(40_000)}"}`
const keys = `{"id":"n","verb":"ping",${Array.from({ length: 20_000 }, (_, key) => `"k${key}":0`).join()}}`

/** What is sent, on either road. */
const both: readonly [what: string, text: unknown][] = [
  ['frames that are none', 'nonsense'],
  ['verbs that there are not', { id: 'x', verb: 'fly' }],
  ['questions for large pages', { id: 'x', verb: 'page', room: 1, at: 'latest', rows: 200 }],
  ['searches', { id: 'x', verb: 'search', text: 'a* b* c*' }],
  ['status of a thousand', { id: 'x', verb: 'status', past: 1_000 }],
  ['hellos', hello],
  ['frames of 256 KiB, nested 100,000 deep', nested(100_000)],
  ['frames of 256 KiB full of __proto__', objects(18_000)],
  ['frames of 256 KiB of half characters', surrogates],
  ['frames of 256 KiB with 20,000 keys', keys],
]
const webOnly: readonly [what: string, piece: Buffer][] = [
  ['pings', filled(clientFrame(opcodes.ping, 'x'.repeat(125)))],
  ['pongs', filled(clientFrame(opcodes.pong, ''))],
  ['random bytes', random.bytes(512 * 1_024)],
  ['a message in endless pieces', filled(clientFrame(opcodes.more, '', { last: false }))],
]
const lineOnly: readonly [what: string, piece: Buffer][] = [
  ['random bytes', random.bytes(512 * 1_024)],
  ['a line without an end', Buffer.alloc(512 * 1_024, 'x')],
  ['blank lines', Buffer.alloc(512 * 1_024, '\n')],
]

type Kind = Omit<Pouring, 'reads'>
const onWeb = (piece: Buffer, first: Buffer = frame(hello)): Kind => ({ way: 'web', first, piece })
const onLine = (piece: Buffer): Kind => ({ way: 'line', first: line(hello), piece })
const floods: readonly [what: string, kinds: readonly Kind[]][] = [
  ...both.map(([what, text]): [string, Kind[]] => [`${what} on both roads`, [onWeb(filled(frame(text))), onLine(filled(line(text)))]]),
  ...webOnly.map(([what, piece]): [string, Kind[]] => [
    `${what} on /ws`,
    [what.includes('pieces') ? onWeb(piece, clientFrame(opcodes.text, '{', { last: false })) : onWeb(piece)],
  ]),
  ...lineOnly.map(([what, piece]): [string, Kind[]] => [`${what} after /json`, [onLine(piece)]]),
]

for (const [what, kinds] of floods) {
  test(`[F1] [F15] [W3] those who send ${what} hold nobody up and fill no memory`, { skip: skipWithoutProc }, async context => {
    using witness = await FrameClient.join(hub)
    const pourings = kinds.flatMap(kind => [true, true, false].map(reads => ({ ...kind, reads })))
    const { medianMs, mostMs, grownMegabytes } = await costOf(hub, witness, pourings, pouringMs)
    context.diagnostic(
      `others waited ${medianMs.toFixed(1)} ms, at most ${mostMs.toFixed(0)}; memory grew by ${grownMegabytes.toFixed(0)} MB`,
    )
    assert.ok(medianMs < 2_000, `others waited ${medianMs} ms`)
    assert.ok(grownMegabytes < 192, `the hub's memory grew by ${grownMegabytes} MB`)
    await witness.say(1, 'still here')
    assert.deepEqual(witness.faults, [])
    assert.doesNotMatch(hub.output(), /fault/i)
  })
}
