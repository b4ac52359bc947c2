// What the reducer makes of what happens on a shelf: rows and counts, and a number by which a front knows that it should list again.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Action } from '../../src/client/state/actions.ts'
import { initialState, reduce } from '../../src/client/state/reduce.ts'
import type { WireEntry } from '../../src/protocol/json.ts'

const view = {
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
} as const
const hello: Action = {
  type: 'hello',
  hello: { version: 1, hub: 'h', session: 1, guest: 7, name: 'Me', tokenExpiresAt: 0, rooms: [view], limits: {} },
  cursors: new Map(),
  former: undefined,
}
const by = { at: 1, guest: 9, author: 'Eve' }
const put: WireEntry = { kind: 'file', name: 'a', bytes: 1, sha256: '', file: 'f', seq: 1, ...by }
const moved: WireEntry = { kind: 'file-renamed', file: 'f', name: 'a', to: 'b', seq: 2, ...by }
const gone: WireEntry = { kind: 'file-gone', file: 'f', name: 'b', why: 'deleted', seq: 3, ...by }
const said: WireEntry = { kind: 'message', text: 'x', seq: 4, ...by }

it('files that come, are renamed and go are rows, one of them unread, and each changes the shelf', () => {
  let state = reduce(initialState, hello)
  const shelves = [state.rooms.get(1)?.shelf ?? 0]
  for (const entry of [put, moved, gone, said]) {
    state = reduce(state, { type: 'entries', room: 1, entries: [entry] })
    shelves.push(state.rooms.get(1)?.shelf ?? 0)
  }
  const [start = 0] = shelves
  assert.deepEqual(
    shelves.map(shelf => shelf - start),
    [0, 1, 2, 3, 3],
  )
  const room = state.rooms.get(1)
  assert.deepEqual(
    room?.timeline.rows.map(({ kind }) => kind),
    ['file', 'file-renamed', 'file-gone', 'message'],
  )
  assert.equal(room?.unread, 2)
})

it('what the operator does, and what may have happened while there was no connection, changes the shelf', () => {
  const first = reduce(initialState, hello)
  const told = reduce(first, { type: 'shelf', room: 1 })
  const back = reduce(told, { ...hello, cursors: new Map([[1, 0]]) })
  const shelves = [first, told, back].map(state => state.rooms.get(1)?.shelf)
  assert.equal(new Set(shelves).size, 3)
  assert.equal(reduce(first, { type: 'shelf', room: 99 }), first)
})
