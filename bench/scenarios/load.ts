// What ping-pong, pipelined, deliveries and their like over WebSocket share: one load on every peer in turn, and a row of it.
import type { Bench } from '../bench.ts'
import { generateLoad, generateWebLoad, type Load, type Measured, type WebLoad } from '../generator.ts'
import type { Peer } from '../peers/peer.ts'
import { alternate, median, medianOf, ratioOf } from '../rounds.ts'
import { type Running, withServer } from '../servers.ts'
import { count, type Row } from '../table.ts'

type RowWords = {
  what: string
  latencies: boolean
  target?: (oursPerSecond: number | undefined, ratio: number | undefined) => string
}
export type LoadRow = RowWords & { load: Load; dialect: 'answering' | 'room' }
export type WebLoadRow = RowWords & { load: WebLoad }

const othersBusyMax = 0.25

const milliseconds = (value: number): string => value.toPrecision(value < 0.1 ? 2 : 3)

export const runLoad = (bench: Bench, row: LoadRow): Promise<Row> =>
  measureRow(bench, row, peer => {
    const words = peer[row.dialect]
    return words && (running => generateLoad(bench, running, words, row.load))
  })

export const runWebLoad = (bench: Bench, row: WebLoadRow): Promise<Row> =>
  measureRow(bench, row, peer => {
    const words = peer.web
    return words && (running => generateWebLoad(bench, running, words, row.load))
  })

type Generate = (running: Running) => Promise<Measured>

/** `loadFor`: what is done to a peer, or nothing where it cannot do this. */
const measureRow = async (bench: Bench, row: RowWords, loadFor: (peer: Peer) => Generate | undefined): Promise<Row> => {
  const { what, latencies, target } = row
  const peers = bench.peers.filter(peer => loadFor(peer) !== undefined)
  const results = await alternate<Measured>(bench, peers, what, peer => {
    const generate = loadFor(peer)
    if (generate === undefined) throw new Error('cannot do this')
    return withServer(bench, peer, generate)
  })
  const cells: Row['cells'] = {}
  for (const [name, values] of results) {
    const p50 = milliseconds(medianOf(values, ({ p50Ms }) => p50Ms))
    const p99 = milliseconds(medianOf(values, ({ p99Ms }) => p99Ms))
    const disturbed = values.some(({ othersBusy }) => othersBusy > othersBusyMax)
    if (disturbed) bench.note('~ While this was measured something else kept more than a quarter of a core busy, in one round at least.')
    cells[name] =
      (disturbed ? '~ ' : '') + count(medianOf(values, ({ perSecond }) => perSecond)) + (latencies ? ` (${p50} / ${p99} ms)` : '')
  }
  const ratio = ratioOf(results, 'nats-server', ({ perSecond }) => perSecond)
  const ours = results.get('Partyline')?.map(({ perSecond }) => perSecond)
  return { what, cells, ratio: ratio?.text, target: target?.(ours && median(ours), ratio?.median) }
}
