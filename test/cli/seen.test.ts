import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readEntryRow, readEntryRows } from '../../src/client/entries.ts'
import { Seen } from '../../src/client/seen.ts'

const row = (seq: number, rest: string): string => `${seq} 2026-11-20 12:00:00+01:00 ${rest}`

test('[L49] rows of the log are read as the chat lines that they were', () => {
  assert.deepEqual(readEntryRow(row(7, 'Ben: a: b  ')), {
    seq: 7,
    time: '2026-11-20 12:00:00+01:00',
    author: 'Ben',
    text: 'a: b  ',
    chat: '[#lobby] Ben: a: b  ',
  })
  assert.equal(readEntryRow(row(8, '* Ben put my file: 2.txt 12'))?.author, 'Ben')
  assert.equal(readEntryRow(row(8, '* Ben put my file: 2.txt 12'))?.text, undefined)
  assert.equal(readEntryRow('no row'), undefined)
  assert.equal(readEntryRows([row(1, 'Ben: x'), 'no row']), undefined)
})

test('a message is found in the log only as often as it was said', () => {
  const seen = new Seen()
  seen.reached(10)
  seen.receipt('ok')
  const messages = ['ok', 'ok', 'ok'].map(text => ({ text, stored: false }))
  const entries = readEntryRows([row(11, 'Ben: ok'), row(12, 'Ben: ok'), row(13, 'Anna: ok')]) ?? []
  const fresh = seen.take(entries, new Set(['Ben']), messages)
  assert.deepEqual(
    messages.map(message => message.stored),
    [true, false, false],
  )
  assert.deepEqual(
    fresh.map(entry => entry.chat),
    ['[#lobby] Anna: ok'],
  )
})

/** One story: who spoke when, in which stretches receipts came behind the chat they belong before, and where the connection broke. */
const story = fc.record({
  log: fc.array(fc.record({ mine: fc.boolean(), text: fc.constantFrom('a', 'b', 'a ACK') }), { maxLength: 300, size: 'max' }),
  stretches: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20, size: 'max' }),
  heardChat: fc.nat(40),
  heardReceipts: fc.nat(40),
  refused: fc.array(fc.nat(60), { maxLength: 3 }),
  pageRows: fc.integer({ min: 1, max: 60 }),
})

test('[L25] [L26] after a broken connection each message is settled as it was, and each line is shown once, in any interleaving', () => {
  fc.assert(
    fc.property(story, ({ log, stretches, heardChat, heardReceipts, refused, pageRows }) => {
      const seen = new Seen()
      seen.reached(100)
      const entries = log.map(({ mine, text }, index) => ({ mine, text, seq: 101 + index }))
      const arrived: typeof entries = []
      const shown: string[] = []
      const hear = (heard: typeof entries): void => {
        for (const entry of heard) {
          arrived.push(entry)
          if (entry.mine) seen.receipt(entry.text)
          else {
            seen.chat(`[#lobby] Anna: ${entry.text}`)
            shown.push(entry.text)
          }
        }
      }
      let from = 0
      for (const [index, length] of stretches.entries()) {
        const stretch = entries.slice(from, from + length)
        const isBroken = index === stretches.length - 1
        hear(stretch.filter(entry => !entry.mine).slice(0, isBroken ? heardChat : length))
        hear(stretch.filter(entry => entry.mine).slice(0, isBroken ? heardReceipts : length))
        if (!isBroken) seen.quiet()
        from += length
      }
      const unanswered: { text: string; stored: boolean; is: boolean }[] = entries
        .filter(entry => entry.mine && !arrived.includes(entry))
        .map(entry => ({ text: entry.text, stored: false, is: true }))
      // Lines that the hub refused, or never got, stand among them and at their end.
      for (const at of refused) unanswered.splice(Math.min(at, unanswered.length), 0, { text: 'never stored', stored: false, is: false })
      for (;;) {
        const after = seen.seq ?? 0
        const page = entries.filter(entry => entry.seq > after).slice(0, pageRows)
        const rows = readEntryRows(page.map(entry => row(entry.seq, `${entry.mine ? 'Ben' : 'Anna'}: ${entry.text}`))) ?? []
        for (const entry of seen.take(rows, new Set(['Ben']), unanswered)) {
          assert.equal(entry.author, 'Anna')
          shown.push(entry.text ?? '')
        }
        if (page.length < pageRows) break
      }
      assert.deepEqual(
        unanswered.map(({ stored, is }) => stored === is),
        unanswered.map(() => true),
      )
      assert.deepEqual(
        shown.toSorted(),
        entries
          .filter(entry => !entry.mine)
          .map(entry => entry.text)
          .toSorted(),
      )
    }),
    { numRuns: 1_000 },
  )
})

test('what was seen is forgotten in time, but never what a receipt may have overtaken', () => {
  const seen = new Seen()
  seen.reached(0)
  for (let seq = 1; seq <= 10_000; seq++) {
    seen.chat(`[#lobby] Anna: ${seq}`)
    seen.quiet()
  }
  assert.ok((seen.seq ?? 0) >= 9_890 && (seen.seq ?? 0) <= 9_950)
  const entries = readEntryRows([row(9_999, 'Anna: 9999'), row(10_000, 'Anna: 10000'), row(10_001, 'Anna: new')]) ?? []
  assert.deepEqual(
    seen.take(entries, new Set(['Ben']), []).map(entry => entry.text),
    ['new'],
  )
})
