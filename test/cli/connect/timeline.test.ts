import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { columnsOf } from '../../../src/cli/connect/columns.ts'
import { looks, rowText } from '../../../src/cli/connect/spans.ts'
import { itemsOf } from '../../../src/cli/connect/timeline/items.ts'
import { layOut } from '../../../src/cli/connect/timeline/lay-out.ts'
import type { RoomState } from '../../../src/client/state/state.ts'
import { message, noon, roomOf } from './rooms.ts'

const reader = { columns: 40, guest: 2, name: 'Ben', now: noon }

const lines = (room: RoomState, freshAfter?: number, columns = 40): string[] =>
  itemsOf(room, 2, freshAfter).flatMap(item =>
    layOut(item, { ...reader, columns }).map(row => rowText(row).replaceAll(/─+/g, '-').trimEnd()),
  )

describe('the timeline', () => {
  test('tells day and author once, and the seq of each message', () => {
    const room = roomOf([
      message(1, 'hello'),
      message(2, 'again'),
      message(3, 'hi', { guest: 2, author: 'Ben' }),
      message(4, 'later', { at: noon + 86_400_000 }),
    ])
    assert.deepEqual(lines(room), [
      '- Thursday 4 June -',
      'Anna 12:00',
      '  hello                                1',
      '  again                                2',
      'Ben 12:00',
      '  hi                                   3',
      '- Friday 5 June -',
      'Anna 12:00',
      '  later                                4',
    ])
  })

  test('shows edits, tombstones, replies in one line, reactions, and files', () => {
    const room = roomOf([
      message(1, 'first\nof two lines', { edited: 5 }),
      message(2, '', { deleted: 6 }),
      message(3, 'yes', {
        replyTo: 1,
        reactions: [
          { emoji: '👍', count: 2, mine: true },
          { emoji: '🎉', count: 1, mine: false },
        ],
      }),
      message(4, 'look', { files: ['a.txt'], replyTo: 900 }),
    ])
    assert.deepEqual(lines(room).slice(2), [
      '  first                                1',
      '  of two lines (edited)',
      '  (deleted)                            2',
      '  ↪ Anna: first of two lines',
      '  yes                                  3',
      '  [👍 2]  🎉 1',
      '  ↪ message 900',
      '  look                                 4',
      '  file: a.txt',
    ])
  })

  test('draws a line where one left off, before the first message of somebody else', () => {
    const room = roomOf([message(1, 'old'), message(2, 'own', { guest: 2, author: 'Ben' }), message(3, 'new')])
    assert.deepEqual(lines(room, 1).slice(3), [
      'Ben 12:00',
      '  own                                  2',
      '- new -',
      'Anna 12:00',
      '  new                                  3',
    ])
    assert.ok(!lines(room).includes('- new -'))
  })

  test('shows what is missing before, between and after what was loaded', () => {
    const room = roomOf([message(5, 'a'), message(6, 'b'), message(9, 'c')], {
      ranges: [
        [5, 6],
        [9, 9],
      ],
      last: 12,
    })
    assert.deepEqual(
      lines(room).filter(line => line.startsWith('-')),
      [
        '- older messages are not loaded yet -',
        '- Thursday 4 June -',
        '- older messages are not loaded yet -',
        '- newer messages are not loaded yet -',
      ],
    )
  })

  test('shows what is not stored yet, and what was refused with the reason and the way out', () => {
    const pending = [
      { id: 'a', text: 'on its way', at: noon, state: 'sent' },
      { id: 'b', text: 'no', at: noon, state: 'refused', code: 'archived', sentence: 'This room is archived.' },
    ] as const
    assert.deepEqual(lines(roomOf([], { pending }), undefined, 80), [
      '… on its way                                                             sending',
      '✗ no',
      '  Not sent: This room is archived. /retry sends it again, /drop throws it away.',
    ])
  })

  test('points out oneself, and only oneself', () => {
    const [, , row = []] = itemsOf(roomOf([message(1, 'hi @ben, ask @Benno', { mentions: [2] })]), 2, undefined).flatMap(item =>
      layOut(item, reader),
    )
    assert.equal(row[0]?.text, '▌ ')
    assert.deepEqual(
      row.filter(({ look }) => look === looks.mention).map(({ text }) => text),
      ['@ben'],
    )
    assert.deepEqual(
      row.filter(({ look }) => look === looks.named).map(({ text }) => text),
      ['@Benno'],
    )
  })

  test('no character of others moves the cursor, hides or turns anything, and no row is too wide', () => {
    const nasty = 'a\u001b[2J\u0007\u009b31m\u202egnorw\u2066x\u061c\u2028b\r\n\tc'
    const all = [
      message(1, nasty, { author: nasty, mentions: [2], files: [nasty], reactions: [{ emoji: nasty, count: 1, mine: false }] }),
      message(2, nasty, { replyTo: 1 }),
      { kind: 'topic', text: nasty, seq: 3, at: noon, guest: 1, author: nasty },
      { kind: 'file', name: nasty, bytes: 1, sha256: '', seq: 4, at: noon, guest: 1, author: nasty },
      { kind: 'member', change: 'joined', member: 1, name: nasty, seq: 5, at: noon, guest: 1, author: nasty },
    ] as const
    const pending = [{ id: 'b', text: nasty, at: noon, state: 'refused', code: 'x', sentence: nasty }] as const
    for (const columns of [12, 20, 40, 80]) {
      for (const line of lines(roomOf(all, { pending }), undefined, columns)) {
        assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\u061c]/)
        assert.ok(columnsOf(line) <= columns, `${columns}: ${line}`)
      }
    }
  })
})
