// Idle: what one silent connection costs in memory, as the difference a fresh process shows before and after thousands of them.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench, Scenario } from '../bench.ts'
import { holdOpen } from '../generator.ts'
import type { Peer } from '../peers/peer.ts'
import { type Memory, memoryOf } from '../proc.ts'
import { alternate, medianOf, ratioOf } from '../rounds.ts'
import { withServer } from '../servers.ts'
import { type Row, verdict } from '../table.ts'

const clients = 5_000
const wantedKilobytes = 15
const settleMs = 2_000 // what the start and the greetings left for the garbage collector

const measure = (bench: Bench, peer: Peer): Promise<Memory> =>
  withServer(bench, peer, async ({ pid, port }) => {
    if (peer.idle === undefined) throw new Error('has no idle connections')
    await sleep(settleMs)
    const before = memoryOf(pid)
    const held = await holdOpen(bench, port, peer.idle, clients)
    await sleep(settleMs)
    const after = memoryOf(pid)
    const lost = held.hasEnded()
    await held.kill()
    if (lost) throw new Error('the connections were not held')
    return {
      rss: (after.rss - before.rss) / clients,
      pss: (after.pss - before.pss) / clients,
      private: (after.private - before.private) / clients,
    }
  })

const kilobytes = (bytes: number): string => (bytes / 1_000).toFixed(1)

const run = async (bench: Bench): Promise<Row[]> => {
  const what = 'memory per idle connection, 5,000 open: KB Pss (Rss / private)'
  if (bench.descriptors < clients + 200) {
    bench.note(
      `Idle connections were not measured: a process may open only ${bench.descriptors} files here. Raise the limit with \`ulimit -n 65536\` and run again.`,
    )
    return [{ what, cells: {} }]
  }
  const peers = bench.peers.filter(({ idle }) => idle !== undefined)
  const results = await alternate({ ...bench, rounds: Math.min(bench.rounds, 3) }, peers, what, peer => measure(bench, peer))
  const cells: Row['cells'] = {}
  for (const [name, values] of results) {
    const [pss, rss, own] = (['pss', 'rss', 'private'] as const).map(kind => kilobytes(medianOf(values, memory => memory[kind])))
    cells[name] = `${pss} (${rss} / ${own})`
  }
  const ours = results.get('Partyline')
  const ratio = ratioOf(results, 'nats-server', ({ pss }) => pss)
  const target = verdict('< 15 KB', ours && medianOf(ours, ({ pss }) => pss), bytes => bytes / 1_000 < wantedKilobytes)
  return [{ what, cells, ratio: ratio?.text, target }]
}

export const idle: Scenario = { name: 'idle', about: 'memory per silent connection, 5,000 of them', run }
