// Measures peers in turn (ours, theirs, ours, theirs ...), so that what else the machine does meets all of them alike; medians and ratios of pairs.
import type { Bench } from './bench.ts'
import type { Peer, PeerName } from './peers/peer.ts'

export type Rounds<T> = Map<PeerName, T[]>

export const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

export const medianOf = <T>(values: T[], pick: (value: T) => number): number => median(values.map(pick))

/** Calls `measure` once per peer and round. A peer that fails is left out from then on, and the reason noted below the table. */
export const alternate = async <T>(bench: Bench, peers: Peer[], what: string, measure: (peer: Peer) => Promise<T>): Promise<Rounds<T>> => {
  const results: Rounds<T> = new Map()
  const failed = new Set<PeerName>()
  for (let round = 1; round <= bench.rounds; round++) {
    for (const peer of peers.filter(({ name }) => !failed.has(name))) {
      bench.progress(`${what}, round ${round} of ${bench.rounds}: ${peer.name}`)
      try {
        results.set(peer.name, [...(results.get(peer.name) ?? []), await measure(peer)])
      } catch (error) {
        failed.add(peer.name)
        results.delete(peer.name)
        bench.note(`${peer.name}, ${what}: ${error instanceof Error ? error.message : error}`)
      }
    }
  }
  return results
}

export type Ratio = { median: number; text: string }

/** Ours divided by theirs, pair by pair; undefined where there are no pairs. */
export const ratioOf = <T>(results: Rounds<T>, theirs: PeerName, pick: (value: T) => number): Ratio | undefined => {
  const others = results.get(theirs) ?? []
  const ratios = (results.get('Partyline') ?? []).flatMap((ours, i) => {
    const other = others[i]
    return other === undefined ? [] : [pick(ours) / pick(other)]
  })
  if (ratios.length === 0) return undefined
  const middle = median(ratios)
  const spread = ratios.length > 1 ? ` (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})` : ''
  return { median: middle, text: `${middle.toFixed(2)} × ${theirs}${spread}` }
}
