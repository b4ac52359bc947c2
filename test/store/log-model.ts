// A room's log and timeline as they should be, small enough to be obviously right: what becomes of each new entry, and what is shown then.
import type { NewEntry, Outcome } from '../../src/hub/ports.ts'
import type { RefusalCode } from '../../src/protocol/refusals.ts'

type Stored = {
  seq: number
  at: number
  guest: number
  author: string
  kind: string
  id?: string
  text?: string
  replyTo?: number
  of?: number
  emoji?: string
  on?: boolean
  edited?: number
  deleted?: number
  change?: string
  member?: number
  name?: string
}
export type Shown = Stored & { reactions?: { emoji: string; count: number; mine: boolean }[] }

export class LogModel {
  readonly entries: Stored[] = []
  readonly members = new Set<number>()
  topic = ''
  archived = false
  /** By message and emoji: who reacted, each with the seq of it, in their order. */
  readonly #reactions = new Map<number, Map<string, Map<number, Stored>>>()

  get last(): number {
    return this.entries.length
  }

  /** What becomes of new entries of one guest; those without an outcome took the next seqs. */
  append(guest: number, author: string, at: number, bodies: readonly NewEntry[]): Outcome[] {
    const outcomes: Outcome[] = []
    for (const [index, body] of bodies.entries()) {
      const settled = this.#again(guest, body) ?? this.#apply(guest, body, at)
      if (typeof settled === 'string') outcomes.push({ index, refused: settled })
      else if (settled !== undefined) outcomes.push({ index, again: settled.seq, at: settled.at })
      else this.#store(guest, author, at, body)
    }
    return outcomes
  }

  /** What has a place on the timeline, as this guest sees it. */
  timeline(guest: number): Shown[] {
    return this.entries
      .filter(({ kind }) => !['edit', 'delete', 'react'].includes(kind))
      .map(entry => {
        const own = [...(this.#reactions.get(entry.seq) ?? [])]
          .filter(([, guests]) => guests.size > 0)
          .map(([emoji, guests]) => ({
            emoji,
            count: guests.size,
            mine: guests.has(guest),
            since: Math.min(...[...guests.values()].map(({ seq }) => seq)),
          }))
          .sort((one, other) => one.since - other.since)
          .map(({ since: _, ...reaction }) => reaction)
        return own.length === 0 ? entry : { ...entry, reactions: own }
      })
  }

  #again(guest: number, body: NewEntry): Stored | RefusalCode | undefined {
    if (body.id === undefined) return undefined
    const found = this.entries.find(entry => entry.guest === guest && entry.id === body.id)
    if (found === undefined) return undefined
    const about = (entry: { of?: number; replyTo?: number }): number | undefined => entry.of ?? entry.replyTo
    const same = found.kind === body.kind && about(found) === about(body as { of?: number; replyTo?: number })
    const sign = body.kind !== 'react' || (found.emoji === body.emoji && found.on === body.on)
    return same && sign ? found : 'id-used'
  }

  #message(seq: number): Stored | undefined {
    const entry = this.entries[seq - 1]
    return entry?.kind === 'message' && entry.deleted === undefined ? entry : undefined
  }

  #apply(guest: number, body: NewEntry, at: number): Stored | RefusalCode | undefined {
    const seq = this.last + 1
    switch (body.kind) {
      case 'message':
        return body.replyTo === undefined || this.#message(body.replyTo) !== undefined ? undefined : 'no-such-message'
      case 'edit':
      case 'delete': {
        const message = this.#message(body.of)
        if (message === undefined) return 'no-such-message'
        if (message.guest !== guest) return 'not-yours'
        if (body.kind === 'edit') Object.assign(message, { text: body.text, edited: seq })
        else {
          Object.assign(message, { text: '', deleted: seq })
          for (const edit of this.entries) if (edit.kind === 'edit' && edit.of === body.of) edit.text = ''
          this.#reactions.delete(body.of)
        }
        return undefined
      }
      case 'react':
        return this.#react(guest, body, seq, at)
      case 'topic':
        this.topic = body.text
        return undefined
      case 'archive':
        this.archived = body.on
        return undefined
      case 'member':
        if (body.change === 'left') return this.members.delete(body.member) ? undefined : 'not-a-member'
        this.members.add(body.member)
        return undefined
      default:
        return undefined
    }
  }

  #react(
    guest: number,
    { of, emoji, on }: Extract<NewEntry, { kind: 'react' }>,
    seq: number,
    at: number,
  ): Stored | RefusalCode | undefined {
    const message = this.#message(of)
    if (message === undefined) return 'no-such-message'
    const emojis = this.#reactions.get(of) ?? new Map<string, Map<number, Stored>>()
    this.#reactions.set(of, emojis)
    const own = emojis.get(emoji)?.get(guest)
    if (on && own !== undefined) return own
    if (!on && own === undefined) return message
    if (!on) {
      emojis.get(emoji)?.delete(guest)
      if (emojis.get(emoji)?.size === 0) emojis.delete(emoji)
      return undefined
    }
    if (!emojis.has(emoji) && emojis.size >= 20) return 'too-many'
    const guests = emojis.get(emoji) ?? new Map<number, Stored>()
    emojis.set(emoji, guests)
    guests.set(guest, { seq, at, guest, author: '', kind: 'react' })
    return undefined
  }

  #store(guest: number, author: string, at: number, body: NewEntry): void {
    const { named: _, ...rest } = body
    this.entries.push({ seq: this.last + 1, at, guest, author, ...rest })
  }
}
