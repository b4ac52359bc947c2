// What a client has seen of one room's log, so that after a broken connection it can ask for the rest: shown once, in order, and
// searched for what it had done itself without hearing an answer. It counts: every chat line and every answer to what makes an entry
// is one entry. But it also keeps the last of what it saw and compares, because a count alone would take an answer for the chat that
// it overtook. Where an answer may mean an entry or none, nothing is forgotten until the hub has been asked where the log is.
import { clientBounds } from './bounds.ts'
import type { EntryRow } from './entries.ts'

/** Something that was sent and may or may not have been stored: `deed` is what its row would say behind the name. */
export type Unsettled = { readonly deed: string; stored: boolean }

/** `key` is what was said, with or without who said it; a message also has an author, undefined for oneself. */
type SeenEntry = {
  readonly key: string
  readonly isOwn: boolean
  readonly isMessage: boolean
  readonly author: string | undefined
  readonly counts: boolean
}

export class Seen {
  /** All up to this seq has been seen; and these are what was seen after it. */
  #base: number | undefined
  #entries: SeenEntry[] = []
  /** So many of them had been seen at a moment of quiet. */
  #mark = 0
  #early = 0
  #isUncertain = false

  /** The seq after which something may be missing; undefined until the hub has told one. */
  get seq(): number | undefined {
    return this.#base
  }

  /** As far as the log is known to go. */
  get end(): number {
    return (this.#base ?? 0) + countingOf(this.#entries)
  }

  /** Entries that came before the hub had told a seq. */
  get early(): number {
    return this.#early
  }

  /** Whether there may be more entries than were counted. */
  get isUncertain(): boolean {
    return this.#isUncertain
  }

  /** Whether so much was seen since the last moment of quiet that sending should wait for the next one. */
  get wantsQuiet(): boolean {
    return this.#entries.length >= clientBounds.seenEntriesMax
  }

  /** An entry of somebody else's, as it is told in the room: `Ben: hi`. */
  chat(said: string): void {
    if (this.#base === undefined) {
      this.#early++
      return
    }
    const author = /^([^\s:*][^\s:]*): /.exec(said)?.[1]
    this.#entries.push({ key: keyOf(said), isOwn: false, isMessage: author !== undefined, author, counts: true })
    // A hub that tells ever more and answers nothing must not fill the memory.
    if (this.#entries.length > 2 * clientBounds.seenEntriesMax) this.#forget(clientBounds.seenEntriesMax)
  }

  /** An entry of one's own was answered; `perhaps`: the same answer is given where there was nothing to do. */
  own(deed: string, perhaps = false): void {
    if (this.#base === undefined) return
    this.#entries.push({ key: keyOf(deed), isOwn: true, isMessage: deed.startsWith(': '), author: undefined, counts: !perhaps })
    if (perhaps) this.#isUncertain = true
  }

  /** The hub said something else about its log than was counted. */
  doubt(): void {
    this.#isUncertain = true
  }

  /** Nothing is unanswered: what was seen by now is all there was. Forgotten is what was seen by such a moment some time ago. */
  quiet(): void {
    if (this.#isUncertain || this.#entries.length - this.#mark < clientBounds.seenEntriesKept) return
    this.#forget(this.#mark)
    this.#mark = this.#entries.length
  }

  /** The hub has said where the log is, and goes on with the very next entry. */
  reached(seq: number): void {
    this.#base = seq
    this.#entries = []
    this.#mark = 0
    this.#isUncertain = false
  }

  /**
   * Takes the entries after `seq`, a page of them at a time. Marks what is found of `unsettled`, and answers the entries that have not
   * been shown yet. `names` are those that this client has borne: the log shows the one of its time. The hub takes the lines of one
   * connection in order, so each is looked for only behind the one before it.
   */
  take(rows: readonly EntryRow[], names: ReadonlySet<string>, unsettled: readonly Unsettled[]): EntryRow[] {
    const changed = new Set(rows.map(row => row.of))
    const fresh = rows.filter(row => {
      const isOwn = names.has(row.author)
      // A message shows its present text, so what was seen of it cannot be found by that.
      const wasChanged = row.kind === 'deleted' || (row.kind === 'message' && changed.has(row.seq))
      if (wasChanged && this.#dropMessage(isOwn ? undefined : row.author)) return false
      if (this.#drop(false, row.said)) return false
      if (!isOwn) return true
      // An upload of one's own is settled by its own retry, which is answered again.
      if (row.kind === 'file' || this.#drop(true, row.deed)) return false
      return !settle(row.deed, unsettled)
    })
    this.#base = rows.at(-1)?.seq ?? this.#base
    this.#mark = 0
    return fresh
  }

  /** Each was shown once, so each is found once. */
  #drop(isOwn: boolean, text: string): boolean {
    const key = keyOf(text)
    return this.#dropAt(this.#entries.findIndex(entry => entry.isOwn === isOwn && entry.key === key))
  }

  /** The first message of this author that no row has stood for yet. */
  #dropMessage(author: string | undefined): boolean {
    return this.#dropAt(this.#entries.findIndex(entry => entry.isMessage && entry.author === author))
  }

  #dropAt(at: number): boolean {
    if (at >= 0) this.#entries.splice(at, 1)
    return at >= 0
  }

  #forget(count: number): void {
    this.#base = (this.#base ?? 0) + countingOf(this.#entries.splice(0, count))
    this.#mark = Math.max(0, this.#mark - count)
  }
}

const countingOf = (entries: readonly SeenEntry[]): number => entries.reduce((sum, entry) => sum + (entry.counts ? 1 : 0), 0)

/** Marks the first that it may be; answers whether there is one. */
function settle(deed: string, unsettled: readonly Unsettled[]): boolean {
  const next = unsettled.findLastIndex(one => one.stored) + 1
  const found = unsettled.find((one, index) => index >= next && one.deed === deed)
  if (found !== undefined) found.stored = true
  return found !== undefined
}

const keyCharactersMax = 100

/** A short text stands for itself, a long one for its fingerprint: a hub that tells of many rooms at length must not fill the memory. */
function keyOf(text: string): string {
  if (text.length <= keyCharactersMax) return text
  let one = 0x811c9dc5
  let other = 0x9747b28c
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    one = Math.imul(one ^ unit, 0x01000193)
    other = Math.imul(other ^ unit, 0x85ebca6b) + 0x52dce729
  }
  return `${text.length} ${one} ${other}`
}
