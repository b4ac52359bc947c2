// Rows of HISTORY and SINCE, read; and written again as the chat lines they would have been.

export type EntryRow = {
  readonly seq: number
  readonly time: string
  readonly author: string
  /** What was said; undefined where a file was put. */
  readonly text: string | undefined
  /** The line that others in the room saw when it happened. */
  readonly chat: string
}

const rowForm = /^(\d{1,15}) (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d) (.*)$/s
const messageForm = /^([^\s:*]\S*?): (.*)$/s
const fileForm = /^\* (\S+) put .+ \d+$/s

/** One row, or undefined where it is none. */
export function readEntryRow(row: string): EntryRow | undefined {
  const [, digits, time, rest] = rowForm.exec(row) ?? []
  if (digits === undefined || time === undefined || rest === undefined) return undefined
  const [, speaker, text] = messageForm.exec(rest) ?? []
  const author = speaker ?? fileForm.exec(rest)?.[1]
  if (author === undefined) return undefined
  return { seq: Number(digits), time, author, text: speaker === undefined ? undefined : text, chat: `[#lobby] ${rest}` }
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

const lobbyForm = /^\[#lobby\] /

/** Whether an unasked line is an entry of the lobby's log. */
export const isLobbyEntry = (line: string): boolean => lobbyForm.test(line)
