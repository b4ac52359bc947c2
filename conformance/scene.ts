// What is so in one play of a conversation: the names that were made up for it, and the log of each room as far as it is known. Whatever
// anybody is told of a log has to be the same log, without a gap [R10].

import type { Report } from './conversation.ts'
import type { Asked, Told } from './doors/vocabulary.ts'
import { Mismatch } from './listener.ts'
import type { Deed } from './sentences.ts'
import { bytesOf, Scope } from './template.ts'

type Log = { last: number | undefined; readonly seqs: Map<string, number>; readonly entries: Map<number, string> }

const lobby = '#lobby'

export class Scene {
  readonly #scope = new Scope()
  readonly #people: ReadonlySet<string>
  readonly #logs = new Map<string, Log>()
  /** What was stored under an id, or as a reaction. */
  readonly #stored = new Map<string, number>()

  constructor(people: ReadonlySet<string>) {
    this.#people = people
  }

  /** What `ben` is called in this play. */
  nameOf(who: string): string {
    return this.#people.has(who) ? `${who}-${this.#scope.suffix}` : who
  }

  isOurs(name: string): boolean {
    return name.endsWith(this.#scope.suffix)
  }

  /** `#ops` and `@ben,eve` as the hub calls them. */
  place(place: string): string {
    if (place === lobby) return lobby
    if (place.startsWith('#')) return `${bytesOf(place, this.#scope)}-${this.#scope.suffix}`
    return `@${place
      .slice(1)
      .split(',')
      .map(who => this.nameOf(who))
      .sort()
      .join(',')}`
  }

  file(name: string): string {
    return this.#scope.unique(name)
  }

  /** A text with its escapes read and its people named. */
  text(raw: string): string {
    const plain = bytesOf(raw, this.#scope).toString()
    return plain.replaceAll(/@([a-z][a-z0-9]*)/g, (whole, who: string) => (this.#people.has(who) ? `@${this.nameOf(who)}` : whole))
  }

  /** The seq of a message by its text. */
  seqOf(place: string, raw: string | undefined): number {
    const seq = this.#log(this.place(place)).seqs.get(raw ?? '')
    if (seq === undefined) throw new Error(`nobody has said "${raw}" in ${place}, or its seq is not known`)
    return seq
  }

  asked({ deed, ...more }: Deed): Asked {
    const { people = [], kind = 'open', emoji = '', to = '', file = '' } = more
    const place = this.place(more.place ?? lobby)
    const text = this.text(more.text ?? '')
    const of = (): number => this.seqOf(more.place ?? '', more.of)
    switch (deed) {
      case 'make':
        return { ask: 'make', place, kind }
      case 'join':
      case 'leave':
        return { ask: deed, place }
      case 'invite':
        return { ask: 'invite', place, person: this.nameOf(people[0] ?? '') }
      case 'topic':
        return { ask: 'topic', place, text }
      case 'rename':
        return { ask: 'rename', place, to: this.place(to) }
      case 'archive':
      case 'open':
        return { ask: 'archive', place, on: deed === 'archive' }
      case 'say':
        return { ask: 'say', place, text }
      case 'answer':
        return { ask: 'say', place, text, replyTo: of() }
      case 'tell':
        return { ask: 'tell', people: people.map(who => this.nameOf(who)), text }
      case 'edit':
        return { ask: 'edit', place, of: of(), text }
      case 'delete':
        return { ask: 'delete', place, of: of() }
      case 'react':
      case 'take back':
        return { ask: 'react', place, of: of(), emoji, on: deed === 'react' }
      case 'put':
        return { ask: 'put', name: this.file(file), text }
      case 'mark':
        return { ask: 'read', place, seq: of() }
      case 'type':
        return { ask: 'type', place }
      case 'forget':
        return { ask: 'forget' }
      case 'go':
        return { ask: 'exit' }
      default:
        return deed satisfies never
    }
  }

  /** What should be told of a deed that was heard, or is read as a row. */
  told({ author, deed: { deed, ...more }, naming, edited, reactions }: Report, place = more.place ?? lobby): Told {
    const by = { author: this.nameOf(author) }
    const text = this.text(more.text ?? '')
    const of = (): number => this.seqOf(place, more.of)
    const marks = {
      ...(naming !== undefined && { mentions: naming.map(who => this.nameOf(who)).sort() }),
      ...(edited && { edited }),
      ...(reactions !== undefined && { reactions }),
    }
    switch (deed) {
      case 'join':
      case 'leave':
        return { ...by, kind: 'member', change: deed === 'join' ? 'joined' : 'left', name: by.author }
      case 'invite':
        return { ...by, kind: 'member', change: 'invited', name: this.nameOf(more.people?.[0] ?? '') }
      case 'topic':
        return { ...by, kind: 'topic', text }
      case 'rename':
        return { ...by, kind: 'rename', name: this.place(more.to ?? '') }
      case 'archive':
      case 'open':
        return { ...by, kind: 'archive', on: deed === 'archive' }
      case 'say':
        return { ...by, kind: 'message', text, ...marks }
      case 'answer':
        return { ...by, kind: 'message', text, replyTo: of(), ...marks }
      case 'edit':
        return { ...by, kind: 'edit', of: of(), text, ...marks }
      case 'delete':
        return more.of === undefined ? { ...by, kind: 'message', deleted: true } : { ...by, kind: 'delete', of: of() }
      case 'react':
      case 'take back':
        return { ...by, kind: 'react', of: of(), emoji: more.emoji ?? '', on: deed === 'react' }
      case 'put':
        return { ...by, kind: 'file', name: this.file(more.file ?? ''), bytes: more.bytes ?? 0 }
      default:
        throw new Error(`nobody hears of this (${deed})`)
    }
  }

  /** A new room: whatever had its name before is another one. */
  made(place: string): void {
    this.#logs.delete(place.toLowerCase())
  }

  /** Somebody has come into a room whose log ends here. */
  entered(place: string, last: number | undefined): void {
    const log = this.#log(place)
    if (last === undefined || place === lobby) return
    if (log.last !== undefined && last !== log.last && last !== log.last + 1)
      throw new Mismatch(`${place} ends at ${last}, but it ended at ${log.last} before`)
    log.last = last
  }

  /** One more entry, of which its author knows the seq, or not. */
  grown(place: string, seq: number | undefined, deed: Deed, key: string): void {
    const log = this.#log(place)
    const next = log.last === undefined || place === lobby ? seq : log.last + 1
    if (seq !== undefined && seq !== next) throw new Mismatch(`expected: seq ${next} in ${place}\ngot:      seq ${seq}`)
    log.last = next
    if (next === undefined) return
    this.#stored.set(key, next)
    if (deed.deed === 'say' || deed.deed === 'tell' || deed.deed === 'answer') log.seqs.set(deed.text ?? '', next)
    if (deed.deed === 'edit') log.seqs.set(deed.text ?? '', log.seqs.get(deed.of ?? '') ?? 0)
    if (deed.deed === 'rename') this.#logs.set(this.place(deed.to ?? '').toLowerCase(), log)
  }

  /** What is stored already has the seq that it had. */
  expectSame(key: string, seq: number | undefined): void {
    const before = this.#stored.get(key)
    if (seq !== undefined && before !== undefined && seq !== before)
      throw new Mismatch(`expected: seq ${before} again\ngot:      seq ${seq}`)
  }

  /** Something that was told: at one seq everybody is told the same. */
  heard(place: string, told: Told, deed?: Deed): void {
    const { seq, kind, author, of = '' } = told
    if (seq === undefined) return
    const log = this.#log(place)
    const what = `${kind} of ${author} ${of}`
    const before = log.entries.get(seq)
    if (before !== undefined && before !== what)
      throw new Mismatch(`expected: at seq ${seq} of ${place} the ${before}\ngot:      the ${what}`)
    log.entries.set(seq, what)
    if (place !== lobby) log.last = Math.max(seq, log.last ?? 0)
    if (deed?.text !== undefined && kind === 'message') log.seqs.set(deed.text, seq)
  }

  #log(place: string): Log {
    const key = place.toLowerCase()
    const log = this.#logs.get(key) ?? { last: undefined, seqs: new Map(), entries: new Map() }
    this.#logs.set(key, log)
    return log
  }
}
