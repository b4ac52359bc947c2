// Random sequences of new entries of all kinds, by several guests, against the model: seqs, outcomes, the timeline and the log agree.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import type { NewEntry } from '../../src/hub/ports.ts'
import { migrate } from '../../src/store/migrate.ts'
import { append } from '../../src/store/queries/append.ts'
import { entriesAfter } from '../../src/store/queries/entries.ts'
import { room as findRoom } from '../../src/store/queries/rooms.ts'
import { timeline } from '../../src/store/queries/timeline.ts'
import { openSqlite, type Sqlite } from '../../src/store/sqlite.ts'
import { temporaryFolder } from '../support/hub.ts'
import { LogModel } from './log-model.ts'

const guests = [1, 2, 3] as const
const id = fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { nil: undefined, freq: 3 })
const of = fc.integer({ min: 0, max: 30 })
const text = fc.constantFrom('one', 'two', 'é🙂', ' x ', 'a\nb')
const entry = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('message' as const), text, replyTo: fc.option(of, { nil: undefined, freq: 4 }), id }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('edit' as const), of, text, id }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), of, id }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('react' as const), of, emoji: fc.constantFrom('👍', '🎉', 'x'), on: fc.boolean(), id }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('topic' as const), text, id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('archive' as const), on: fc.boolean(), id }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('file' as const), name: text, bytes: fc.constant(3), sha256: fc.constant('0'.repeat(64)) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('member' as const),
      change: fc.constant('left' as const),
      member: fc.constantFrom(7, 8),
      name: fc.constant('Eve'),
    }),
  },
)
const batch = fc.record({ guest: fc.constantFrom(...guests), bodies: fc.array(entry, { minLength: 1, maxLength: 6 }) })

/** Without the fields that are there only to say that there is nothing. */
const plain = (value: object): object => JSON.parse(JSON.stringify(value)) as object
const ofKind = ({ session: _, ...rest }: { session?: number }): object => plain(rest)

async function check(db: Sqlite, room: number, batches: readonly { guest: number; bodies: readonly object[] }[]): Promise<void> {
  const model = new LogModel()
  const told: [is: object, wanted: object, own: readonly NewEntry[]][] = []
  db.exec('BEGIN')
  for (const [index, { guest, bodies }] of batches.entries()) {
    // An id is a guest's own in all rooms; here each run has a room, so it has ids of its own.
    const own = bodies.map(body =>
      plain({ ...body, ...('id' in body && body.id !== undefined && { id: `${room} ${body.id}` }) }),
    ) as NewEntry[]
    const at = 1_000 + index
    const before = model.last
    const wanted = model.append(guest, `G${guest}`, at, own)
    const appended = append(db, { room, session: guest, guest, author: `G${guest}`, at, bodies: own })
    told.push([plain({ ...appended }), plain({ first: before + 1, outcomes: wanted }), own])
  }
  db.exec('COMMIT')
  for (const [is, wanted, own] of told) assert.deepEqual(is, wanted, JSON.stringify(own))
  const row = await findRoom(db, { id: room })
  assert.deepEqual([row?.last, row?.topic, row?.archived], [model.last, model.topic, model.archived])
  const log = await entriesAfter(db, room, 0, 10_000)
  assert.deepEqual(log.map(ofKind), model.entries.map(plain))
  for (const guest of guests) {
    const page = timeline(db, room, guest, { at: 'latest', rows: 10_000 })
    assert.deepEqual(page.rows.map(ofKind), model.timeline(guest).map(plain))
    assert.deepEqual([page.covers, page.asOf, page.before, page.after], [[1, model.last], model.last, false, false])
  }
}

test('[R10] [R11] [R12] [R14] [R15] [R20] whatever is appended, the store does what the model does', async context => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'partyline.sqlite')
  const db = openSqlite(path, 'write')
  await migrate(db, path)
  // What is proved here is not about crashes.
  db.exec('PRAGMA synchronous = OFF')
  db.run("INSERT INTO rooms (id, name, last_seq, created_at) VALUES (1, '#lobby', 0, 0)", [])
  let room = 1
  const seed = process.env.PARTYLINE_SEED === undefined ? {} : { seed: Number(process.env.PARTYLINE_SEED) }
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 25 }), async batches => {
        room++
        db.run('INSERT INTO rooms (id, name, last_seq, created_at) VALUES (?, ?, 0, 0)', [room, `#r${room}`])
        await check(db, room, batches)
      }),
      { numRuns: (process.env.PARTYLINE_LONG ?? '') === '' ? 400 : 10_000, ...seed },
    )
  } finally {
    context.diagnostic(`${room - 1} rooms`)
    db.close()
  }
})
