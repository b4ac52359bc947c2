// State and events equal a fresh fetch: whatever order pages and live entries come in, what is shown is what the hub has.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { initialState, reduce } from '../../src/client/state/reduce.ts'
import type { RoomState, State } from '../../src/client/state/state.ts'
import type { EntriesAsked } from '../../src/protocol/asking.ts'
import type { WireRow } from '../../src/protocol/json.ts'
import { ModelLog, type Page } from './model-log.ts'

const me = 7
const room = 1
const runs = Number(process.env.PARTYLINE_RUNS ?? 500)

/** One thing that happens at the hub, or on the way. Numbers choose among what there is at that moment. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('say' as const), guest: fc.integer({ min: 5, max: 8 }), mention: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('other' as const),
      kind: fc.constantFrom('file' as const, 'topic' as const, 'member' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('edit' as const), which: fc.nat(30), mention: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), which: fc.nat(30) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('react' as const),
      which: fc.nat(30),
      guest: fc.integer({ min: 5, max: 8 }),
      emoji: fc.constantFrom('👍', '🎉'),
      on: fc.boolean(),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('arrive' as const), entries: fc.integer({ min: 1, max: 6 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      at: fc.constantFrom('latest' as const, 'before' as const, 'after' as const, 'around' as const),
      seq: fc.nat(40),
      rows: fc.integer({ min: 1, max: 8 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('read-page' as const), which: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('page-comes' as const), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('read' as const), seq: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('look' as const), seq: fc.option(fc.nat(40), { nil: undefined }) }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** A hub, a client that folds what comes, and the pages between them. */
class Scene {
  readonly log = new ModelLog()
  readonly #rowsKept: number
  #state: State
  #arrived: number
  #asked: EntriesAsked[] = []
  #read: Page[] = []

  constructor(before: readonly Step[], rowsKept: number) {
    this.#rowsKept = rowsKept
    for (const one of before) this.#append(one)
    this.#arrived = this.log.last
    const hello = {
      version: 1,
      hub: 'h',
      session: 1,
      guest: me,
      name: 'Me',
      tokenExpiresAt: 0,
      rooms: [this.log.view(me, 0)],
      limits: {},
    }
    this.#state = reduce(initialState, { type: 'hello', hello, cursors: new Map(), former: undefined }, rowsKept)
  }

  get room(): RoomState {
    const found = this.#state.rooms.get(room)
    assert.ok(found)
    return found
  }

  take(one: Step): void {
    switch (one.do) {
      case 'arrive':
        this.#arrive(one.entries)
        return
      case 'look':
        this.#reduce({ type: 'look', room, seq: one.seq })
        return
      case 'read':
        this.#reduce({ type: 'read', room, seq: Math.min(one.seq, this.room.last) })
        return
      case 'ask':
        this.#reduce({ type: 'asked', room })
        this.#asked.push(one)
        return
      case 'read-page': {
        const [asked] = this.#asked.splice(one.which % Math.max(1, this.#asked.length), 1)
        if (asked !== undefined) this.#read.push(this.log.page(asked, me))
        return
      }
      case 'page-comes': {
        const [page] = this.#read.splice(one.which % Math.max(1, this.#read.length), 1)
        if (page === undefined) return
        this.#reduce({ type: 'page', room, page })
        this.#reduce({ type: 'answered', room })
        return
      }
      default:
        this.#append(one)
    }
  }

  finish(): void {
    for (const asked of this.#asked.splice(0)) this.#read.push(this.log.page(asked, me))
    for (const page of this.#read.splice(0)) this.#reduce({ type: 'page', room, page })
    this.#arrive(this.log.last)
  }

  #reduce(action: Parameters<typeof reduce>[1]): void {
    this.#state = reduce(this.#state, action, this.#rowsKept)
  }

  #arrive(count: number): void {
    const entries = this.log.entries(this.#arrived + 1, this.#arrived + count)
    this.#arrived += entries.length
    if (entries.length > 0) this.#reduce({ type: 'entries', room, entries })
  }

  #append(one: Step): void {
    const messages = this.log.messages()
    const of = 'which' in one ? messages.at(-1 - (one.which % Math.max(1, messages.length))) : undefined
    const author = this.log.entries(of ?? 1, of ?? 1)[0]?.guest ?? 5
    const mentions = 'mention' in one && one.mention ? { mentions: [me] } : {}
    if (one.do === 'say') this.log.append({ kind: 'message', guest: one.guest, text: `text ${this.log.last}`, ...mentions })
    if (one.do === 'other' && one.kind === 'file') this.log.append({ kind: 'file', guest: 6, name: 'a', bytes: 1, sha256: 'x' })
    if (one.do === 'other' && one.kind === 'topic') this.log.append({ kind: 'topic', guest: 6, text: `topic ${this.log.last}` })
    if (one.do === 'other' && one.kind === 'member') this.log.append({ kind: 'member', guest: 6, change: 'joined', member: 6, name: 'G6' })
    if (of === undefined) return
    if (one.do === 'edit') this.log.append({ kind: 'edit', guest: author, of, text: `edit ${this.log.last}`, ...mentions })
    if (one.do === 'delete') this.log.append({ kind: 'delete', guest: author, of })
    if (one.do === 'react') this.log.append({ kind: 'react', guest: one.guest, of, emoji: one.emoji, on: one.on })
  }
}

// The order of reactions says who came first, which a client that saw the first one go cannot know.
const sorted = (row: WireRow): WireRow =>
  row.reactions === undefined ? row : { ...row, reactions: row.reactions.toSorted((a, b) => (a.emoji < b.emoji ? -1 : 1)) }

describe('a timeline', () => {
  it('[R20] is the same as a fresh page, in whatever order pages and live entries come', () => {
    const steps = fc.array(step, { maxLength: 120, size: 'max' })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30, size: 'max' }), steps, fc.constantFrom(2_000, 16, 8), (before, during, rowsKept) => {
        const scene = new Scene(before, rowsKept)
        for (const one of during) scene.take(one)
        scene.finish()
        const { timeline, last } = scene.room
        const whole = scene.log.page({ at: 'latest', rows: 1_000 }, me).rows
        const covered = (seq: number) => timeline.ranges.some(([from, to]) => from <= seq && seq <= to)
        assert.deepEqual(timeline.rows.map(sorted), whole.filter(row => covered(row.seq)).map(sorted))
        assert.equal(timeline.size, timeline.rows.length)
        assert.ok(timeline.size <= rowsKept + Math.ceil(rowsKept / 8), `${timeline.size} rows are kept`)
        assert.equal(last, scene.log.last)
        for (const [index, [from, to]] of timeline.ranges.entries()) {
          assert.ok(from <= to)
          assert.ok(index === 0 || from > (timeline.ranges[index - 1]?.[1] ?? 0) + 1, 'ranges do not touch')
        }
      }),
      { numRuns: runs },
    )
  })

  it('[R17] counts what is unread as the hub counts it', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: 'max' }), fc.constantFrom(2_000, 8, 0), (during, rowsKept) => {
        const scene = new Scene([], rowsKept)
        for (const one of during) scene.take(one)
        scene.finish()
        const { unread, mentions } = scene.log.view(me, scene.room.read)
        assert.deepEqual({ unread: scene.room.unread, mentions: scene.room.mentions }, { unread, mentions })
      }),
      { numRuns: runs },
    )
  })
})
