// What the line door writes, read back into the words of a conversation.
import type { Notice, RoomSeen, Told } from './vocabulary.ts'

type Form = readonly [RegExp, (...found: string[]) => Told]

const forms: readonly Form[] = [
  [/^\* (\S+) edited (\d+): ?(.*)$/, (author = '', of, text = '') => ({ kind: 'edit', author, of: Number(of), text: severalLines(text) })],
  [/^\* (\S+) deleted (\d+)$/, (author = '', of) => ({ kind: 'delete', author, of: Number(of) })],
  [/^\* (\S+) deleted this$/, (author = '') => ({ kind: 'message', author, deleted: true })],
  [/^\* (\S+) reacted (\S+) to (\d+)$/, (author = '', emoji = '', of) => ({ kind: 'react', author, emoji, of: Number(of), on: true })],
  [/^\* (\S+) took back (\S+) from (\d+)$/, (author = '', emoji = '', of) => ({ kind: 'react', author, emoji, of: Number(of), on: false })],
  [/^\* (\S+) set the topic: ?(.*)$/, (author = '', text = '') => ({ kind: 'topic', author, text })],
  [/^\* (\S+) renamed the room (#\S+)$/, (author = '', name = '') => ({ kind: 'rename', author, name })],
  [/^\* (\S+) archived the room$/, (author = '') => ({ kind: 'archive', author, on: true })],
  [/^\* (\S+) opened the room again$/, (author = '') => ({ kind: 'archive', author, on: false })],
  [/^\* (\S+) (joined|left) the room$/, (author = '', change = '') => ({ kind: 'member', author, change, name: author })],
  [/^\* (\S+) invited (\S+)$/, (author = '', name = '') => ({ kind: 'member', author, change: 'invited', name })],
  [/^\* (\S+) put (.+) (\d+)$/, (author = '', name = '', bytes) => ({ kind: 'file', author, name, bytes: Number(bytes) })],
  [/^\* (\S+) deleted the file (.+)$/, (author = '', name = '') => ({ kind: 'file-gone', author, name })],
  [/^\* (\S+) renamed the file (.+) to (.+)$/, (author = '', name = '', to = '') => ({ kind: 'file-renamed', author, name, to })],
  [/^([^\s:]+): (.*)$/, (author = '', text = '') => ({ kind: 'message', author, text: severalLines(text) })],
]

/** What stands behind a room's label, or behind the time of a row. */
function readEntry(text: string): Told | undefined {
  for (const [form, make] of forms) {
    const found = form.exec(text)
    if (found !== null) return make(...found.slice(1))
  }
  return undefined
}

/** `[#ops] Ben: hello`: the label and the entry. */
export function readChat(line: string): { readonly label: string; readonly told: Told } | undefined {
  const [, label, text] = /^\[([#@]\S+)\] (.*)$/s.exec(line) ?? []
  const told = text === undefined ? undefined : readEntry(text)
  return label === undefined || told === undefined ? undefined : { label, told }
}

const row = /^(\d+) \d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d (.*)$/s

/** A row of `HISTORY` or `SINCE`. */
export function readRow(line: string): Told | undefined {
  const [, seq, text = ''] = row.exec(line) ?? []
  const told = readEntry(text)
  return told === undefined ? undefined : { ...told, seq: Number(seq) }
}

export function readGap(line: string): { readonly from: number; readonly to: number } | undefined {
  const [, from, to] = /^\d+ .{25} \* gap (\d+)-(\d+)$/.exec(line) ?? []
  return from === undefined ? undefined : { from: Number(from), to: Number(to) }
}

/** A row of `FOUND`: the room, then a row as above. */
export function readHit(line: string): { readonly label: string; readonly told: Told } | undefined {
  const [, label, rest = ''] = /^([#@]\S+) (.*)$/s.exec(line) ?? []
  const told = readRow(rest)
  return label === undefined || told === undefined ? undefined : { label, told }
}

export function readRoom(line: string): RoomSeen | undefined {
  const [, place, here, kind = '', state = '', topic = ''] = /^(#\S+) (\d+) (open|private) (member|invited|-)(?: (.*))?$/.exec(line) ?? []
  return place === undefined ? undefined : { place, here: Number(here), kind, state: state === '-' ? 'none' : state, topic }
}

export function readNotice(line: string): Notice {
  const [, comer] = /^\* (\S+) joined$/.exec(line) ?? []
  if (comer !== undefined) return { notice: 'come', name: comer }
  const [, renamed] = /^\* \S+ is now (\S+)$/.exec(line) ?? []
  if (renamed !== undefined) return { notice: 'come', name: renamed }
  const [, goer] = /^\* (\S+) left$/.exec(line) ?? []
  if (goer !== undefined) return { notice: 'go', name: goer }
  const [, by, place, typed] = /^\* (\S+) invites you to (#\S+)\. Type \/join (#\S+)$/.exec(line) ?? []
  if (by !== undefined && place !== undefined && place === typed) return { notice: 'invited', place, name: by }
  return { notice: 'said', text: line }
}

/** On a line a message of several lines is one. */
const severalLines = (text: string): string => text.replaceAll(' ⏎ ', '\n')
