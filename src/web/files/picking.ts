// Which files of a room one wants to see, and in which order.
import type { FileRow } from '../../protocol/files.ts'
import { type Kind, kindOf } from './kinds.ts'

export const orders = ['newest', 'name', 'largest'] as const
export const groups = ['all', 'image', 'sound', 'text', 'other'] as const

type Group = (typeof groups)[number]
export type Filter = { readonly text: string; readonly group: Group; readonly order: (typeof orders)[number] }

export const everything: Filter = { text: '', group: 'all', order: 'newest' }

const groupOf: Readonly<Record<Kind, Group>> = {
  image: 'image',
  audio: 'sound',
  video: 'sound',
  text: 'text',
  pdf: 'text',
  other: 'other',
}

/** Numbers in names count as numbers: `2.jpg` before `10.jpg`. */
const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

const compare: Readonly<Record<Filter['order'], (one: FileRow, other: FileRow) => number>> = {
  newest: (one, other) => other.modifiedAt - one.modifiedAt,
  name: () => 0,
  largest: (one, other) => other.bytes - one.bytes,
}

export function pickedFrom(rows: readonly FileRow[], { text, group, order }: Filter): FileRow[] {
  const wanted = text.trim().toLowerCase()
  return rows
    .filter(({ name }) => name.toLowerCase().includes(wanted) && (group === 'all' || groupOf[kindOf(name)] === group))
    .sort((one, other) => compare[order](one, other) || names.compare(one.name, other.name))
}
