// Random sequences of all that can happen to shelves and uploads, on a real store and real folders, against the model.
import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import fc from 'fast-check'
import type { Upload } from '../../src/hub/files/upload.ts'
import type { FileRecord } from '../../src/hub/ports.ts'
import type { Room } from '../../src/hub/room.ts'
import { Refusal } from '../../src/protocol/refusals.ts'
import { type Engine, openEngine, openPut } from '../support/engine.ts'
import { sha256Of } from '../support/files.ts'
import { until } from '../support/until.ts'
import { type Begun, ShelfModel } from './shelf-model.ts'

const contents = [0, 1, 5, 70_000, 70_000, 150_000].map((bytes, index) => Buffer.alloc(bytes, `content ${index} `))
const [which, guest, part] = [fc.nat(5), fc.integer({ min: 1, max: 2 }), fc.constantFrom(0.3, 1)]
const room = fc.constantFrom('lobby', 'room')
const name = fc.constantFrom('a', 'b', 'c')
const content = fc.nat(contents.length - 1)
const hash = fc.constantFrom('right', 'wrong', 'none')

const op = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ op: fc.constant('put'), room, guest, name, content, hash, rename: fc.boolean(), over: fc.boolean() }),
  },
  { weight: 8, arbitrary: fc.record({ op: fc.constant('append'), which, part }) },
  { weight: 6, arbitrary: fc.record({ op: fc.constant('finish'), which }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('cut'), which }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('take'), which, guest, twice: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('cancel'), which, guest }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('remove'), room, name }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('move'), room, name, to: name }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('download'), room, name }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('operator'), name, content: fc.option(content, { freq: 3 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('quota'), person: fc.constantFrom(0, 100_000), total: fc.constantFrom(0, 200_000) }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('wait'), hours: fc.constantFrom(1, 10, 25) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('keep'), days: fc.constantFrom(null, 1) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('restart') }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('race'), room, name }) },
)
type Op = typeof op extends fc.Arbitrary<infer T> ? T : never

/** The code of the refusal, or what came. */
const tried = async <T>(work: Promise<T>): Promise<T | { refused: string }> =>
  work.catch(thrown => {
    if (thrown instanceof Refusal) return { refused: thrown.code }
    throw thrown
  })
const isRefused = (value: unknown): value is { refused: string } => typeof value === 'object' && value !== null && 'refused' in value

/** One sequence, in a room of its own and under names of its own. */
class Run {
  readonly #engine: Engine
  readonly #model = new ShelfModel()
  readonly #rooms: Readonly<Record<'lobby' | 'room', Room>>
  readonly #mark: string
  readonly #number: number
  readonly #held = new Map<Begun, Upload>()
  readonly #ids = new Map<Begun, string>()
  #days: number | null = null

  constructor(engine: Engine, own: Room, number: number) {
    this.#engine = engine
    this.#rooms = { lobby: engine.lobby, room: own }
    this.#number = number
    this.#mark = `run${String(number).padStart(6, '0')}-`
  }

  async step(next: Op): Promise<void> {
    const { files, clock, limits } = this.#engine
    const model = this.#model
    switch (next.op) {
      case 'put':
        return this.#put(next as Extract<Op, { op: 'put' }> & PutOp)
      case 'append': {
        const upload = this.#pick((next as { which: number }).which)
        const hold = upload && this.#held.get(upload)
        if (upload === undefined || hold === undefined) return
        const to = upload.offset + Math.ceil((upload.content.length - upload.offset) * (next as { part: number }).part)
        await hold.append([upload.content.subarray(upload.offset, to)])
        upload.offset = to
        assert.equal(hold.length, to)
        return
      }
      case 'finish': {
        const upload = this.#pick((next as { which: number }).which)
        const hold = upload && this.#held.get(upload)
        if (upload === undefined || hold === undefined) return
        const answer = await tried(hold.finish())
        this.#held.delete(upload)
        if (upload.offset < upload.content.length) {
          assert.deepEqual(answer, { refused: 'bad-length' })
          return model.letGo(upload, clock.at)
        }
        const wanted = model.finish(upload, clock.at)
        if (typeof wanted !== 'string') assert.deepEqual(answer, wanted)
        else if (isRefused(answer)) assert.fail(`${answer.refused} in place of ${wanted}`)
        else assert.deepEqual([answer.name, answer.sha256], [wanted, sha256Of(upload.content)])
        return
      }
      case 'cut': {
        const upload = this.#pick((next as { which: number }).which)
        if (upload === undefined || !upload.held) return
        await this.#held.get(upload)?.abort()
        this.#held.delete(upload)
        return model.letGo(upload, clock.at)
      }
      case 'take':
        return this.#take(next as unknown as { which: number; guest: number; twice: boolean })
      case 'cancel': {
        const { which, guest } = next as unknown as { which: number; guest: number }
        const upload = this.#pick(which)
        if (upload === undefined) return
        const own = this.#guest(guest) === upload.guest
        const answer = await tried(files.uploads.cancel(this.#ids.get(upload) ?? '', this.#guest(guest)))
        assert.deepEqual(answer, own ? undefined : { refused: 'no-such-transfer' })
        if (!own) return
        this.#held.delete(upload)
        return model.drop(upload)
      }
      case 'remove': {
        const { room, name } = next as unknown as Place
        const there = await this.#record(room, name)
        if (there === undefined) return
        await files.remove(this.#rooms[room], there, { id: 0, guest: 1, name: 'Ben' })
        assert.ok(model.shelf(this.#rooms[room].id).delete(this.#mark + name))
        return
      }
      case 'move': {
        const { room, name, to } = next as unknown as Place & { to: string }
        const there = await this.#record(room, name)
        if (there === undefined) return
        const shelf = model.shelf(this.#rooms[room].id)
        const answer = await tried(files.move(this.#rooms[room], there, this.#mark + to, { id: 0, guest: 1, name: 'Ben' }))
        assert.equal(isRefused(answer) ? answer.refused : 'moved', shelf.has(this.#mark + to) ? 'exists' : 'moved')
        if (isRefused(answer)) return
        const file = shelf.get(this.#mark + name)
        shelf.delete(this.#mark + name)
        if (file !== undefined) shelf.set(this.#mark + to, file)
        return
      }
      case 'download': {
        const { room, name } = next as unknown as Place
        const file = model.shelf(this.#rooms[room].id).get(this.#mark + name)
        const readings = [{ name: this.#mark + name, offset: 0 }]
        const download = await tried(files.open(this.#rooms[room], { guest: 1, address: '' }, readings))
        if (isRefused(download)) return assert.equal(file, undefined)
        const bytes = Buffer.alloc(download.bytes)
        await download.read(bytes, 0)
        assert.deepEqual([bytes.equals(file?.content ?? Buffer.alloc(0)), await download.hash()], [true, sha256Of(bytes)])
        return download.close()
      }
      case 'operator':
        return this.#operate(next as unknown as { name: string; content: number | null })
      case 'quota': {
        const { person, total } = next as unknown as { person: number; total: number }
        limits['max-person-bytes'] = model.personMost = person
        limits['max-total-bytes'] = model.totalMost = total
        return
      }
      case 'wait': {
        clock.at += (next as unknown as { hours: number }).hours * 3_600_000
        await files.sweep()
        model.expire(clock.at)
        return model.expireFiles(clock.at, room => (room === this.#rooms.room.id ? (this.#days ?? 0) : 0))
      }
      case 'keep':
        this.#days = (next as unknown as { days: number | null }).days
        return this.#rooms.room.keepFiles(this.#days)
      case 'restart':
        return this.#restart()
      case 'race':
        return this.#race(next as unknown as Place)
    }
  }

  /** The shelves, the quotas and the uploads are as the model has them. */
  async check(): Promise<void> {
    const { files, folder } = this.#engine
    for (const room of Object.values(this.#rooms)) {
      const wanted = [...this.#model.shelf(room.id)].sort(([one], [other]) => (one < other ? -1 : 1))
      const listed = await this.#list(room)
      assert.deepEqual(
        listed.map(row => [row.name, row.bytes, row.guest ?? 0]),
        wanted.map(([name, file]) => [name, file.content.length, file.guest]),
      )
      for (const [index, [name, { content }]] of wanted.entries()) {
        const known = listed[index]?.sha256
        if (known !== undefined) assert.equal(known, sha256Of(content))
        if (room === this.#rooms.lobby) assert.ok(readFileSync(join(folder, name)).equals(content), `${name} has its content`)
      }
      const open = this.#model.uploads.filter(upload => upload.room === room.id)
      const rows = files.uploads.in(room).filter(row => row.name.startsWith(this.#mark))
      assert.deepEqual(
        rows.map(row => [row.id, row.offset, row.bytes, row.active]).sort(),
        open.map(upload => [this.#ids.get(upload), upload.offset, upload.content.length, upload.held]).sort(),
      )
    }
    for (const guest of [1, 2].map(one => this.#guest(one)))
      assert.equal(files.bytes(guest).used, this.#model.used(guest), 'what is used is what the files take')
    assert.deepEqual(files.bytes(), { promised: this.#model.promised(), used: this.#model.used() })
  }

  /** Nothing is left of it but the log, in which every file that was published is told of once. */
  async end(): Promise<void> {
    const engine = this.#engine
    for (const [upload, hold] of this.#held) {
      await hold.abort()
      this.#model.letGo(upload, engine.clock.at)
    }
    engine.clock.at += 26 * 3_600_000
    engine.limits['max-person-bytes'] = engine.limits['max-total-bytes'] = 0
    await engine.files.sweep()
    assert.equal(engine.files.bytes().promised, 0, 'nothing is promised any more')
    assert.deepEqual(await engine.staged(), [])
    for (const room of Object.values(this.#rooms)) {
      const entries = await engine.store.entriesAfter(room.id, 0, 100_000)
      const told = entries.flatMap(entry => (entry.kind === 'file' && entry.name.startsWith(this.#mark) ? [entry.file] : []))
      assert.equal(new Set(told).size, told.length)
      assert.equal(told.length, this.#model.told.get(room.id) ?? 0)
      for (const row of await this.#list(room)) {
        const record = await engine.store.fileNamed(room.id, row.name)
        if (record !== undefined && record.author !== '') assert.ok(told.includes(record.id))
        if (record !== undefined) await engine.files.remove(room, record, { id: 0, guest: 1, name: 'Ben' })
      }
    }
    assert.equal(engine.files.bytes().used, 0)
  }

  #guest(one: number): number {
    return this.#number * 10 + one
  }

  #pick(which: number): Begun | undefined {
    return this.#model.uploads[which % Math.max(1, this.#model.uploads.length)]
  }

  async #list(room: Room) {
    const rows = await this.#engine.files.list(room, this.#mark.slice(0, -1), 100)
    return rows.filter(row => row.name.startsWith(this.#mark))
  }

  #record(room: 'lobby' | 'room', name: string): Promise<FileRecord | undefined> {
    return this.#engine.store.fileNamed(this.#rooms[room].id, this.#mark + name)
  }

  async #put({ room, guest, name, content, hash, rename, over }: PutOp): Promise<void> {
    const { clock } = this.#engine
    const bytes = contents[content] ?? Buffer.alloc(0)
    const sha256 = hash === 'none' ? undefined : hash === 'right' ? sha256Of(bytes) : '0'.repeat(64)
    const record = over ? await this.#record(room, name) : undefined
    const there = this.#model.shelf(this.#rooms[room].id).get(this.#mark + name)
    const asked: Begun = {
      ...{ room: this.#rooms[room].id, guest: this.#guest(guest), name: this.#mark + name, content: bytes, sha256, rename },
      over: record && there?.content,
      ...{ offset: 0, held: true, touchedAt: clock.at, writtenAt: clock.at },
    }
    const { wanted, upload } = this.#model.put(asked)
    const opened = await tried(
      openPut(this.#engine, {
        ...{ room: this.#rooms[room], guest: asked.guest, name: asked.name, bytes: bytes.length, sha256 },
        ifTaken: rename ? 'rename' : 'refuse',
        ...(record !== undefined && { over: record }),
      }),
    )
    if (isRefused(opened)) return assert.equal(opened.refused, wanted)
    if (upload === undefined) {
      assert.equal(wanted, 'again')
      const stored = await opened.finish()
      return assert.deepEqual([stored.sha256, stored.again], [sha256, true])
    }
    assert.equal(opened.offset, upload.offset, 'it goes on where it was')
    this.#held.set(upload, opened)
    this.#ids.set(upload, opened.id ?? '')
  }

  async #take({ which, guest, twice }: { which: number; guest: number; twice: boolean }): Promise<void> {
    const { files, clock } = this.#engine
    const upload = this.#pick(which)
    if (upload === undefined) return
    const taker = this.#guest(guest)
    const take = (): Promise<Upload> =>
      files.uploads.take(this.#ids.get(upload) ?? '', { id: 0, guest: taker, name: 'Ben' }, '', () => true)
    const answers = await Promise.all((twice ? [take, take, take] : [take]).map(one => tried(one())))
    if (taker !== upload.guest) return assert.ok(answers.every(answer => isRefused(answer) && answer.refused === 'no-such-transfer'))
    const holds = answers.flatMap(answer => (isRefused(answer) ? [] : [answer]))
    const live = holds.filter(hold => !hold.ended)
    assert.equal(live.length, 1, 'of many who take it at once one has it')
    for (const hold of holds)
      if (hold.ended) assert.deepEqual(await tried(hold.append([Buffer.from('x')])), { refused: 'resumed-elsewhere' })
    const [hold] = live
    assert.equal(hold?.offset, upload.offset)
    if (upload.held || twice) this.#model.letGo(upload, clock.at)
    Object.assign(upload, { held: true, touchedAt: clock.at })
    if (hold !== undefined) this.#held.set(upload, hold)
  }

  /** The operator leaves, changes or takes away a file. */
  async #operate({ name, content }: { name: string; content: number | null }): Promise<void> {
    const { folder, files, store, blobs, lobby } = this.#engine
    const shelf = this.#model.shelf(lobby.id)
    const path = join(folder, this.#mark + name)
    if (content === null) rmSync(path, { force: true })
    else writeFileSync(path, contents[content] ?? '')
    if (content === null) shelf.delete(this.#mark + name)
    else shelf.set(this.#mark + name, { content: contents[content] ?? Buffer.alloc(0), guest: 0, at: 0 })
    await until('it is noticed', async () => {
      // As the hub's beat does, now and then.
      using _watching = files.watch()
      const known = await store.fileNamed(lobby.id, this.#mark + name)
      const row = (await blobs.list(this.#mark, 100)).find(one => one.name === this.#mark + name)
      return known?.version === row?.version || undefined
    })
  }

  async #restart(): Promise<void> {
    await this.#engine.restart()
    for (const upload of this.#held.keys()) this.#model.letGo(upload, this.#engine.clock.at)
    this.#held.clear()
    for (const upload of this.#model.uploads) upload.touchedAt = upload.writtenAt
    this.#model.expire(this.#engine.clock.at)
  }

  /** Many leave different files under one name at once. */
  async #race({ room, name }: Place): Promise<void> {
    const there = this.#model.shelf(this.#rooms[room].id)
    if (there.has(this.#mark + name) || this.#model.personMost + this.#model.totalMost > 0) return
    const bytes = [1, 2, 3].map(one => Buffer.alloc(3_000, `${one}`))
    const uploads = await Promise.all(
      bytes.map(one =>
        openPut(this.#engine, { room: this.#rooms[room], name: this.#mark + name, guest: this.#guest(1), bytes: one.length }),
      ),
    )
    await Promise.all(uploads.map((upload, index) => upload.append([bytes[index] ?? Buffer.alloc(0)])))
    const answers = await Promise.all(uploads.map(upload => tried(upload.finish())))
    const winner = answers.findIndex(answer => !isRefused(answer))
    assert.deepEqual(
      answers.filter(isRefused).map(answer => answer.refused),
      ['exists', 'exists'],
    )
    there.set(this.#mark + name, { content: bytes[winner] ?? Buffer.alloc(0), guest: this.#guest(1), at: this.#engine.clock.at })
    const { told } = this.#model
    told.set(this.#rooms[room].id, (told.get(this.#rooms[room].id) ?? 0) + 1)
  }
}

type Place = { room: 'lobby' | 'room'; name: string }
type PutOp = Place & { guest: number; content: number; hash: string; rename: boolean; over: boolean }

/** Most of the time the disk is waited for, so some engines are tried beside each other. */
const engines = 4

async function tryOut(context: TestContext): Promise<void> {
  await using engine = await openEngine()
  const seed = process.env.PARTYLINE_SEED === undefined ? {} : { seed: Number(process.env.PARTYLINE_SEED) }
  let runs = 0
  await fc.assert(
    fc.asyncProperty(fc.array(op, { minLength: 5, maxLength: 24 }), async ops => {
      const run = new Run(engine, await engine.makeRoom(`#r${++runs}`), runs)
      try {
        for (const next of ops) {
          await run.step(next as Op)
          await run.check()
        }
      } catch (thrown) {
        // What is left then is not what the model has; the first difference is the one to be told.
        await run.end().catch(() => undefined)
        throw thrown
      }
      await run.end()
    }),
    { numRuns: (process.env.PARTYLINE_LONG ?? '') === '' ? 30 : 1_000, ...seed },
  )
  context.diagnostic(`${runs} sequences`)
}

describe('whatever happens to shelves and uploads', { concurrency: engines }, () => {
  for (let engine = 1; engine <= engines; engine++) test(`the engine does what the model does (${engine})`, tryOut)
})
