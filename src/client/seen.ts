// What a client has seen of the lobby's log, so that after a broken connection it can ask for the rest: shown once, in order, and
// searched for its own messages whose receipts never came. It counts: every chat line and every receipt is one entry. But it also
// keeps the last of what it saw and compares, because a count alone would take a receipt for the chat that it overtook.
import { clientBounds } from './bounds.ts'
import type { EntryRow } from './entries.ts'

/** A message that was sent and may or may not have been stored. */
export type Unsettled = { readonly text: string; stored: boolean }

type SeenEntry = { readonly kind: 'chat' | 'own'; readonly text: string }

export class Seen {
  /** All up to this seq has been seen; and these are what was seen after it. */
  #base: number | undefined
  #entries: SeenEntry[] = []
  /** So many of them had been seen at a moment of quiet. */
  #mark = 0
  #early = 0

  /** The seq after which something may be missing; undefined until the hub has told one. */
  get seq(): number | undefined {
    return this.#base
  }

  /** As far as the log is known to go. */
  get end(): number {
    return (this.#base ?? 0) + this.#entries.length
  }

  /** Entries that came before the hub had told a seq. */
  get early(): number {
    return this.#early
  }

  /** Whether so much was seen since the last moment of quiet that sending should wait for the next one. */
  get wantsQuiet(): boolean {
    return this.#entries.length >= clientBounds.seenEntriesMax
  }

  chat(line: string): void {
    if (this.#base === undefined) this.#early++
    else this.#entries.push({ kind: 'chat', text: line })
    // A hub that tells ever more and answers nothing must not fill the memory.
    if (this.#entries.length > 2 * clientBounds.seenEntriesMax) this.#forget(clientBounds.seenEntriesMax)
  }

  receipt(text: string): void {
    if (this.#base !== undefined) this.#entries.push({ kind: 'own', text })
  }

  /** Nothing is unanswered: what was seen by now is all there was. Forgotten is what was seen by such a moment some time ago. */
  quiet(): void {
    if (this.#entries.length - this.#mark < clientBounds.seenEntriesKept) return
    this.#forget(this.#mark)
    this.#mark = this.#entries.length
  }

  /** The hub has said where the log is, and goes on with the very next entry. */
  reached(seq: number): void {
    this.#base = seq
    this.#entries = []
    this.#mark = 0
  }

  /**
   * Takes the entries after `seq`, a page of them at a time. Marks the messages that are found, and answers the entries that have not
   * been shown yet. `names` are those that this client has borne: the log shows the one of its time. The hub takes the lines of one
   * connection in order, so a message is looked for only behind the one before it.
   */
  take(entries: readonly EntryRow[], names: ReadonlySet<string>, messages: readonly Unsettled[]): EntryRow[] {
    let next = messages.findLastIndex(message => message.stored) + 1
    const fresh: EntryRow[] = []
    for (const entry of entries) {
      if (this.#wasSeen('chat', entry.chat)) continue
      if (!names.has(entry.author)) fresh.push(entry)
      // An upload of one's own is settled by its own retry, which is answered again.
      else if (entry.text !== undefined && !this.#wasSeen('own', entry.text)) {
        const found = messages.findIndex((message, index) => index >= next && message.text === entry.text)
        const message = messages[found]
        if (message === undefined) fresh.push(entry)
        else {
          message.stored = true
          next = found + 1
        }
      }
    }
    this.#base = entries.at(-1)?.seq ?? this.#base
    this.#mark = 0
    return fresh
  }

  /** Each was shown once, so each is found once. */
  #wasSeen(kind: SeenEntry['kind'], text: string): boolean {
    const at = this.#entries.findIndex(entry => entry.kind === kind && entry.text === text)
    if (at >= 0) this.#entries.splice(at, 1)
    return at >= 0
  }

  #forget(count: number): void {
    this.#entries.splice(0, count)
    this.#mark = Math.max(0, this.#mark - count)
    this.#base = (this.#base ?? 0) + count
  }
}
