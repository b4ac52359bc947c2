// A loop by itself: whatever order news, answers, failures and questions come in, it tells the whole log once, and holds little of it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { RoomEvent } from '../../src/client/connect.ts'
import { type LogRead, Loop } from '../../src/client/loop.ts'
import { sdkBounds } from '../../src/client/sdk-bounds.ts'
import { ModelLog } from './model-log.ts'

const room = 1
const turn = () => new Promise(setImmediate)

/** A hub's log, how much of it has come here, and a loop over it. */
class Scene {
  readonly log = new ModelLog()
  readonly told: RoomEvent[] = []
  readonly #loop: Loop
  readonly #answers: (() => void)[] = []
  #come = 0
  #asking: Promise<void> | undefined
  faults = 0

  constructor() {
    this.#loop = new Loop({
      last: () => this.#come,
      readLog: (_, after) =>
        new Promise<LogRead>(resolve => {
          // What it answers is settled at some time after it was asked.
          this.#answers.push(() => resolve(this.log.after(after)))
        }),
      fault: () => this.faults++,
      moved: () => {},
      ended: () => {},
    })
    this.#loop.begin(room, 0)
  }

  /** The loop has nothing of what came, and is to read it. */
  fallBehind(): void {
    this.#loop.restart(0)
    this.#loop.missed()
  }

  get waiting(): number {
    return this.#loop.waiting
  }

  happen(count: number): void {
    for (let more = 0; more < count; more++) this.log.append({ kind: 'message', guest: 5, text: `m${this.log.last}` })
  }

  /** So many of the entries that have happened come live. */
  come(count: number): void {
    const from = this.#come + 1
    this.#come = Math.min(this.#come + count, this.log.last)
    if (this.log.first > from) {
      const to = Math.max(this.#come, this.log.first - 1)
      this.#come = to
      this.#loop.push({ kind: 'gap', from, to: this.log.first - 1 })
    }
    for (const entry of this.log.entries(Math.max(from, this.log.first), this.#come)) this.#loop.push(entry)
    assert.ok(this.waiting <= sdkBounds.loopEntriesMax, `${this.waiting} wait`)
  }

  async answer(): Promise<void> {
    this.#answers.shift()?.()
    await turn()
    assert.ok(this.waiting <= sdkBounds.loopEntriesMax, `${this.waiting} wait`)
  }

  async take(count: number): Promise<void> {
    for (let more = 0; more < count && this.#asking === undefined; more++) {
      this.#asking = this.#loop.next().then(({ value }) => {
        this.#asking = undefined
        if (value !== undefined) this.told.push(value)
      })
      await turn()
    }
  }

  async finish(): Promise<void> {
    this.come(this.log.last)
    while (this.told.length === 0 || last(this.told) < this.log.last) {
      await this.take(1)
      await this.answer()
    }
  }
}

const first = (event: RoomEvent): number => ('seq' in event ? event.seq : event.from)
const last = (events: readonly RoomEvent[]): number => {
  const event = events.at(-1)
  return event === undefined ? 0 : 'seq' in event ? event.seq : event.to
}

const step = fc.oneof(
  fc.record({ do: fc.constant('happen' as const), count: fc.integer({ min: 1, max: 700 }) }),
  fc.record({ do: fc.constant('come' as const), count: fc.integer({ min: 1, max: 1_200 }) }),
  fc.record({ do: fc.constant('take' as const), count: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ do: fc.constant('answer' as const), count: fc.constant(1) }),
  fc.record({ do: fc.constant('remove' as const), count: fc.integer({ min: 1, max: 300 }) }),
)

describe('a loop', () => {
  it('[F37] tells every seq once and in order, as an entry or in a gap, and never holds more than its bound', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30, size: 'max' }), async steps => {
        const scene = new Scene()
        scene.happen(1)
        for (const one of steps) {
          if (one.do === 'happen') scene.happen(one.count)
          else if (one.do === 'come') scene.come(one.count)
          else if (one.do === 'take') await scene.take(one.count)
          else if (one.do === 'answer') await scene.answer()
          else scene.log.first = Math.min(scene.log.first + one.count, scene.log.last + 1)
        }
        scene.happen(1)
        await scene.finish()
        for (const [index, event] of scene.told.entries()) {
          assert.equal(first(event), last(scene.told.slice(0, index)) + 1)
          if (event.kind === 'gap') assert.ok(event.to < scene.log.first, 'only what was removed is a gap')
        }
        assert.equal(scene.faults, 0)
      }),
      { numRuns: Number(process.env.PARTYLINE_RUNS ?? 100) },
    )
  })

  it('[R18] tells of a gap only from where it is', async () => {
    const scene = new Scene()
    scene.happen(10)
    scene.come(5)
    scene.fallBehind()
    await scene.take(1)
    await scene.answer()
    scene.happen(10)
    scene.log.first = 16
    await scene.finish()
    assert.deepEqual(scene.told[10], { kind: 'gap', from: 11, to: 15 })
    assert.equal(scene.told.length, 16)
  })

  it('holds nothing of what it will read again', async () => {
    const scene = new Scene()
    scene.happen(1_001)
    scene.come(1_000)
    assert.equal(scene.waiting, 1_000)
    scene.come(1)
    assert.equal(scene.waiting, 0)
    await scene.finish()
    assert.equal(scene.told.length, 1_001)
  })
})
