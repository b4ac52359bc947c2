// Posts over WebSocket: 16 writers in one room, each message under an id of its own (stored exactly once), answered when it is on disk.
import type { Bench, Scenario } from '../bench.ts'
import { type Row, verdict } from '../table.ts'
import { runWebLoad } from './load.ts'

const clients = 16
// Ten times what Campfire, ported to Node, publishes on a RAM disk: 2,155 posts a second.
const wantedPerSecond = 21_550

const run = async (bench: Bench): Promise<Row[]> => {
  const rows: Row[] = []
  for (const window of [1, 16, 64])
    rows.push(
      await runWebLoad(bench, {
        what: `WebSocket posts, ${clients} writers, ${window} in flight each: acknowledged/s (p50 / p99)`,
        load: { mode: 'posts', clients, window },
        latencies: true,
        target: ours => verdict('≥ 21,550', ours, value => value >= wantedPerSecond),
      }),
    )
  bench.note(
    'WebSocket posts: every writer also gets the messages of all 16. Partyline acknowledges what is fsynced and stored once under its id; in nats-server, which keeps nothing, the message that comes back is the acknowledgement. Target: ten times Campfire on Node, which publishes 2,155 posts a second on a RAM disk.',
  )
  return rows
}

export const wsPosts: Scenario = { name: 'ws-posts', about: '16 writers over WebSocket, 1, 16 and 64 messages in flight each', run }
