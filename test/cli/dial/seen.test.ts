import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readChat, readEntryRow, readEntryRows } from '../../../src/client/lines/entries.ts'
import { Seen } from '../../../src/client/lines/seen.ts'

const row = (seq: number, rest: string): string => `${seq} 2026-11-20 12:00:00+01:00 ${rest}`

test('[L49] [L77] rows of the log are read as what was done, and by whom', () => {
  assert.deepEqual(readEntryRow(row(7, 'Ben: a: b  ')), {
    seq: 7,
    time: '2026-11-20 12:00:00+01:00',
    author: 'Ben',
    said: 'Ben: a: b  ',
    deed: ': a: b  ',
    kind: 'message',
    of: undefined,
  })
  for (const [said, author, deed, kind, of] of [
    ['* Ben put my file: 2.txt 12', 'Ben', ' put my file: 2.txt 12', 'file', undefined],
    ['* Ben edited 12: new: text', 'Ben', ' edited 12: new: text', 'edit', 12],
    ['* Ben edited 12: ', 'Ben', ' edited 12: ', 'edit', 12],
    ['* Ben deleted 12', 'Ben', ' deleted 12', 'other', undefined],
    ['* Ben deleted this', 'Ben', ' deleted this', 'deleted', undefined],
    ['* Ben took back 👍 from 12', 'Ben', ' took back 👍 from 12', 'other', undefined],
    ['* Ben joined the room', 'Ben', ' joined the room', 'other', undefined],
    ['* gap 1-9', '', '* gap 1-9', 'gap', undefined],
    ['* gap reacted 1-9 to 3', 'gap', ' reacted 1-9 to 3', 'other', undefined],
  ] as const)
    assert.deepEqual(readEntryRow(row(8, said)), { seq: 8, time: '2026-11-20 12:00:00+01:00', author, said, deed, kind, of })
  assert.equal(readEntryRow('no row'), undefined)
  assert.equal(readEntryRow(row(1, '* Ben')), undefined)
  assert.equal(readEntryRows([row(1, 'Ben: x'), 'no row']), undefined)
})

test('[L70] [L75] a chat line is told from a notice by the room in front of it', () => {
  assert.deepEqual(readChat('[#ops] Ben: [#lobby] hi'), { room: '#ops', said: 'Ben: [#lobby] hi' })
  assert.deepEqual(readChat('[@Ben,Eve,Zoe] Eve: hello'), { room: '@Ben,Eve,Zoe', said: 'Eve: hello' })
  for (const line of ['* Ben joined', '[ops] Ben: hi', '[#] x', '[#o ps] x', 'x']) assert.equal(readChat(line), undefined, line)
})

test('a message is found in the log only as often as it was said', () => {
  const seen = new Seen()
  seen.reached(10)
  seen.own(': ok')
  const messages = ['ok', 'ok', 'ok'].map(text => ({ deed: `: ${text}`, stored: false }))
  const entries = readEntryRows([row(11, 'Ben: ok'), row(12, 'Ben: ok'), row(13, 'Anna: ok')]) ?? []
  const fresh = seen.take(entries, new Set(['Ben']), messages)
  assert.deepEqual(
    messages.map(message => message.stored),
    [true, false, false],
  )
  assert.deepEqual(
    fresh.map(entry => entry.said),
    ['Anna: ok'],
  )
})

test('[L77] what was seen of a message that was edited or deleted later is not shown again, and settles no other message', () => {
  const seen = new Seen()
  seen.reached(0)
  seen.own(': a')
  seen.own(': b')
  seen.own(' edited 1: b')
  for (const said of ['Anna: one', 'Anna: two', 'Anna: three']) seen.chat(said)
  const unsettled = [{ deed: ': b', stored: false }]
  const rows = [
    row(1, 'Ben: b'),
    row(2, 'Ben: b'),
    row(3, '* Ben edited 1: b'),
    row(4, 'Anna: three'),
    row(5, '* Anna deleted this'),
    row(6, 'Anna: three'),
    row(7, '* Anna edited 4: three'),
    row(8, '* Anna deleted 5'),
    row(9, '* Anna deleted this'),
  ]
  const fresh = seen.take(readEntryRows(rows) ?? [], new Set(['Ben']), unsettled)
  assert.deepEqual(unsettled, [{ deed: ': b', stored: false }])
  assert.deepEqual(
    fresh.map(entry => entry.seq),
    [7, 8, 9],
  )
})

test('[R12] an answer that may stand for no entry is not counted, and nothing is forgotten until the hub has told its seq', () => {
  const seen = new Seen()
  seen.reached(0)
  seen.own(' reacted x to 1', true)
  assert.ok(seen.isUncertain)
  for (let count = 0; count < 500; count++) {
    seen.chat(`Anna: ${count}`)
    seen.quiet()
  }
  assert.equal(seen.seq, 0)
  seen.reached(501)
  assert.ok(!seen.isUncertain)
  assert.equal(seen.end, 501)
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
          if (entry.mine) seen.own(`: ${entry.text}`)
          else {
            seen.chat(`Anna: ${entry.text}`)
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
      const unanswered: { deed: string; stored: boolean; is: boolean }[] = entries
        .filter(entry => entry.mine && !arrived.includes(entry))
        .map(entry => ({ deed: `: ${entry.text}`, stored: false, is: true }))
      // Lines that the hub refused, or never got, stand among them and at their end.
      for (const at of refused) unanswered.splice(Math.min(at, unanswered.length), 0, { deed: ': never stored', stored: false, is: false })
      for (;;) {
        const after = seen.seq ?? 0
        const page = entries.filter(entry => entry.seq > after).slice(0, pageRows)
        const rows = readEntryRows(page.map(entry => row(entry.seq, `${entry.mine ? 'Ben' : 'Anna'}: ${entry.text}`))) ?? []
        for (const entry of seen.take(rows, new Set(['Ben']), unanswered)) {
          assert.equal(entry.author, 'Anna')
          shown.push(entry.deed.slice(2))
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
    seen.chat(`Anna: ${seq}`)
    seen.quiet()
  }
  assert.ok((seen.seq ?? 0) >= 9_890 && (seen.seq ?? 0) <= 9_950)
  const entries = readEntryRows([row(9_999, 'Anna: 9999'), row(10_000, 'Anna: 10000'), row(10_001, 'Anna: new')]) ?? []
  assert.deepEqual(
    seen.take(entries, new Set(['Ben']), []).map(entry => entry.said),
    ['Anna: new'],
  )
})
