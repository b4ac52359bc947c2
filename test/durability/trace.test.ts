// Proves with a trace of system calls that an acknowledgement is written only after the disk has been told to keep what it stands for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { put, sha256Of } from '../support/files.ts'
import { LineClient } from '../support/line-client.ts'
import { type Call, skipWithoutStrace, startTraced } from '../support/strace.ts'

const skip = skipWithoutStrace
const isSync = ({ name }: Call): boolean => name === 'fsync' || name === 'fdatasync'
const onSocket = ({ text }: Call): boolean => /\(\d+<TCP/.test(text)
const on =
  (path: string) =>
  ({ text }: Call): boolean =>
    text.includes(`<${path}>`)

/** The first call from `after` on that fits. */
function next(calls: readonly Call[], after: number, what: string, ...fits: ((call: Call) => boolean)[]): Call {
  const found = calls.find(call => call.begun > after && fits.every(one => one(call)))
  assert.ok(found, `there is ${what}`)
  return found
}

const begins = (call: Call, later: Call): void =>
  assert.ok(call.ended < later.begun, `${call.text.slice(0, 100)} has returned before ${later.text.slice(0, 100)}`)

test('[L30] a message is fsynced before its ACK is written', { skip }, async () => {
  await using hub = await startTraced({})
  using client = await LineClient.join(hub)
  for (const word of ['one', 'two', 'three']) {
    assert.equal(await client.ask(`mark ${word}`), `mark ${word} ACK`)
    const isReceipt = (call: Call): boolean => onSocket(call) && call.text.includes(`mark ${word} ACK`)
    const calls = await hub.callsUntil(isReceipt)
    const wal = on(`${hub.data}/partyline.sqlite-wal`)
    const stored = next(calls, 0, 'a write of the message to the log of the database', wal, call => call.text.includes(`mark ${word}`))
    const synced = next(calls, stored.ended, 'an fsync after it', wal, isSync, call => call.result === '0')
    begins(synced, next(calls, 0, 'a receipt', isReceipt))
  }
})

test('[L30] messages that come together are fsynced together, all before the first ACK', { skip }, async () => {
  await using hub = await startTraced({ args: ['--rates', 'off'] })
  using client = await LineClient.join(hub)
  const words = Array.from({ length: 1_000 }, (_, index) => `mark ${index}.`)
  client.send(`${words.join('\n')}\n`)
  for (const word of words) assert.equal(await client.reply(), `${word} ACK`)
  const calls = await hub.callsUntil(call => onSocket(call) && call.text.includes('mark 999. ACK'))
  const wal = on(`${hub.data}/partyline.sqlite-wal`)
  const first = next(calls, 0, 'the first message', wal, call => call.text.includes('mark 0.'))
  const syncs = calls.filter(call => call.begun > first.ended && wal(call) && isSync(call)).length
  assert.ok(syncs < 20, `1,000 messages took ${syncs} fsyncs`)
  for (const receipts of calls.filter(call => onSocket(call) && / ACK/.test(call.text))) {
    const last = /.*mark (\d+)\. ACK/s.exec(receipts.text)?.[1]
    const stored = next(calls, 0, 'what is acknowledged last', wal, call => call.text.includes(`mark ${last}.`))
    begins(
      next(calls, stored.ended, 'its fsync', wal, isSync, call => call.result === '0'),
      receipts,
    )
  }
})

test('[L37] a file is fsynced, named, its folder fsynced and its record fsynced before its ACK is written', { skip }, async () => {
  await using hub = await startTraced({})
  using client = await LineClient.join(hub)
  const content = Buffer.from('mark of the content')
  const ways = [
    ['plain.txt', '', 'lobby'],
    ['resume.txt', ` resume ${sha256Of(content)}`, 'lobby'],
    ['vault.txt', ` resume ${sha256Of(content)}`, 'room'],
  ] as const
  for (const [name, options, where] of ways) {
    if (where === 'room') assert.match(await client.ask('/join #room'), /^JOIN /)
    const shelf = where === 'room' ? `${hub.data}/vault` : hub.files
    assert.match(await put(client, name, content, options), / ACK /)
    const isReceipt = (call: Call): boolean => onSocket(call) && call.text.includes(`${name} ACK`)
    const calls = await hub.callsUntil(isReceipt)
    const receipt = next(calls, 0, 'a receipt', isReceipt)
    const named = next(
      calls,
      0,
      'a link',
      call => call.name === 'link' && call.text.includes(`, "${shelf}/${where === 'room' ? '' : name}`),
    )
    const staged = /\("([^"]+)"/.exec(named.text)?.[1] ?? ''
    const written = next(calls, 0, 'a write of the content', on(staged), call => call.text.includes('mark of the content'))
    begins(
      next(calls, written.ended, 'an fsync of the content', on(staged), isSync, call => call.result === '0'),
      named,
    )
    const folder = next(calls, named.ended, 'an fsync of the folder', on(shelf), isSync, call => call.result === '0')
    const recorded = next(calls, folder.ended, 'a record of it', on(`${hub.data}/partyline.sqlite-wal`), call => call.text.includes(name))
    begins(
      next(calls, recorded.ended, 'an fsync of the record', on(`${hub.data}/partyline.sqlite-wal`), isSync, call => call.result === '0'),
      receipt,
    )
  }
})
