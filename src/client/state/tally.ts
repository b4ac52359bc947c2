// A count up to a bound, of which the newest are known by their seqs: so it can be told what is left when some were read or taken away.
import { limits } from '../../protocol/limits.ts'

const most = limits.unreadCountMax

/** `told`: counted by the hub, or too many to be known by seq. `over`: the highest seq among those that are not known any more. */
export type Tally = { readonly told: number; readonly over: number; readonly seqs: readonly number[] }

/** What the hub says there are. */
export const tallyOf = (told: number): Tally => ({ told, over: 0, seqs: [] })

export const total = ({ told, seqs }: Tally): number => Math.min(told + seqs.length, most)

export function withSeq(tally: Tally, seq: number): Tally {
  if (tally.seqs.includes(seq)) return tally
  const seqs = [...tally.seqs, seq]
  return seqs.length <= most ? { ...tally, seqs } : { told: most, over: seqs[0] ?? 0, seqs: seqs.slice(1) }
}

/** Without one of them; `told` when it was among those that the hub counted. */
export function withoutSeq(tally: Tally, seq: number, told: boolean): Tally {
  if (tally.seqs.includes(seq)) return { ...tally, seqs: tally.seqs.filter(one => one !== seq) }
  // Beyond the bound nobody knows how many there are, so one less changes nothing.
  return told && tally.told < most ? { ...tally, told: Math.max(0, tally.told - 1) } : tally
}

/** Without those up to a seq. What the hub counted is gone when the seq is past all of it (`counted`). */
export function after(tally: Tally, seq: number, counted: number): Tally {
  const told = seq >= Math.max(counted, tally.over) ? 0 : tally.told
  return { ...tally, told, seqs: tally.seqs.filter(one => one > seq) }
}
