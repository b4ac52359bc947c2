// Deliveries over WebSocket: one member of a room posts, everybody in it gets the entry as a frame; the sender's message is on disk by then.
import type { Bench, Scenario } from '../bench.ts'
import type { Row } from '../table.ts'
import { runWebLoad } from './load.ts'

const clients = 1_000

const run = async (bench: Bench): Promise<Row[]> => {
  const rows: Row[] = []
  for (const window of [1, 64])
    rows.push(
      await runWebLoad(bench, {
        what: `WebSocket deliveries, ${clients.toLocaleString('en-US')} members, ${window} in flight: /s (p50 / p99)`,
        load: { mode: 'fanout', clients, window },
        latencies: true,
      }),
    )
  return rows
}

export const wsDeliveries: Scenario = {
  name: 'ws-deliveries',
  about: 'one posts over WebSocket, 1,000 members get it, 1 and 64 in flight',
  run,
}
