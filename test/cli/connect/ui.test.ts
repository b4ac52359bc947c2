import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Calls } from '../../../src/cli/connect/calls.ts'
import { editorOf } from '../../../src/cli/connect/editor.ts'
import { fromKept } from '../../../src/cli/connect/kept.ts'
import { type Act, draftOf, firstUi, reduce } from '../../../src/cli/connect/ui.ts'
import type { RoomState, State } from '../../../src/client/state/state.ts'
import { message, roomOf } from './rooms.ts'

const after = (...acts: readonly Act[]) => acts.reduce(reduce, firstUi)
const typed = (text: string): Act => ({ act: 'typed', editor: editorOf(text) })
const enter = (room: number): Act => ({ act: 'enter', room, freshAfter: undefined })

describe('what the screen knows', () => {
  test('each room has its own draft; what was typed before the hub was reached goes along', () => {
    const ui = after(typed('early'), enter(1), enter(2), typed('two'), enter(1))
    assert.equal(draftOf(ui).editor.text, 'early')
    assert.equal(draftOf(reduce(ui, enter(2))).editor.text, 'two')
    assert.equal(draftOf(reduce(ui, { act: 'done' })).editor.text, '')
  })

  test('looking back remembers since when, until one is at the end again', () => {
    const back = after(
      enter(1),
      { act: 'scrolled', place: { seq: 5, below: 0 }, last: 9 },
      { act: 'scrolled', place: { seq: 3, below: 1 }, last: 12 },
    )
    assert.deepEqual(back.scrolls.get(1), { place: { seq: 3, below: 1 }, since: 9 })
    assert.equal(reduce(back, { act: 'scrolled', place: undefined, last: 12 }).scrolls.size, 0)
  })

  test('what was kept and cannot be read is left out', () => {
    assert.deepEqual(fromKept('nonsense'), { room: undefined, drafts: new Map(), welcomed: '' })
    const { room, drafts } = fromKept({
      room: '#ops',
      drafts: [{ room: 2, text: 'half', aim: { aim: 'reply', seq: 4 } }, { room: 'x' }, 7],
    })
    assert.equal(room, '#ops')
    assert.deepEqual([...drafts], [[2, { editor: editorOf('half'), aim: { aim: 'reply', seq: 4 } }]])
  })
})

describe('the bell', () => {
  const stateOf = (...rooms: readonly RoomState[]): State => ({
    connection: { at: 'live' },
    me: { guest: 2, name: 'Ben' },
    limits: {},
    account: undefined,
    welcome: '',
    rooms: new Map(rooms.map(room => [room.id, room])),
    invitations: [],
    notices: [],
    unplaced: [],
  })

  test('rings for mentions and for what is said to one alone, once, and not for what one has said oneself', () => {
    const calls = new Calls()
    const rings = (room: RoomState, seen?: number): boolean => calls.hear(stateOf(room), seen)
    const one = message(1, 'hi')
    const two = message(2, '@Ben', { mentions: [2] })
    const three = message(3, 'plain')
    assert.equal(rings(roomOf([one])), false, 'what was there before')
    assert.equal(rings(roomOf([one, two])), true)
    assert.equal(rings(roomOf([one, two])), false)
    assert.equal(rings(roomOf([one, two, three])), false)
    const direct = { id: 9, kind: 'direct', name: '@Anna' } as const
    assert.equal(rings(roomOf([one], direct)), false)
    assert.equal(rings(roomOf([one, message(2, 'psst')], direct)), true)
    assert.equal(rings(roomOf([one, message(2, 'psst'), message(3, 'yes', { guest: 2 })], direct)), false)
    assert.equal(rings(roomOf([one, message(4, 'seen')], direct), 9), false, 'it is being looked at')
  })
})
