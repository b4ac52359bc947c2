// What ping-pong, pipelined and deliveries share: one load on every peer in turn, and a row of it.
import type { Bench } from '../bench.ts'
import { generateLoad, type Load, type Measured } from '../generator.ts'
import { alternate, median, medianOf, ratioOf } from '../rounds.ts'
import { withServer } from '../servers.ts'
import { count, type Row } from '../table.ts'

export type LoadRow = {
  what: string
  load: Load
  dialect: 'answering' | 'room'
  latencies: boolean
  target?: (oursPerSecond: number | undefined, ratio: number | undefined) => string
}

const othersBusyMax = 0.25

const milliseconds = (value: number): string => value.toPrecision(value < 0.1 ? 2 : 3)

export const runLoad = async (bench: Bench, { what, load, dialect, latencies, target }: LoadRow): Promise<Row> => {
  const peers = bench.peers.filter(peer => peer[dialect] !== undefined)
  const results = await alternate<Measured>(bench, peers, what, peer =>
    withServer(bench, peer, running => {
      const words = peer[dialect]
      if (words === undefined) throw new Error('cannot do this')
      return generateLoad(bench, running, words, load)
    }),
  )
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
