// Kills a hub with SIGKILL again and again while programs send frames with ids, and retry what they have no receipt for; afterwards every
// receipt must stand in the log, once, with its seq and its text, and so must edits, deletions, reactions and memberships.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { integrityOf } from './crash-scene.ts'
import { type Asked, FrameClient } from './frame-client.ts'
import { type RunningHub, startHub, temporaryFolder } from './hub.ts'
import { Closed } from './line-client.ts'
import type { Random } from './random.ts'
import { within } from './until.ts'

/** A command under its id, and its seq once there is a receipt. */
type Act = { readonly command: Asked & { readonly id: string }; seq: number | undefined }
type Row = {
  seq: number
  kind: string
  body: string
  client_id: string | null
  of_seq: number | null
  deleted_seq: number | null
  extra: string | null
}

const windowActs = 60
const room = '#kills'

/** One guest who goes on under its token, and knows what it was promised. */
class Sender {
  readonly acts: Act[] = []
  token: string | undefined
  guest = 0
  /** Rooms that it was told it is in. */
  readonly rooms = new Map<string, boolean>()
  /** The last seq of the room that it was given. */
  cursor = 0
  readonly faults: string[] = []
  #lastId = 0
  readonly #name: string
  readonly #random: Random

  constructor(name: string, random: Random) {
    this.#name = name
    this.#random = random
  }

  /** Comes back, asks again for what has no receipt, and goes on until the hub is gone. */
  async work(hub: RunningHub, way: 'web' | 'line'): Promise<void> {
    using client = await FrameClient.open(hub, way)
    const known =
      this.token === undefined ? { name: this.#name } : { token: this.token, ...(this.cursor > 0 && { cursors: { 2: this.cursor } }) }
    try {
      const hello = await client.hello(known)
      this.token ??= hello.token ?? ''
      this.guest = hello.guest
      if (!hello.rooms.some(({ name }) => name === room)) await client.join(room)
      this.rooms.set(room, true)
      for (const act of this.acts.filter(({ seq }) => seq === undefined)) await this.#ask(client, act)
      for (;;) await Promise.all([...this.#next().map(act => this.#ask(client, act)), this.#wander(client)])
    } finally {
      this.faults.push(...client.faults)
      this.cursor = client.seqs(2).at(-1) ?? this.cursor
    }
  }

  #next(): Act[] {
    const own = this.acts.filter(({ command, seq }) => command.verb === 'say' && seq !== undefined)
    return Array.from({ length: this.#random.between(1, windowActs) }, () => {
      const id = `${this.#name}-${++this.#lastId}`
      const of = own[this.#random.between(0, own.length - 1)]?.seq
      const kind = of === undefined ? 'say' : this.#random.pick('say', 'say', 'say', 'edit', 'react', 'delete')
      const act: Act = { command: this.#command(kind, id, of ?? 0), seq: undefined }
      this.acts.push(act)
      return act
    })
  }

  #command(kind: 'say' | 'edit' | 'react' | 'delete', id: string, seq: number): Act['command'] {
    const text = `${id} ${this.#random.pick('x', 'é', '🙂').repeat(this.#random.between(0, this.#random.pick(5, 1_000)))}`
    if (kind === 'say') return { verb: 'say', room, text, id }
    if (kind === 'edit') return { verb: 'edit', room, seq, text, id }
    if (kind === 'delete') return { verb: 'delete', room, seq, id }
    return { verb: 'react', room, seq, emoji: id.slice(0, 30), on: true, id }
  }

  async #ask(client: FrameClient, act: Act): Promise<void> {
    const answer = await client.ask(act.command)
    if (answer.event === 'refused') {
      // Its message may have been deleted before, or have 20 reactions already.
      assert.ok(['no-such-message', 'too-many'].includes(answer.code), `${act.command.verb} was refused: ${answer.sentence}`)
      this.acts.splice(this.acts.indexOf(act), 1)
      return
    }
    assert.ok(answer.event === 'receipt')
    act.seq = answer.seq
  }

  /** Comes into rooms of its own and goes again. */
  async #wander(client: FrameClient): Promise<void> {
    const name = `#of-${this.#name}-${this.#random.between(1, 3)}`
    const isIn = this.rooms.get(name) === true
    this.rooms.delete(name)
    if (isIn) await client.ask({ verb: 'leave', room: name })
    else await client.want('room', { verb: 'join', room: name, make: true })
    this.rooms.set(name, !isIn)
  }
}

/** Answers how many receipts there were. Throws when the hub lost, doubled or changed anything that it had acknowledged. */
export async function killFramesAgainAndAgain(rounds: number, random: Random): Promise<{ receipts: number; retried: number }> {
  await using folder = await temporaryFolder()
  const senders = Array.from({ length: 5 }, (_, index) => new Sender(`sender${index}`, random.branch()))
  let retried = 0
  for (let round = 0; round <= rounds; round++) {
    await using hub = await startHub({ data: folder.path, args: ['--rates', 'off'] })
    if (round > 0) await audit(hub, senders)
    else await makeRoom(hub)
    retried += senders.flatMap(({ acts }) => acts.filter(({ seq }) => seq === undefined)).length
    const before = receiptsOf(senders)
    const working = senders.map((sender, index) => untilGone(sender.work(hub, index % 2 === 0 ? 'web' : 'line')))
    const enough = random.between(50, random.pick(300, 2_000))
    await within(
      'the end of a round',
      reached(() => receiptsOf(senders) - before >= enough, working),
      60_000,
    )
    // The moment itself is left to chance.
    await pause(random.between(0, random.pick(1, 20, 100)))
    if (round < rounds) await hub.stop('SIGKILL')
    else await hub.stop('SIGTERM')
    await Promise.all(working)
  }
  await using hub = await startHub({ data: folder.path })
  await audit(hub, senders)
  return { receipts: receiptsOf(senders), retried }
}

/** So that it is room 2. */
async function makeRoom(hub: RunningHub): Promise<void> {
  using client = await FrameClient.join(hub)
  assert.equal((await client.join(room)).id, 2)
}

const receiptsOf = (senders: readonly Sender[]): number =>
  senders.reduce((sum, { acts }) => sum + acts.filter(({ seq }) => seq !== undefined).length, 0)

async function reached(look: () => boolean, working: readonly Promise<void>[]): Promise<void> {
  let over = false
  void Promise.all(working).finally(() => {
    over = true
  })
  while (!over && !look()) await pause(5)
}

async function untilGone(working: Promise<void>): Promise<void> {
  try {
    await working
  } catch (thrown) {
    if (thrown instanceof Closed || (thrown instanceof Error && 'code' in thrown && thrown.code === 'ECONNREFUSED')) return
    // A hub that stops may still say so.
    if (thrown instanceof Error && /stopping/.test(thrown.message)) return
    throw thrown
  }
}

async function audit(hub: RunningHub, senders: readonly Sender[]): Promise<void> {
  using database = new DatabaseSync(join(hub.data, 'partyline.sqlite'), { readOnly: true })
  assert.equal(integrityOf(database), 'ok')
  const { id } = database.prepare('SELECT id FROM rooms WHERE name = ?').get(room) ?? {}
  const rows = database.prepare('SELECT * FROM entries WHERE room_id = ? ORDER BY seq').all(Number(id)) as unknown as Row[]
  assert.deepEqual(
    rows.map(({ seq }) => seq),
    rows.map((_, index) => index + 1),
    'the log is gapless',
  )
  const byId = Map.groupBy(rows, row => row.client_id)
  const deleted = new Set(rows.flatMap(row => (row.kind === 'delete' ? [row.of_seq] : [])))
  const edits = new Map(rows.flatMap(row => (row.kind === 'edit' ? [[row.of_seq, row.body] as const] : [])))
  const reactions = database.prepare('SELECT of_seq, emoji FROM reactions WHERE room_id = ?').all(Number(id))
  const stands = new Set(reactions.map(({ of_seq, emoji }) => `${of_seq} ${emoji}`))
  for (const { acts, faults } of senders) {
    assert.deepEqual(faults, [], 'what was given was gapless')
    for (const { command, seq } of acts) {
      const own = byId.get(command.id) ?? []
      assert.ok(own.length <= 1, `${command.id} is stored ${own.length} times`)
      const [row] = own
      if (seq === undefined) continue
      assert.equal(row?.seq, seq, `${command.id} stands where its receipt says`)
      if (command.verb === 'say' && !deleted.has(seq)) assert.equal(row?.body, edits.get(seq) ?? command.text)
      if (command.verb === 'say' && deleted.has(seq)) assert.equal(row?.body, '')
      if (command.verb === 'react' && !deleted.has(command.seq)) assert.ok(stands.has(`${command.seq} ${command.emoji}`))
    }
  }
  for (const sender of senders) {
    using client = await FrameClient.open(hub)
    const hello = await client.hello({ token: sender.token ?? '' })
    assert.equal(hello.guest, sender.guest)
    const inside = new Set(hello.rooms.map(({ name }) => name))
    for (const [name, isIn] of sender.rooms) assert.equal(inside.has(name), isIn, `${name}: the membership that was acknowledged`)
    await within('a page', pageAgrees(client, rows))
  }
}

/** What a page shows is what the database holds. */
async function pageAgrees(client: FrameClient, rows: readonly Row[]): Promise<void> {
  const page = await client.want('page', { verb: 'page', room, at: 'latest', rows: 200 })
  for (const row of page.rows) {
    const stored = rows[row.seq - 1]
    assert.equal(row.kind, stored?.kind)
    if (row.kind === 'message') assert.equal(row.text, stored?.body)
  }
}
