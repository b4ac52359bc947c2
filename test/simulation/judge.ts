// Holds what people were promised and told against what is stored.
import assert from 'node:assert/strict'
import type { RoomState } from '../../src/client/state/state.ts'
import type { Person } from './person.ts'
import type { Row, Truth } from './truth.ts'

const isShown = ({ kind }: { kind: string }): boolean => !['edit', 'delete', 'react'].includes(kind)

/** Throws when anything is lost, doubled, out of order, made up, or looks otherwise to one than to another. */
export function judge(people: readonly Person[], truth: Truth): void {
  assert.equal(truth.integrity, 'ok')
  for (const { name, last, rows } of truth.rooms.values())
    assert.deepEqual(
      rows.map(row => row.seq),
      Array.from({ length: last }, (_, index) => index + 1),
      `the log of ${name} is gapless`,
    )
  for (const person of people) {
    const guest = person.client.state.me?.guest ?? 0
    assert.equal(person.client.state.me?.former, undefined, `${person.name} was never somebody else`)
    assert.deepEqual(person.faults, [], person.name)
    judgeSent(person, guest, truth)
    judgeTold(person, truth)
    judgeRooms(person, guest, truth)
  }
}

/** Each message that was acknowledged is there once, in the order in which it was sent; none that was not. */
function judgeSent(person: Person, guest: number, truth: Truth): void {
  const places = new Map<number, number[]>()
  for (const { room, text, outcome } of person.sent) {
    assert.notEqual(outcome, 'open', `${person.name} has an answer for ${text}`)
    if (outcome === 'orphaned') {
      const found = truth.rooms.get(room)?.rows.findIndex(row => row.guest === guest && row.kind === 'message' && row.body === text) ?? -1
      if (found >= 0) places.set(room, [...(places.get(room) ?? []), found + 1])
    }
    if (typeof outcome !== 'object') continue
    const row = truth.rooms.get(room)?.rows[outcome.seq - 1]
    assert.ok(row !== undefined && row.kind === 'message' && row.guest === guest, `${text} is at ${room}/${outcome.seq}`)
    const key = `${room} ${outcome.seq}`
    const mayBe = [text, ...(person.rewritten.get(key) ?? []), ...(person.deleted.has(key) ? [''] : [])]
    assert.ok(mayBe.includes(row.body), `${room}/${outcome.seq} is ${JSON.stringify(row.body)}, and should be ${JSON.stringify(text)}`)
    places.set(room, [...(places.get(room) ?? []), outcome.seq])
  }
  for (const [room, { name, rows }] of truth.rooms) {
    const stored = rows.filter(row => row.kind === 'message' && row.guest === guest).map(row => row.seq)
    assert.deepEqual(places.get(room) ?? [], stored, `what ${person.name} said in ${name} is there once and in order`)
  }
}

/** The loop gave the lobby's entries one by one, from some point on. */
function judgeTold(person: Person, truth: Truth): void {
  const lobby = truth.rooms.get(1)?.rows ?? []
  const first = person.told[0]?.seq ?? 1
  assert.deepEqual(
    person.told,
    lobby.slice(first - 1).map(({ seq, kind, author, id }) => ({ seq, kind, author, id: id ?? undefined })),
    `${person.name} was told the lobby's log`,
  )
}

function judgeRooms(person: Person, guest: number, truth: Truth): void {
  const { rooms } = person.client.state
  const own = new Set(truth.members.get(guest)).add(1)
  assert.deepEqual(new Set(rooms.keys()), own, `${person.name} is in its rooms`)
  for (const [id, room] of rooms) {
    const stored = truth.rooms.get(id)
    assert.ok(stored !== undefined)
    assert.equal(room.last, stored.last, `${person.name} is at the end of ${stored.name}`)
    assert.equal(room.pending.filter(({ state }) => state !== 'refused').length, 0, `${person.name} waits for nothing in ${stored.name}`)
    judgeTimeline(`${person.name} in ${stored.name}`, room, guest, stored.rows, truth)
  }
}

/** Between the ends of each range every row is there, as it is in the store. */
function judgeTimeline(whose: string, { id, timeline }: RoomState, guest: number, rows: readonly Row[], truth: Truth): void {
  const known = rows.filter(row => isShown(row) && timeline.ranges.some(([from, to]) => row.seq >= from && row.seq <= to))
  assert.deepEqual(
    timeline.rows.map(row => row.seq),
    known.map(row => row.seq),
    `${whose} sees the rows of its ranges`,
  )
  for (const [index, row] of timeline.rows.entries()) {
    const stored = known[index]
    if (row.kind !== 'message' || stored === undefined) continue
    assert.deepEqual(
      { text: row.text, edited: row.edited, deleted: row.deleted, author: row.author, id: row.id },
      {
        text: stored.body,
        edited: stored.edited ?? undefined,
        deleted: stored.deleted ?? undefined,
        author: stored.author,
        id: stored.id ?? undefined,
      },
      `${whose}, message ${row.seq}`,
    )
    const reactions = (row.reactions ?? []).map(({ emoji, count, mine }) => [emoji, count, mine] as const)
    const expected = ['👍', '🎉', 'ok'].flatMap(emoji => {
      const guests = truth.reactions.get(`${id} ${row.seq} ${emoji}`)
      return guests === undefined ? [] : [[emoji, guests.size, guests.has(guest)] as const]
    })
    assert.deepEqual(new Set(reactions.map(String)), new Set(expected.map(String)), `${whose}, reactions to ${row.seq}`)
  }
}
