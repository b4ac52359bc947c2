// When much is going on, an operator makes a hub calmer by one number: what each limit is at most, at level 1 to 4. Level 0 leaves them as they are.
import type { LimitKey } from './limits.ts'

type Ceilings = readonly [one: number, two: number, three: number, four: number]

const MiB = 1_024 * 1_024

export const calmTable = {
  'max-clients-per-address': [50, 25, 10, 5],
  'max-new-clients-per-address': [150, 60, 20, 6],
  'max-lines-per-second': [500, 50, 10, 2],
  'burst-seconds': [4, 3, 3, 3],
  'flood-seconds': [300, 120, 60, 30],
  'max-transfers-per-person': [16, 8, 4, 2],
  'person-bytes-per-second': [50 * MiB, 10 * MiB, 2 * MiB, MiB / 2],
} as const satisfies Partial<Record<LimitKey, Ceilings>>

type CalmedKey = keyof typeof calmTable
export const isCalmed = (key: string): key is CalmedKey => Object.hasOwn(calmTable, key)
export const calmedKeys = Object.keys(calmTable).filter(isCalmed)

/** The limit's value at a level: its own, or the ceiling where that is lower. A limit of 0 bounds nothing, so the ceiling counts. */
export function calmed(key: CalmedKey, value: number, level: number): number {
  const ceiling = calmTable[key][level - 1]
  return ceiling === undefined ? value : Math.min(value === 0 ? ceiling : value, ceiling)
}
