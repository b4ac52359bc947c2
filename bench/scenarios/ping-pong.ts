// Ping-pong: a line, its answer, the next line. What one person feels, and what fifty who speak at once feel.
import type { Bench, Scenario } from '../bench.ts'
import type { Row } from '../table.ts'
import { runLoad } from './load.ts'

const run = async (bench: Bench): Promise<Row[]> => {
  const rows: Row[] = []
  for (const clients of [1, 50])
    rows.push(
      await runLoad(bench, {
        what: `ping-pong, ${clients} client${clients === 1 ? '' : 's'}: ACK/s (p50 / p99)`,
        load: { mode: 'echo', clients, window: 1 },
        dialect: 'answering',
        latencies: true,
      }),
    )
  bench.note(
    'Ping-pong with 50 clients: in Partyline and nats-server all 50 are in one room and each also gets what the other 49 say; ngircd answers PING and echo.py echoes, to the sender alone.',
  )
  return rows
}

export const pingPong: Scenario = { name: 'ping-pong', about: 'one line in flight per client, 1 and 50 clients', run }
