// A file takes more steps than a message before it is told of; whoever is in the room is given the log in its order all the same.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Feed } from '../../src/hub/feed.ts'
import type { Connection } from '../../src/hub/ports.ts'
import type { Session } from '../../src/hub/session.ts'
import { openEngine, putAll } from '../support/engine.ts'
import { until } from '../support/until.ts'

test('[R1] messages and files that are stored together come in the order of the log, each once', async () => {
  await using engine = await openEngine()
  const room = await engine.makeRoom('#r')
  const given: number[] = []
  const connection = {
    deliver: batch => {
      given.push(...batch.entries.map(entry => entry.seq))
      return true
    },
  } satisfies Partial<Connection> as unknown as Connection
  room.here.set({} as Session, new Feed(room, { connection }, engine.store, room.lastSeq))
  const ben = { id: 1, guest: 1, name: 'Ben' }
  const before = room.lastSeq
  const talk = async (): Promise<void> => {
    for (let turn = 0; turn < 200; turn++) await room.append(ben, [{ kind: 'message', text: `${turn}` }], turn)
  }
  const leave = async (one: number): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await putAll(engine, Buffer.from(`${one} ${turn}`), { room, name: `f${one}.${turn}` })
  }
  await Promise.all([talk(), talk(), talk(), ...[1, 2, 3, 4].map(leave)])
  const most = 640
  await until('all of it has come', () => given.length >= most)
  assert.deepEqual(
    given,
    Array.from({ length: most }, (_, index) => before + index + 1),
  )
})
