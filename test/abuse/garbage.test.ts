// Floods of bytes that mean nothing, or mean far too much: the hub goes on answering the others, and its memory stays bounded.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { list, put } from '../support/files.ts'
import { type RunningHub, startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { medianAnswerMs } from '../support/load.ts'
import { memoryBytes, skipWithoutProc } from '../support/process-facts.ts'
import { Random } from '../support/random.ts'
import { until } from '../support/until.ts'

const megabyte = 1_024 * 1_024
const attackers = 10
const pouringMs = 500
/** The median of fewer says little: so many are waited for, if the second is not enough. */
const answersMin = 31

/** Garbage of one kind: how it begins, and the piece that is sent over and over. */
type Garbage = { readonly kind: string; readonly first: Buffer; readonly piece: Buffer }

const random = new Random(1)
const text = (content: string): Buffer => Buffer.from(content)
const kinds: readonly Garbage[] = [
  { kind: 'random bytes', first: text('hello\n'), piece: random.bytes(megabyte) },
  { kind: 'nothing but 0xFF', first: text(''), piece: Buffer.alloc(megabyte, 0xff) },
  { kind: 'a line without an end', first: text(''), piece: Buffer.alloc(megabyte, 'x') },
  { kind: 'telnet negotiation without an end', first: Buffer.of(0xff, 0xfa), piece: Buffer.alloc(megabyte, 'x') },
  { kind: 'telnet negotiation again and again', first: text(''), piece: Buffer.alloc(megabyte, Buffer.of(0xff, 0xfb, 0x01)) },
  { kind: 'nothing but line ends', first: text(''), piece: Buffer.alloc(megabyte, '\n') },
  { kind: 'nothing but zeros', first: text(''), piece: Buffer.alloc(megabyte) },
  { kind: 'commands that ask for much', first: text(''), piece: Buffer.alloc(megabyte, '/history 500\nstatus 1000\nlist\nhelp\n') },
  { kind: 'files that do not exist', first: text(''), piece: Buffer.alloc(megabyte, 'get nothing\nput a/b 5\nput c\nfile:d\n') },
  { kind: 'files that never come', first: text('put x 99999999 now\n'), piece: Buffer.alloc(megabyte, 'x') },
]

/** Sends as much as the hub takes, until the signal; reads what comes, or nothing. */
async function pour({ host, port }: RunningHub, { first, piece }: Garbage, reads: boolean, signal: AbortSignal): Promise<void> {
  const socket: Socket = connect({ host, port })
  socket.on('error', () => undefined)
  signal.addEventListener('abort', () => socket.destroy())
  const gone = once(socket, 'close')
  if (reads) socket.resume()
  else socket.pause()
  socket.write(first)
  while (!socket.destroyed) {
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain').catch(() => undefined), gone])
  }
}

for (const garbage of kinds) {
  test(`[L2] [L3] [L7] ten connections that send ${garbage.kind} do not hold up the others nor fill the memory`, {
    skip: skipWithoutProc,
  }, async context => {
    await using hub = await startHub({ args: ['--rates', 'off'], env: { NODE_OPTIONS: '--max-semi-space-size=2' } })
    using witness = await LineClient.join(hub)
    const alone = await medianAnswerMs(witness)
    const before = memoryBytes(hub.pid)
    let mostBytes = before
    const stop = new AbortController()
    const pouring = Array.from({ length: attackers }, (_, index) => pour(hub, garbage, index % 2 === 0, stop.signal))
    const waits: number[] = []
    const end = performance.now() + pouringMs
    while (waits.length < answersMin || performance.now() < end) {
      waits.push(await medianAnswerMs(witness, 1))
      mostBytes = Math.max(mostBytes, memoryBytes(hub.pid))
    }
    stop.abort()
    await Promise.all(pouring)
    const wait = waits.sort((one, other) => one - other)[waits.length >> 1] ?? 0
    const grown = (mostBytes - before) / megabyte
    const [first, later, most] = [alone, wait, waits.at(-1) ?? 0].map(span => span.toFixed(1))
    context.diagnostic(`answers after ${first} ms, then ${later} ms (at most ${most}); memory grew by ${grown.toFixed(0)} MB`)
    assert.ok(wait < alone * 10 + 100, `answers took ${wait} ms, and ${alone} ms before`)
    assert.ok(grown < 192, `the hub's memory grew by ${grown} MB`)
    assert.deepEqual(await list(witness), new Map())
    assert.match(await put(witness, 'a.txt', Buffer.from('abc')), /^a\.txt ACK /)
    assert.doesNotMatch(hub.output(), /fault/i)
  })
}

test('[L38] 3,000 puts that begin and never go on leave nothing, and others can put meanwhile', async () => {
  await using hub = await startHub({ args: ['--rates', 'off'] })
  using witness = await LineClient.join(hub)
  for (let round = 0; round < 10; round++) {
    const begun = await Promise.all(
      Array.from({ length: 300 }, async (_, index) => {
        const client = await LineClient.join(hub)
        client.send(`put x${round}-${index} 9999999 now\nand no more`)
        return client
      }),
    )
    assert.match(await put(witness, `file ${round}.txt`, Buffer.from('abc')), / ACK /)
    for (const client of begun) client.reset()
  }
  assert.equal((await list(witness)).size, 10)
  await until('only the witness is left', async () => (await witness.rows('/who')).length === 1)
  assert.doesNotMatch(hub.output(), /fault/i)
})
