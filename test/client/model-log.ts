// A room's log as a hub keeps it, small enough to be obviously right: what entries are, what they do to messages, and pages of what there is now.

import type { EntriesAsked } from '../../src/protocol/asking.ts'
import type { WireEntry, WireRow } from '../../src/protocol/json.ts'
import type { Reaction, RoomView } from '../../src/protocol/rooms.ts'

type Message = Extract<WireEntry, { kind: 'message' }>
type Body = WireEntry extends infer E ? (E extends WireEntry ? Omit<E, 'seq' | 'at' | 'author'> : never) : never
export type Page = { rows: WireRow[]; covers: [number, number]; asOf: number; before: boolean; after: boolean }

export class ModelLog {
  readonly #log: WireEntry[] = []
  /** What is before this seq was removed. */
  first = 1
  /** By message: emoji to guests, in the order in which they came. */
  readonly #reactions = new Map<number, Map<string, Set<number>>>()

  get last(): number {
    return this.#log.length
  }

  /** Appends an entry if it changes something; a message that it is about must be there. */
  append(body: Body): WireEntry | undefined {
    const seq = this.#log.length + 1
    const entry = { seq, at: seq * 1_000, author: `G${body.guest}`, ...body } as WireEntry
    if (!this.#apply(entry)) return undefined
    this.#log.push(entry)
    return entry
  }

  /** The entries of some seqs as they are read now. */
  entries(from: number, to: number): WireEntry[] {
    return this.#log.slice(from - 1, to)
  }

  /** What `log` answers. */
  after(seq: number, most = 500): { entries: WireEntry[]; first: number; last: number } {
    return { entries: this.entries(Math.max(seq + 1, this.first), Math.min(seq + most, this.last)), first: this.first, last: this.last }
  }

  /** Seqs of messages that can still be changed. */
  messages(): number[] {
    return this.#log.filter(entry => entry.kind === 'message' && entry.deleted === undefined).map(({ seq }) => seq)
  }

  page({ at, seq = 0, rows: most = 50 }: EntriesAsked, me: number): Page {
    const all = this.#log.filter(({ kind }) => kind !== 'edit' && kind !== 'delete' && kind !== 'react')
    const half = Math.ceil(most / 2)
    const older = (than: number, count: number) => all.filter(row => row.seq < than).slice(-count)
    const newer = (than: number, count: number) => (count === 0 ? [] : all.filter(row => row.seq > than).slice(0, count))
    const before =
      at === 'latest' ? older(this.last + 1, most) : at === 'before' ? older(seq, most) : at === 'around' ? older(seq + 1, half) : []
    const after = at === 'after' ? newer(seq, most) : at === 'around' ? newer(seq, most - half) : []
    const rows = [...before, ...after]
    const reachesBack = at !== 'after' && before.length < (at === 'around' ? half : most)
    const reachesOn = at === 'latest' || (at !== 'before' && after.length < (at === 'around' ? most - half : most))
    const from = reachesBack ? 1 : at === 'after' ? seq + 1 : (rows[0]?.seq ?? 1)
    const to = reachesOn ? this.last : at === 'before' ? Math.min(seq - 1, this.last) : (rows.at(-1)?.seq ?? seq)
    return { rows: rows.map(row => this.#row(row, me)), covers: [from, to], asOf: this.last, before: from > 1, after: to < this.last }
  }

  view(me: number, read: number, id = 1): RoomView {
    const after = this.#log.filter(entry => entry.seq > read && entry.guest !== me)
    const unread = after.filter(entry => entry.kind === 'file' || (entry.kind === 'message' && entry.deleted === undefined))
    const mentions = unread.filter(entry => entry.kind === 'message' && entry.mentions?.includes(me))
    return {
      id,
      name: id === 1 ? '#lobby' : `#room${id}`,
      kind: 'open',
      topic: '',
      archived: false,
      owner: 0,
      first: 1,
      last: this.last,
      read,
      unread: Math.min(unread.length, 100),
      mentions: Math.min(mentions.length, 100),
      here: 1,
    }
  }

  #row(entry: WireEntry, me: number): WireRow {
    const reactions = [...(this.#reactions.get(entry.seq) ?? [])]
      .filter(([, guests]) => guests.size > 0)
      .map(([emoji, guests]): Reaction => ({ emoji, count: guests.size, mine: guests.has(me) }))
    return reactions.length === 0 ? entry : { ...entry, reactions }
  }

  #apply(entry: WireEntry): boolean {
    switch (entry.kind) {
      case 'edit': {
        const { text, mentions, seq } = entry
        return this.#change(entry.of, ({ mentions: _, ...rest }) => ({
          ...rest,
          text,
          edited: seq,
          ...(mentions !== undefined && { mentions }),
        }))
      }
      case 'delete':
        this.#reactions.delete(entry.of)
        // The texts of the edits of a deleted message go with it ([R11]).
        for (const [index, edit] of this.#log.entries()) {
          if (edit.kind !== 'edit' || edit.of !== entry.of) continue
          const { mentions: _, ...rest } = edit
          this.#log[index] = { ...rest, text: '' }
        }
        return this.#change(entry.of, ({ mentions: _, files: __, ...rest }) => ({ ...rest, text: '', deleted: entry.seq }))
      case 'react': {
        if (!this.#change(entry.of, message => message)) return false
        const emojis = this.#reactions.get(entry.of) ?? new Map<string, Set<number>>()
        this.#reactions.set(entry.of, emojis)
        const guests = emojis.get(entry.emoji) ?? new Set<number>()
        emojis.set(entry.emoji, guests)
        if (guests.has(entry.guest) === entry.on) return false
        if (entry.on) guests.add(entry.guest)
        else guests.delete(entry.guest)
        return true
      }
      default:
        return true
    }
  }

  #change(seq: number, change: (message: Message) => Message): boolean {
    const entry = this.#log[seq - 1]
    if (entry?.kind !== 'message' || entry.deleted !== undefined) return false
    this.#log[seq - 1] = change(entry)
    return true
  }
}
