// The reducer: what each thing that happens does to the state, and what it leaves alone.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Action } from '../../src/client/state/actions.ts'
import { initialState, reduce } from '../../src/client/state/reduce.ts'
import type { RoomState, State } from '../../src/client/state/state.ts'
import { Rows } from '../../src/client/state/timeline.ts'
import type { WireEntry } from '../../src/protocol/json.ts'
import type { RoomView } from '../../src/protocol/rooms.ts'

const me = 7
const view = (more: Partial<RoomView> = {}): RoomView => ({
  id: 1,
  name: '#lobby',
  kind: 'open',
  topic: '',
  archived: false,
  owner: 0,
  first: 1,
  last: 0,
  read: 0,
  unread: 0,
  mentions: 0,
  here: 1,
  ...more,
})
const message = (seq: number, more: Partial<Extract<WireEntry, { kind: 'message' }>> = {}): WireEntry => ({
  kind: 'message',
  seq,
  at: seq,
  guest: 9,
  author: 'Eve',
  text: `m${seq}`,
  ...more,
})
const hello = (rooms: readonly RoomView[], cursors: ReadonlyMap<number, number> = new Map()): Action => ({
  type: 'hello',
  hello: { version: 1, hub: 'h', session: 1, guest: me, name: 'Me', tokenExpiresAt: 0, rooms, limits: {} },
  cursors,
  former: undefined,
})
const after = (...actions: readonly Action[]): State => actions.reduce((state, action) => reduce(state, action), initialState)
const on = (state: State, ...actions: readonly Action[]): State => actions.reduce((before, action) => reduce(before, action), state)
const entries = (...list: readonly WireEntry[]): Action => ({ type: 'entries', room: 1, entries: list })

function room(state: State, id = 1): RoomState {
  const found = state.rooms.get(id)
  assert.ok(found)
  return found
}

describe('entries', () => {
  it('[R11] an earlier edit that comes after a text that is younger changes nothing', () => {
    // The message was read late: it is as its second edit made it, and both edits are still to come.
    const caughtUp = message(1, { text: 'third', edited: 3 })
    const state = after(hello([view()]), entries(caughtUp, { kind: 'edit', of: 1, text: 'second', seq: 2, at: 2, guest: 9, author: 'Eve' }))
    const row = room(state).timeline.row(1)
    assert.equal(row?.kind === 'message' && row.text, 'third')
  })

  it('[R11] [R12] a deletion leaves a tombstone without text, files, mentions and reactions', () => {
    const state = after(
      hello([view()]),
      entries(
        message(1, { files: ['a'], mentions: [me], replyTo: 1 }),
        { kind: 'react', of: 1, emoji: '👍', on: true, seq: 2, at: 2, guest: me, author: 'Me' },
        { kind: 'delete', of: 1, seq: 3, at: 3, guest: 9, author: 'Eve' },
      ),
    )
    const { timeline, unread, mentions } = room(state)
    assert.deepEqual(timeline.rows, [{ kind: 'message', seq: 1, at: 1, guest: 9, author: 'Eve', text: '', replyTo: 1, deleted: 3 }])
    assert.deepEqual({ unread, mentions }, { unread: 0, mentions: 0 })
  })

  it('[R17] are counted up to 100', () => {
    const many = Array.from({ length: 150 }, (_, index) => message(index + 1, { mentions: [me] }))
    const state = after(hello([view()]), entries(...many))
    assert.deepEqual([room(state).unread, room(state).mentions], [100, 100])
    const read = room(on(state, { type: 'read', room: 1, seq: 148 }))
    assert.deepEqual([read.unread, read.mentions], [2, 2])
  })

  it('change the room itself, unless the hub has told something younger', () => {
    const by = { at: 1, guest: 9, author: 'Eve' }
    const state = after(hello([view({ last: 2, topic: 'new' })], new Map([[1, 0]])), entries({ kind: 'topic', text: 'old', seq: 1, ...by }))
    assert.equal(room(state).topic, 'new')
    const next = on(
      state,
      entries(message(2), { kind: 'rename', name: '#ops', seq: 3, ...by }, { kind: 'archive', on: true, seq: 4, ...by }),
    )
    assert.deepEqual([room(next).topic, room(next).name, room(next).archived], ['new', '#ops', true])
  })

  it('leave everything else the same object', () => {
    const state = after(
      hello([view(), view({ id: 2, name: '#ops' })]),
      entries(...Array.from({ length: 1_000 }, (_, index) => message(index + 1))),
    )
    const next = on(state, entries({ kind: 'react', of: 500, emoji: '👍', on: true, seq: 1_001, at: 1, guest: 9, author: 'Eve' }))
    assert.equal(room(next, 2), room(state, 2))
    const [before, now] = [Rows.from(room(state).timeline), Rows.from(room(next).timeline)]
    assert.equal(now.blocks.filter((block, index) => block !== before.blocks[index]).length, 1)
    assert.equal(now.rows.filter((row, index) => row !== before.rows[index]).length, 1)
    assert.equal(on(next, entries(message(5))), next)
  })
})

describe('pages', () => {
  it('[R20] that are older than what is known are not taken', () => {
    const state = after(hello([view()]), entries(message(1), message(2)))
    const stale = { rows: [message(1, { text: 'old' })], covers: [1, 1] as const, asOf: 1 }
    assert.equal(on(state, { type: 'page', room: 1, page: stale }), state)
  })

  it('are folded into a timeline that somebody wrote by hand', () => {
    const made = after(hello([view({ last: 5 })]))
    const state: State = {
      ...made,
      rooms: new Map([[1, { ...room(made), timeline: { rows: [message(5)], size: 1, ranges: [[5, 5]], row: () => undefined } }]]),
    }
    const next = on(state, { type: 'page', room: 1, page: { rows: [message(3), message(4)], covers: [3, 4], asOf: 5 } })
    assert.deepEqual(room(next).timeline.rows, [message(3), message(4), message(5)])
    assert.deepEqual(room(next).timeline.ranges, [[3, 5]])
  })
})

describe('rooms', () => {
  it('[F12] that one is not in any more after a hello are gone, and what waited in them is kept apart', () => {
    const state = after(
      hello([view(), view({ id: 2, name: '#ops' })]),
      { type: 'queued', room: 2, pending: { id: 'a', text: 'x', at: 1, state: 'queued' } },
      hello([view()]),
    )
    assert.deepEqual([...state.rooms.keys()], [1])
    assert.deepEqual(
      state.unplaced.map(({ id, room: where }) => [id, where]),
      [['a', 2]],
    )
    const back = on(state, { type: 'room', room: view({ id: 2, name: '#ops' }), entered: true })
    assert.deepEqual(back.unplaced, [])
    assert.equal(room(back, 2).pending[0]?.id, 'a')
  })

  it('[F21] keep what was read here when the hub does not know it yet', () => {
    const state = after(hello([view()]), entries(message(1), message(2)), { type: 'read', room: 1, seq: 2 })
    const next = room(on(state, { type: 'room', room: view({ last: 2, unread: 2, topic: 'new' }), entered: false }))
    assert.deepEqual([next.topic, next.read, next.unread], ['new', 2, 0])
  })

  it('[F21] take the counts of the hub when it knows more', () => {
    const state = after(hello([view()]), entries(message(1)))
    const next = on(state, { type: 'room', room: view({ last: 3, read: 1, unread: 2, mentions: 1 }), entered: false })
    assert.deepEqual([room(next).unread, room(next).mentions, room(next).last], [2, 1, 1])
    // The two that it has counted are not counted again when they come.
    const then = on(next, entries(message(2), message(3), message(4)))
    assert.deepEqual([room(then).unread, room(then).last], [3, 4])
  })

  it("keep the names of the people in them, and one's own", () => {
    const people = [
      { guest: me, name: 'Me' },
      { guest: 9, name: 'Eve' },
    ]
    const state = after(
      hello([view({ kind: 'direct', people })]),
      { type: 'notice', notice: { kind: 'renamed', room: 1, guest: 9, from: 'Eve', to: 'Eva', at: 1 } },
      { type: 'notice', notice: { kind: 'renamed', room: 1, guest: me, from: 'Me', to: 'I', at: 1 } },
    )
    assert.deepEqual(
      room(state).people?.map(({ name }) => name),
      ['I', 'Eva'],
    )
    assert.equal(state.me?.name, 'I')
  })
})

describe('what is told once', () => {
  it('is numbered, and a bounded number is kept', () => {
    const notices = Array.from({ length: 150 }, (_, at): Action => ({ type: 'notice', notice: { kind: 'announced', text: `${at}`, at } }))
    const { notices: kept } = after(...notices)
    assert.equal(kept.length, 100)
    assert.deepEqual([kept[0]?.number, kept.at(-1)?.number], [51, 150])
  })

  it('[R8] typing ends with the message that was typed, or when its time is over', () => {
    const typing = (guest: number, until: number): Action => ({ type: 'typing', room: 1, guest, name: `G${guest}`, until })
    const state = after(hello([view()]), typing(8, 100), typing(9, 100), typing(10, 200), typing(me, 300))
    const said = on(state, entries(message(1)))
    assert.deepEqual(
      room(said).typing.map(({ guest }) => guest),
      [8, 10],
    )
    const later = on(said, { type: 'typed', now: 100 })
    assert.deepEqual(
      room(later).typing.map(({ guest }) => guest),
      [10],
    )
    assert.equal(on(later, { type: 'typed', now: 150 }), later)
  })

  it('[F22] an invitation stands until one is in the room', () => {
    const state = after(
      hello([view()]),
      { type: 'invited', room: 2, name: '#ops', by: 'Eve' },
      { type: 'invited', room: 1, name: '#lobby', by: 'Eve' },
    )
    assert.deepEqual(state.invitations, [{ room: 2, name: '#ops', by: 'Eve' }])
    assert.deepEqual(on(state, { type: 'room', room: view({ id: 2, name: '#ops' }), entered: true }).invitations, [])
  })
})
