// State and events equal a fresh fetch, against a real hub: three clients do whatever comes to mind while the hub is killed and started again.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { connect, type Partyline, type TimelineRow } from '../../src/client/connect.ts'
import { tcp } from '../../src/client/tcp.ts'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'
import { Random } from '../support/random.ts'
import { until, within } from '../support/until.ts'

const steps = 600
const rooms = [1, 2]

/** Something that somebody might do next. What the hub refuses is no fault here. */
function doSomething(client: Partyline, random: Random, step: number): Promise<unknown> {
  const room = client.room(random.pick(...(rooms as [number, number])))
  const last = room.state?.last ?? 1
  const seq = Math.max(1, last - random.between(0, 40))
  const chance = random.between(0, 99)
  if (chance < 35) return room.send(random.chance(0.3) ? `hello @B ${step}` : `m${step}`)
  if (chance < 50) return room.edit(seq, `edit ${step}${random.chance(0.5) ? ' @A' : ''}`)
  if (chance < 55) return room.delete(seq)
  if (chance < 80) return room.react(seq, random.pick('👍', '🎉'), random.chance(0.7))
  if (chance < 86) return room.older(20)
  if (chance < 90) return room.around(seq, 10)
  if (chance < 94) return room.newer(10)
  if (chance < 97) room.read(Math.max(1, last - 30))
  else room.look(undefined)
  return Promise.resolve()
}

async function everything(client: Partyline, room: number): Promise<TimelineRow[]> {
  const rows: TimelineRow[] = []
  for (let seq = 0; ; ) {
    const page = await client.room(room).page({ at: 'after', seq, rows: 200 })
    rows.push(...page.rows)
    if (!page.after) return rows
    seq = page.covers[1]
  }
}

const sorted = (row: TimelineRow): TimelineRow =>
  row.reactions === undefined ? row : { ...row, reactions: row.reactions.toSorted((a, b) => (a.emoji < b.emoji ? -1 : 1)) }

const counts = (client: Partyline) =>
  rooms.map(id => client.state.rooms.get(id)).map(room => [room?.name, room?.unread, room?.mentions, room?.read])

describe('the state of clients of a real hub', () => {
  it('[R20] [R17] [F13] is what a fresh fetch says, whatever was done and however often the hub was killed', async t => {
    const random = Random.fromEnvironment()
    t.diagnostic(`seed ${random.seed}`)
    await using data = await temporaryFolder()
    let hub: RunningHub = await startHub({ data: data.path })
    await using running = { [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose]() }
    const ports = ['--line-port', `${hub.port}`, '--web-port', `${hub.webPort}`]
    const quick = { random: () => 0 }
    await using a = connect(`ws://127.0.0.1:${hub.webPort}`, { ...quick, name: 'A' })
    await using b = connect(`tcp://127.0.0.1:${hub.port}`, { ...quick, name: 'B', transport: tcp(), rowsKept: 60 })
    await using c = connect(`ws://127.0.0.1:${hub.webPort}`, { ...quick, name: 'C', rowsKept: 200 })
    const clients = [a, b, c] as const
    await a.create('#ops')
    await Promise.all([b, c].map(client => client.join('#ops')))
    const again = async (signal: NodeJS.Signals) => {
      await hub.stop(signal)
      hub = await startHub({ data: data.path, args: ports })
      for (const client of clients) client.reconnectNow()
      await until('all are back', () => clients.every(client => client.state.connection.at === 'live'))
    }
    const done: Promise<unknown>[] = []
    for (let step = 1; step <= steps; step++) {
      done.push(doSomething(random.pick(...clients), random, step).catch(() => {}))
      if (step % 10 === 0) await Promise.race([Promise.all(done), new Promise(setImmediate)])
      if (step % (steps / 2) === 0) await again(random.pick('SIGKILL', 'SIGTERM'))
    }
    await within('all is settled', Promise.all(done))
    for (const id of rooms) {
      const whole = await everything(a, id)
      const last = whole.at(-1)?.seq ?? 0
      for (const client of clients) {
        const room = await until('it has all', () => {
          const found = client.state.rooms.get(id)
          return found !== undefined && found.last >= last && found.last === a.state.rooms.get(id)?.last && found
        })
        const fresh = (await everything(client, id)).filter(({ seq }) =>
          room.timeline.ranges.some(([from, to]) => from <= seq && seq <= to),
        )
        assert.deepEqual(client.state.rooms.get(id)?.timeline.rows.map(sorted), fresh.map(sorted))
        assert.deepEqual(room.pending, [])
        client.room(id).read(Math.max(1, room.last - 30))
      }
    }
    const before = clients.map(counts)
    // The hub's own account of the room is taken over once it knows the read cursor.
    for (const client of clients) {
      for (const id of rooms) {
        await until('the hub has counted', async () => {
          await client.join(id)
          const room = client.state.rooms.get(id)
          return room !== undefined && room.inner.counted >= room.last
        })
      }
    }
    assert.deepEqual(clients.map(counts), before)
    assert.ok(running)
  })
})
