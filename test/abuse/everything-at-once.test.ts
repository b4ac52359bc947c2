// Two clients who do everything there is, all at once and without waiting: each still gets exactly one reply to each request, in order.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { put, sha256Of } from '../support/files.ts'
import { startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { Random } from '../support/random.ts'

/** What is sent, and how the reply to it is read to its end. */
type Request = { readonly sent: string; readonly read: (client: LineClient, first: string) => Promise<void> }

const line =
  (expected: RegExp | string): Request['read'] =>
  async (_client, first) => {
    if (typeof expected === 'string') assert.equal(first, expected)
    else assert.match(first, expected)
  }

const rows =
  (word: string): Request['read'] =>
  async (client, first) => {
    const count = new RegExp(`^${word} (\\d+)$`).exec(first)?.[1]
    assert.ok(count !== undefined, `${word} was expected, and ${first} came`)
    for (let row = 0; row < Number(count); row++)
      assert.doesNotMatch((await client.line()) ?? '', /^(?:\[#|\* )/, 'no other line falls inside')
    assert.equal(await client.line(), 'END')
  }

const content = Buffer.alloc(70_000, 'content ')
const hash = sha256Of(content)

const fetched =
  (offset: number): Request['read'] =>
  async (client, first) => {
    assert.equal(first, `START ${content.length - offset} shelf file.bin`)
    assert.ok((await client.bytes(content.length - offset)).equals(content.subarray(offset)))
    assert.equal(await client.line(), '')
    assert.equal(await client.line(), `END ${hash}`)
  }

/** A new request of any kind; `id` is used nowhere else. */
function request(random: Random, id: string): Request {
  const small = `content of ${id}`
  const kinds: readonly Request[] = [
    { sent: `said ${id}`, read: line(`said ${id} ACK`) },
    { sent: `said ${id}`, read: line(`said ${id} ACK`) },
    { sent: `/say list ${id}`, read: line(`list ${id} ACK`) },
    { sent: 'status 5', read: rows('STATUS') },
    { sent: 'list', read: rows('LIST') },
    { sent: 'LIST m', read: rows('LIST') },
    { sent: 'help', read: rows('HELP') },
    { sent: '/who', read: rows('WHO') },
    { sent: '/history 50', read: rows('HISTORY') },
    { sent: '/since 0', read: rows('SINCE') },
    { sent: '/limits', read: rows('LIMITS') },
    { sent: '/token', read: line(/^TOKEN \S+$/) },
    { sent: '/resume nonsense', read: line(/^ERROR bad-token /) },
    { sent: `/name N${id}`, read: line(`NAME N${id}`) },
    { sent: '/name Operator', read: line(/^ERROR name-reserved /) },
    { sent: 'get shelf file.bin', read: fetched(0) },
    { sent: 'get shelf file.bin 60000', read: fetched(60_000) },
    { sent: 'file:shelf file.bin', read: fetched(0) },
    { sent: 'get nothing', read: line(/^ERROR no-such-file /) },
    { sent: `put "of ${id}.txt" ${small.length} now\n${small}`, read: line(`of ${id}.txt ACK ${sha256Of(Buffer.from(small))}`) },
    { sent: `put "shelf file.bin" 3 now\nabc`, read: line(/^ERROR exists /) },
    { sent: `put "shelf file.bin" 3 rename now\n${id.padStart(3, '0').slice(-3)}`, read: line(/^shelf file \(\d+\)\.bin ACK /) },
    { sent: 'put a/b 3 now\nabc', read: line(/^ERROR bad-file-name /) },
    { sent: '/join #elsewhere', read: line(/^JOIN #elsewhere \d+$/) },
    { sent: '/join #lobby', read: line(/^JOIN #lobby \d+$/) },
    { sent: '/rooms', read: rows('ROOMS') },
    { sent: `/topic of ${id}`, read: line(/^(TOPIC #elsewhere |ERROR forbidden )/) },
    { sent: '/react 1 👍', read: line(/^(REACT 1|ERROR no-such-message .*)$/) },
    { sent: '/edit 1 not mine', read: line(/^(EDIT 1|ERROR (not-yours|no-such-message) .*)$/) },
    { sent: `/search said ${id}`, read: rows('FOUND') },
    { sent: `/msg Nobody${id} x`, read: line(/^ERROR no-such-person /) },
    { sent: '/transfers', read: rows('TRANSFERS') },
    { sent: '/nonsense', read: line(/^ERROR unknown-command /) },
    { sent: 'a\u0007b', read: line(/^ERROR bad-character /) },
    { sent: 'x'.repeat(9_000), read: line(/^ERROR line-too-long /) },
  ]
  return kinds[random.between(0, kinds.length - 1)] ?? { sent: `said ${id}`, read: line(`said ${id} ACK`) }
}

test('[L20] [L21] [L36] two clients that do everything at once get one reply to each request, in order', async context => {
  const random = Random.fromEnvironment()
  context.diagnostic(`PARTYLINE_SEED=${random.seed}`)
  await using hub = await startHub({ args: ['--rates', 'off'] })
  mkdirSync(hub.files, { recursive: true })
  writeFileSync(join(hub.files, 'shelf file.bin'), content)
  // Each room has a shelf of its own; whoever has changed rooms finds the same on it.
  using before = await LineClient.join(hub)
  await before.ask('/join #elsewhere')
  assert.equal(await put(before, 'shelf file.bin', content), `shelf file.bin ACK ${hash}`)
  await Promise.all(
    ['a', 'b'].map(async letter => {
      using client = await LineClient.join(hub)
      const own = random.branch()
      const requests = Array.from({ length: 600 }, (_, index) => request(own, `${letter}${index}`))
      const bytes = Buffer.concat(
        requests.flatMap(({ sent }) => [Buffer.from(sent), Buffer.from(/ now\n/.test(sent) ? '' : own.pick('\n', '\r\n'))]),
      )
      for (let at = 0; at < bytes.length; ) {
        const to = at + own.between(1, own.pick(7, 300, 60_000))
        client.send(bytes.subarray(at, to))
        at = to
      }
      for (const { sent, read } of requests) {
        const first = await client.reply()
        await read(client, first).catch(thrown => assert.fail(`The reply to ${JSON.stringify(sent.slice(0, 60))}: ${thrown}`))
      }
      assert.match(await client.ask('exit'), /^Goodbye, /)
    }),
  )
  assert.doesNotMatch(hub.output(), /fault/i)
})
