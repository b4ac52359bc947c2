// A loop that is far slower than its room, against a real hub that is killed meanwhile: it misses nothing.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { connect, type Partyline, type Room, type RoomEvent, type Saved } from '../../src/client/connect.ts'
import { tcp } from '../../src/client/tcp.ts'
import { readTruth } from '../simulation/truth.ts'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'
import { Random } from '../support/random.ts'
import { until, within } from '../support/until.ts'

const rounds = 3
const entriesMin = 4_000

/** Something of every kind, as fast as the hub takes it. */
async function fill(mine: Room, theirs: Room, random: Random, round: number): Promise<void> {
  const messages = await Promise.all(Array.from({ length: 400 }, (_, count) => mine.send(`message ${round} ${count}`)))
  const changes = messages.flatMap(({ seq }, index) => [
    mine.edit(seq, `edit ${round} ${index}`),
    theirs.react(seq, random.pick('👍', '🎉')),
    mine.react(seq, 'ok'),
    mine.react(seq, 'ok', false),
    ...(random.chance(0.2) ? [mine.delete(seq), mine.topic(`topic ${round} ${index}`)] : []),
  ])
  await Promise.all(changes.map(change => change.catch(() => {})))
  await theirs.leave()
  await mine.invite('Eve')
}

const rowOf = (event: RoomEvent) => ('seq' in event ? { seq: event.seq, kind: event.kind, guest: event.guest, id: event.id } : event)

describe('a loop that is too slow', () => {
  it('[F37] [R10] misses no entry of any kind, also when the hub is killed and when its own program is', async t => {
    const random = Random.fromEnvironment()
    t.diagnostic(`seed ${random.seed}`)
    await using data = await temporaryFolder()
    const args = ['--rates', 'off']
    let hub: RunningHub = await startHub({ data: data.path, args })
    await using _ = { [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose]() }
    const ports = ['--line-port', `${hub.port}`, '--web-port', `${hub.webPort}`]
    const url = `ws://127.0.0.1:${hub.webPort}`
    let kept: Saved | undefined
    const storage = {
      load: async () => kept,
      save: async (saved: Saved) => {
        kept = structuredClone(saved)
      },
    }
    const listen = (): Partyline =>
      connect(`tcp://127.0.0.1:${hub.port}`, { random: () => 0, name: 'Slow', rowsKept: 0, transport: tcp(), storage })
    await using ben = connect(url, { random: () => 0, name: 'Ben' })
    await using eve = connect(url, { random: () => 0, name: 'Eve' })
    let slow = listen()
    await using __ = { [Symbol.asyncDispose]: () => slow.close() }
    const ops = await ben.create('#ops')
    const room = (await slow.join('#ops')).state?.id ?? 0
    let events = slow.room(room).events({ after: 0 })
    const told: unknown[] = []
    const take = async (upTo: number) => {
      while (told.length < upTo)
        told.push(rowOf((await within(`entry ${told.length + 1}`, events.next())).value ?? { kind: 'gap', from: 0, to: 0 }))
    }
    for (let round = 0; round < rounds; round++) {
      await fill(ops, await eve.join('#ops'), random, round)
      // In the middle of a stretch that is being read the hub dies.
      const asked = take(told.length + random.between(300, 1_200))
      if (round === 1) {
        await hub.stop('SIGKILL')
        hub = await startHub({ data: data.path, args: [...args, ...ports] })
        for (const client of [ben, eve, slow]) client.reconnectNow()
      }
      await asked
      if (round !== 2) continue
      await slow.close()
      told.splice(kept?.cursors[room] ?? 0)
      slow = listen()
      events = slow.room(room).events()
    }
    const last = await until('all is there', () => {
      const end = ops.state?.last ?? 0
      return end >= entriesMin && slow.room(room).state?.last === end && end
    })
    await take(last)
    await ops.send('live')
    await take(last + 1)
    await hub.stop()
    const rows = readTruth(data.path).rooms.get(room)?.rows ?? []
    assert.deepEqual(
      told,
      rows.map(({ seq, kind, guest, id }) => ({ seq, kind, guest, id: id ?? undefined })),
    )
    assert.deepEqual([...new Set(rows.map(({ kind }) => kind))].sort(), ['delete', 'edit', 'member', 'message', 'react', 'topic'])
  })
})
