// Answers of several lines: search hits, rooms, people, sessions, help.
import type { State } from '../../client/state/state.ts'
import type { FileRow } from '../../protocol/files.ts'
import type { WireHit } from '../../protocol/json.ts'
import type { SessionRow } from '../../protocol/messages.ts'
import type { Person, RoomListing } from '../../protocol/rooms.ts'
import { writeAddress } from '../../protocol/text-rows.ts'
import { writeBytes } from '../amounts.ts'
import { keysHelp } from './bindings.ts'
import { columnsOf } from './columns.ts'
import { commandNames, commands } from './commands.ts'
import { plainLine } from './plain.ts'
import { authorLook, looks, type Row, type Span, span } from './spans.ts'
import { sentenceOf } from './timeline/words.ts'
import { stamp } from './times.ts'
import type { Panel } from './ui.ts'

const pad = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - columnsOf(text)))

export function helpPanel(): Panel {
  const rows: Row[] = [
    ...commandNames.map(name => [span(pad(commands[name].form, 34), looks.accent), span(commands[name].about)]),
    [],
    [span('A message that begins with / is sent by //.')],
    [],
    ...keysHelp.map(([keys, about]) => [span(pad(keys, 34), looks.accent), span(about)]),
  ]
  return { title: 'help', lines: rows.map(row => ({ row })) }
}

export function foundPanel(words: string, hits: readonly WireHit[], isMore: boolean, { rooms }: State): Panel {
  const lines = hits.map(({ room, entry, highlights }) => ({
    row: [
      span(`${plainLine(rooms.get(room)?.name ?? String(room))} ${entry.seq} `, looks.dim),
      span(`${plainLine(entry.author)} `, authorLook(entry.guest)),
      span(`${stamp(entry.at).slice(0, 16)} `, looks.dim),
      ...highlighted(entry.kind === 'message' ? entry.text : entry.kind === 'file' ? entry.name : sentenceOf(entry), highlights),
    ],
    target: { to: 'message', room, seq: entry.seq } as const,
  }))
  const count = hits.length === 0 ? 'nothing found' : `${hits.length}${isMore ? ' newest' : ''} found`
  return { title: `${plainLine(words)}: ${count}`, hint: 'Enter jumps', lines }
}

/** The spans are of the raw text, so each part is made plain by itself. */
function highlighted(text: string, highlights: readonly (readonly [number, number])[]): Span[] {
  const spans: Span[] = []
  let at = 0
  const flat = (part: string): string => plainLine(`.${part}.`).slice(1, -1)
  for (const [from, to] of highlights) {
    spans.push(span(flat(text.slice(at, from))), span(flat(text.slice(from, to)), looks.fresh))
    at = to
  }
  return [...spans, span(flat(text.slice(at)))].filter(part => part.text !== '')
}

export const welcomePanel = (text: string): Panel => ({
  title: 'the operator welcomes you',
  lines: text.split('\n').map(line => ({ row: [span(plainLine(line))] })),
})

export function roomsPanel(rooms: readonly RoomListing[]): Panel {
  const width = Math.max(8, ...rooms.map(({ name }) => columnsOf(plainLine(name))))
  const lines = rooms.map(room => ({
    row: [
      span(pad(plainLine(room.name), width + 1), room.state === 'member' ? looks.bold : looks.plain),
      span(`${String(room.here).padStart(4)} here  `, looks.dim),
      span(pad(room.archived ? 'archived' : room.state === 'none' ? room.kind : room.state, 9), looks.dim),
      span(plainLine(room.topic)),
    ],
    target: { to: 'room', name: room.name } as const,
  }))
  return { title: `${rooms.length} room${rooms.length === 1 ? '' : 's'}`, hint: 'Enter joins', lines }
}

export function whoPanel(room: string, count: number, people: readonly Person[]): Panel {
  const lines = people.map(({ guest, name }) => ({ row: [span(plainLine(name), authorLook(guest))] }))
  return { title: `${count} here in ${plainLine(room)}`, lines }
}

const fileColumnsMax = 28
const authorColumnsMax = 16

/** `isMore`: there are files behind these. */
export function filesPanel(room: string, prefix: string, files: readonly FileRow[], isMore: boolean): Panel {
  const widest = (texts: readonly string[], most: number) => Math.min(most, Math.max(0, ...texts.map(text => columnsOf(plainLine(text)))))
  const nameColumns = widest(
    files.map(({ name }) => name),
    fileColumnsMax,
  )
  const authorColumns = widest(
    files.map(({ author = '-' }) => author),
    authorColumnsMax,
  )
  const lines = files.map(({ name, bytes, modifiedAt, author }) => ({
    row: [
      span(`${writeBytes(bytes).padStart(9)} `),
      // The name first: what a narrow screen cuts off is the rest.
      span(pad(plainLine(name), nameColumns), looks.accent),
      span(`  ${pad(plainLine(author ?? '-'), authorColumns)}  ${stamp(modifiedAt).slice(0, 16)}`, looks.dim),
    ],
    target: { to: 'file', name } as const,
  }))
  const which = prefix === '' ? plainLine(room) : `${plainLine(room)} ${plainLine(prefix)}`
  const count =
    files.length === 0 ? 'no files' : isMore ? `the first ${files.length} files` : `${files.length} file${files.length === 1 ? '' : 's'}`
  return { title: `${which}: ${count}`, hint: 'Enter gets', lines }
}

export function statusPanel(rows: readonly SessionRow[]): Panel {
  const connected = rows.filter(row => row.ended === undefined).length
  return {
    title: `${connected} connected`,
    lines: rows.map(row => ({ row: [span(sessionLine(row), row.ended === undefined ? looks.plain : looks.dim)] })),
  }
}

/** As `status` shows it everywhere: name, address, door, since when, until when and why. */
export function sessionLine({ name, address, port, door, connectedAt, ended }: SessionRow): string {
  const until = ended === undefined ? 'still connected' : `${stamp(ended.at)}  ${ended.reason.replaceAll('-', ' ')}`
  return `${pad(plainLine(name), 14)}  ${pad(writeAddress(address, port), 21)}  ${door}  ${stamp(connectedAt)}  ${until}`
}
