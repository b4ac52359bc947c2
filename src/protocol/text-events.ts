// The line door's grammar, writing: one event in, the lines a person or a script reads out.
import { limits } from './limits.ts'
import type { EndReason, Entry, Event, FileRow, SessionRow } from './messages.ts'
import type { Refusal } from './refusals.ts'

const commands = [
  'Anything you type is said to all in #lobby; these lines are commands:',
  'status [n]              who is connected, and the last n who were',
  'list [after]            the files, a thousand at a time',
  'get <name> [offset]     fetch a file; file:<name> does the same',
  'put <name> <bytes>      leave a file: wait for READY, then send the bytes',
  '    ... now             the bytes follow at once',
  '    ... resume <sha256> go on with an upload that was cut off',
  '    ... rename          take the next free name if this one is taken',
  '/name <new>             choose your name',
  '/who                    who is in the room',
  '/history [n]            the last n messages',
  '/since <seq>            what came after that message',
  '/say <text>             say a line that looks like a command',
  '/token, /resume <token> stay the same guest in another connection',
  '/limits                 what this hub allows',
  'help, exit',
]

/** How an event is written on the line door: whole lines, the last line ending included. */
export function writeEvent(event: Event): string {
  switch (event.event) {
    case 'welcome':
      return `Welcome to Partyline. You are ${event.name}. Type a message, or: status, list, get <file>, put <file> <bytes>, help, exit.\n`
    case 'receipt':
      return `${event.text} ACK\n`
    case 'joined':
      return `* ${event.name} joined\n`
    case 'left':
      return `* ${event.name} left\n`
    case 'renamed':
      return `* ${event.from} is now ${event.to}\n`
    case 'announced':
      return `* Operator: ${event.text}\n`
    case 'stopping':
      return '* The hub is stopping.\n'
    case 'refused':
      return writeRefusal(event.refusal)
    case 'status':
      return writeRows('STATUS', statusRows(event.rows))
    case 'files':
      return writeRows('LIST', event.rows.map(writeFile))
    case 'start':
      return `START ${event.bytes} ${event.name}\n`
    case 'end':
      return `\nEND ${event.sha256}\n`
    case 'ready':
      return `READY ${event.offset}\n`
    case 'stored':
      return `${event.name} ACK ${event.sha256}\n`
    case 'help':
      return writeRows('HELP', commands)
    case 'goodbye':
      return `Goodbye, ${event.name}.\n`
    case 'named':
      return `NAME ${event.name}\n`
    case 'people':
      return writeRows('WHO', event.names)
    case 'limits':
      return writeRows(
        'LIMITS',
        event.rows.map(([key, value]) => `${key} ${value}`),
      )
    case 'token':
      return `TOKEN ${event.token}\n`
    case 'resumed':
      return `RESUMED ${event.name} ${event.seq}\n`
  }
}

export const writeRefusal = (refusal: Refusal): string => `ERROR ${refusal.code} ${refusal.sentence}\n`

/** A reply of several lines: `WORD <rows>`, the rows, `END`. */
export const writeRows = (word: string, rows: readonly string[]): string => `${[`${word} ${rows.length}`, ...rows, 'END'].join('\n')}\n`

/** An entry as the others in the room see it arrive. */
export const writeChat = (room: string, entry: Entry): string =>
  entry.kind === 'message' ? `[${room}] ${entry.author}: ${entry.text}\n` : `[${room}] ${writeFileEntry(entry)}\n`

const writeFileEntry = (entry: Entry & { kind: 'file' }): string => `* ${entry.author} put ${entry.name} ${entry.bytes}`

/** An entry as a row of `HISTORY` and `SINCE`. */
export const writeHistoryRow = (entry: Entry): string =>
  `${entry.seq} ${writeTime(entry.at)} ${entry.kind === 'message' ? `${entry.author}: ${entry.text}` : writeFileEntry(entry)}\n`

const writeFile = (file: FileRow): string => `${file.bytes} ${writeTime(file.modifiedAt)} ${file.name}`

function statusRows(sessions: readonly SessionRow[]): string[] {
  const rows = sessions.map(
    session => [session.name, writeAddress(session.address, session.port), writeTime(session.connectedAt), writeEnd(session)] as const,
  )
  const widths = [0, 1].map(column => Math.min(limits.statusColumnMax, Math.max(0, ...rows.map(row => row[column]?.length ?? 0))))
  return rows.map(([name, address, ...rest]) => [name.padEnd(widths[0] ?? 0), address.padEnd(widths[1] ?? 0), ...rest].join('  '))
}

/** The words for why a session ended, as people read them. */
const writeReason = (reason: EndReason): string => reason.replace('-', ' ')

const writeEnd = (session: SessionRow): string =>
  session.ended === undefined ? 'still connected' : `${writeTime(session.ended.at)}  ${writeReason(session.ended.reason)}`

/** `127.0.0.1:5000`, `[::1]:5000`. */
export const writeAddress = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

const two = (value: number): string => String(value).padStart(2, '0')

/** `YYYY-MM-DD HH:MM:SS±hh:mm` in the zone of this process. */
export function writeTime(at: number): string {
  const time = new Date(at)
  const ahead = -time.getTimezoneOffset()
  const zone = `${ahead < 0 ? '-' : '+'}${two(Math.floor(Math.abs(ahead) / 60))}:${two(Math.abs(ahead) % 60)}`
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}${zone}`
}
