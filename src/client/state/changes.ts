// What an edit, a deletion or a reaction does to the row of its message.
import type { WireEntry } from '../../protocol/json.ts'
import type { Reaction } from '../../protocol/rooms.ts'
import type { TimelineRow } from './state.ts'

/** An entry that is no row: it changes the message `of`. */
export type Change = Extract<WireEntry, { kind: 'edit' | 'delete' | 'react' }>
type Message = Extract<TimelineRow, { kind: 'message' }>

export const isChange = (entry: WireEntry): entry is Change => entry.kind === 'edit' || entry.kind === 'delete' || entry.kind === 'react'

/** The row as it is after the change; the same row when the change is already in it. `me` is one's own guest number. */
export function changed(row: TimelineRow, change: Change, me: number): TimelineRow {
  if (row.kind !== 'message') return row
  switch (change.kind) {
    case 'edit':
      return edited(row, change)
    case 'delete':
      return tombstone(row, change.seq)
    case 'react':
      return row.deleted === undefined ? reacted(row, change, change.guest === me) : row
  }
}

// A message that was read late is already as its later edits made it, and the earlier ones come behind it.
function edited(row: Message, { seq, text, mentions }: Extract<Change, { kind: 'edit' }>): Message {
  if (row.deleted !== undefined || seq <= (row.edited ?? row.seq)) return row
  const { mentions: _, ...rest } = row
  return { ...rest, text, edited: seq, ...(mentions !== undefined && mentions.length > 0 && { mentions }) }
}

function tombstone(row: Message, deleted: number): Message {
  const { mentions: _, files: __, reactions: ___, ...rest } = row
  return { ...rest, text: '', deleted }
}

function reacted(row: Message, { emoji, on }: Extract<Change, { kind: 'react' }>, mine: boolean): Message {
  const { reactions = [], ...rest } = row
  const found = reactions.find(reaction => reaction.emoji === emoji)
  const next: Reaction = { emoji, count: (found?.count ?? 0) + (on ? 1 : -1), mine: mine ? on : (found?.mine ?? false) }
  const others = found === undefined ? [...reactions, next] : reactions.map(reaction => (reaction === found ? next : reaction))
  const left = others.filter(reaction => reaction.count > 0)
  return left.length === 0 ? rest : { ...rest, reactions: left }
}
