// What a room's log holds: every lasting change is an entry with its seq, and entries travel in batches.

/** What an entry holds. */
export type EntryBody =
  | MessageBody
  | { readonly kind: 'edit'; readonly of: number; readonly text: string; readonly mentions?: readonly number[] }
  | { readonly kind: 'delete'; readonly of: number }
  | { readonly kind: 'react'; readonly of: number; readonly emoji: string; readonly on: boolean }
  | { readonly kind: 'topic'; readonly text: string }
  | { readonly kind: 'rename'; readonly name: string }
  | { readonly kind: 'archive'; readonly on: boolean }
  | { readonly kind: 'member'; readonly change: 'joined' | 'left' | 'invited'; readonly member: number; readonly name: string }
  /** A file is on the shelf; `file` is its id. */
  | { readonly kind: 'file'; readonly name: string; readonly bytes: number; readonly sha256: string; readonly file?: string }
  | { readonly kind: 'file-gone'; readonly file: string; readonly name: string; readonly why: 'deleted' | 'expired' }
  | { readonly kind: 'file-renamed'; readonly file: string; readonly name: string; readonly to: string }

/** The text is the present one: an edit replaces it, and a deletion leaves the seq, without a text. */
type MessageBody = {
  readonly kind: 'message'
  readonly text: string
  readonly replyTo?: number
  /** The guests whom it names. */
  readonly mentions?: readonly number[]
  /** Names of files on the room's shelf. */
  readonly files?: readonly string[]
  /** The seq of the last edit. */
  readonly edited?: number
  /** The seq of its deletion. */
  readonly deleted?: number
}

/** A place in a room's gapless log. `session` and `guest` say whose it is; `author` is the name as it was then; `id` is the sender's own. */
export type Entry = EntryBody & {
  readonly seq: number
  readonly at: number
  readonly session: number
  readonly guest: number
  readonly author: string
  readonly id?: string
}

/** Entries that follow each other in one room's log, as they go to everybody in it. */
export type EntryBatch = {
  readonly room: number
  /** What the line door calls the room in front of each line; of a direct room of two: nothing, since it is called by the author's name. */
  readonly label: string
  readonly entries: readonly Entry[]
  readonly first: number
  readonly last: number
  /** Which of the entries each session wrote: it has receipts for them. */
  readonly authors: ReadonlyMap<number, readonly number[]>
}

/** Puts entries (at least one, gapless, in order) into the form in which they are delivered. */
export function batchOf(room: number, label: string, entries: readonly Entry[]): EntryBatch {
  const first = entries[0]?.seq ?? 0
  const authors = new Map<number, number[]>()
  entries.forEach((entry, index) => {
    const own = authors.get(entry.session)
    if (own === undefined) authors.set(entry.session, [index])
    else own.push(index)
  })
  return { room, label, entries, first, last: first + entries.length - 1, authors }
}
