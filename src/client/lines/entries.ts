// Rows of HISTORY and SINCE, and chat lines, read: what was done, and by whom, is the same text in both.

export type EntryRow = {
  readonly seq: number
  readonly time: string
  /** Nobody where entries were removed. */
  readonly author: string
  /** What others in the room read behind its mark: `Ben: hi`, `* Ben edited 12: hi`. */
  readonly said: string
  /** The same without who did it: `: hi`, ` edited 12: hi`. */
  readonly deed: string
  readonly kind: 'message' | 'deleted' | 'edit' | 'file' | 'other' | 'gap'
  /** The message that an edit changed. */
  readonly of: number | undefined
}

const rowForm = /^(\d{1,15}) (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d) (.*)$/s
const messageForm = /^([^\s:*][^\s:]*)(: .*)$/s
const changeForm = /^\* (\S+)( .+)$/s
const gapForm = /^\* gap \d{1,15}-\d{1,15}$/
const editForm = /^ edited (\d{1,15}): /
const fileForm = /^ put .+ \d+$/s
const chatForm = /^\[([#@][^\]\s]+)\] (.*)$/s

/** One row, or undefined where it is none. */
export function readEntryRow(row: string): EntryRow | undefined {
  const [, digits, time, said] = rowForm.exec(row) ?? []
  if (digits === undefined || time === undefined || said === undefined) return undefined
  const place = { seq: Number(digits), time, said, of: undefined }
  if (gapForm.test(said)) return { ...place, author: '', deed: said, kind: 'gap' }
  const [, speaker, words] = messageForm.exec(said) ?? []
  if (speaker !== undefined && words !== undefined) return { ...place, author: speaker, deed: words, kind: 'message' }
  const [, author, deed] = changeForm.exec(said) ?? []
  if (author === undefined || deed === undefined) return undefined
  const of = editForm.exec(deed)?.[1]
  if (of !== undefined) return { ...place, author, deed, kind: 'edit', of: Number(of) }
  return { ...place, author, deed, kind: deed === ' deleted this' ? 'deleted' : fileForm.test(deed) ? 'file' : 'other' }
}

/** All rows, or undefined if one of them is none. */
export function readEntryRows(rows: readonly string[]): EntryRow[] | undefined {
  const entries: EntryRow[] = []
  for (const row of rows) {
    const entry = readEntryRow(row)
    if (entry === undefined) return undefined
    entries.push(entry)
  }
  return entries
}

/** An unasked line that is marked with a room is one entry of its log: `[#ops] Ben: hi`. Undefined for any other line. */
export function readChat(line: string): { readonly room: string; readonly said: string } | undefined {
  const [, room, said] = chatForm.exec(line) ?? []
  return room === undefined || said === undefined ? undefined : { room, said }
}

/** The name that a room has from this entry on; undefined unless it is a renaming. */
export const renamedTo = (said: string): string | undefined => /^\* \S+ renamed the room (#\S+)$/.exec(said)?.[1]

/** Whether a room is archived from this entry on; undefined where it says nothing about that. */
export function archivedBy(said: string): boolean | undefined {
  if (/^\* \S+ archived the room$/.test(said)) return true
  return /^\* \S+ opened the room again$/.test(said) ? false : undefined
}
