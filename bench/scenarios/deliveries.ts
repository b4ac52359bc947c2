// Deliveries: one client speaks, everybody in the room gets it; what a room costs as it grows.
import type { Bench, Scenario } from '../bench.ts'
import { type Row, verdict } from '../table.ts'
import { runLoad } from './load.ts'

const wantedRatio = new Map([
  [1, 0.75],
  [64, 1.3],
])

const run = async (bench: Bench): Promise<Row[]> => {
  const rows: Row[] = []
  for (const clients of [200, 1_000])
    for (const [window, wanted] of wantedRatio)
      rows.push(
        await runLoad(bench, {
          what: `deliveries, ${clients.toLocaleString('en-US')} listeners, ${window} in flight: /s (p50 / p99)`,
          load: { mode: 'fanout', clients, window },
          dialect: 'room',
          latencies: true,
          target: (_ours, ratio) => verdict(`≥ ${wanted} × nats-server`, ratio, value => value >= wanted),
        }),
      )
  return rows
}

export const deliveries: Scenario = { name: 'deliveries', about: 'one speaks, 200 and 1,000 listen, 1 and 64 messages in flight', run }
