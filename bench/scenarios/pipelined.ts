// Pipelined: one client that does not wait, with up to 2,000 lines in flight. What an import or a busy script does.
import type { Bench, Scenario } from '../bench.ts'
import { type Row, verdict } from '../table.ts'
import { runLoad } from './load.ts'

const wantedPerSecond = 150_000

const run = async (bench: Bench): Promise<Row[]> => [
  await runLoad(bench, {
    what: 'pipelined, 1 client, 2,000 in flight: ACK/s (p50 / p99)',
    load: { mode: 'echo', clients: 1, window: 2_000 },
    dialect: 'answering',
    latencies: true,
    target: ours => verdict('≥ 150,000', ours, value => value >= wantedPerSecond),
  }),
]

export const pipelined: Scenario = { name: 'pipelined', about: 'one client, thousands of lines in flight', run }
