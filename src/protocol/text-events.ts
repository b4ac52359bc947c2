// The line door's grammar, writing: one event in, the lines a person or a script reads out.

import type { AccountView, SignInRow } from './accounts.ts'
import type { Entry } from './entries.ts'
import type { FileRow, ShareRow, TransferRow } from './files.ts'
import { limits } from './limits.ts'
import type { EndReason, Event, SessionRow } from './messages.ts'
import type { Refusal } from './refusals.ts'
import type { Hit, RoomListing } from './rooms.ts'
import { lobbyId } from './rooms.ts'
import { writeAnswer } from './text-answers.ts'
import { writeAddress, writeRows, writeTime } from './text-rows.ts'

const commands = [
  'Anything you type is said to all in the current room, #lobby at first; these lines are commands:',
  'status [n]              who is connected, and the last n who were',
  'list [after]            the files, a thousand at a time',
  'get <name> [offset]     fetch a file; file:<name> does the same',
  'put <name> <bytes>      leave a file: wait for READY, then send the bytes',
  '    ... now             the bytes follow at once',
  '    ... resume <sha256> go on with an upload that was cut off',
  '    ... rename          take the next free name if this one is taken',
  '/transfers              uploads in progress; /follow <id> fetches one while it arrives, /cancel <id> ends yours',
  '/delete <name>          take your file away; /move <name> to <new name>; /keep [days] how long this room keeps files',
  '/share <name> [hours <n>] [downloads <n>] [password <word>]: a link for a browser; /shares <name>, /unshare <name> <id>',
  '/name <new>             choose your name',
  '/join <#room>           go into a room, or make it; /create <#room> private makes a private one',
  '/leave, /rooms          leave the current room; the rooms there are',
  '/msg <name> <text>      say something to one person, or to some: Ben,Eve',
  '/topic [text], /invite <name>, /rename <#room>, /archive',
  '/who                    who is in the room',
  '/history [n]            the last n messages, with their seqs',
  '/since <seq>            what came after that message',
  '/search <words>         messages and files, the newest first',
  '/edit <seq> <text>, /unsay <seq>, /react <seq> <emoji>, /reply <seq> <text>',
  '/say <text>             say a line that looks like a command',
  '/login <login>          sign in; the password is asked for. /register <login> [invitation] makes an account',
  '/account, /signout [others], /password   your account, and where it is signed in',
  '/admin <command>        look after this hub, as far as your role lets you: /admin people, /admin kick <name>, ...',
  '/token, /resume <token> stay the same guest in another connection; /forget ends that',
  '/json                   speak JSON frames from now on',
  '/limits                 what this hub allows',
  'help, exit',
]

/** How an event is written on the line door: whole lines, the last line ending included. */
export function writeEvent(event: Event): string {
  switch (event.event) {
    case 'welcome':
      return `Welcome to Partyline. You are ${event.name}. Type a message, or: status, list, get <file>, put <file> <bytes>, help, exit.\n`
    case 'sign-in':
      return `Welcome to Partyline. Only people with an account come in here: /login <login>${event.mode === 'invite' ? ', or /register <login> <invitation>' : ''}. Or: help, exit.\n`
    case 'secret':
      return `${event.wants} ${event.sentence}\n`
    case 'signed-in':
      return `SIGNED-IN ${event.account.login} ${event.account.role}\n`
    case 'totp':
      return `TOTP ${event.secret} ${event.uri}\n`
    case 'recovery-codes':
      return writeRows('CODES', event.codes)
    case 'administered':
      return writeAnswer(event.answer)
    case 'signed-out':
      return `SIGNED-OUT ${event.count}\n`
    case 'account':
      return writeRows('ACCOUNT', [writeAccount(event.account), ...event.rows.map(writeSignIn)])
    case 'receipt':
      return writeReceipt(event)
    // Everybody is in the lobby, so what is told there is told once.
    case 'joined':
      return event.room === lobbyId ? `* ${event.name} joined\n` : ''
    case 'left':
      return event.room === lobbyId ? `* ${event.name} left\n` : ''
    case 'renamed':
      return event.room === lobbyId ? `* ${event.from} is now ${event.to}\n` : ''
    case 'present':
    case 'typing':
    case 'shelf':
    case 'done':
      return ''
    case 'room':
      // Into a direct room one is brought by what is said there.
      return event.room.kind === 'direct' && event.entered ? '' : `JOIN ${event.room.name} ${event.room.last}\n`
    case 'gone':
      return `LEAVE ${event.name}\n`
    case 'invited':
      return `* ${event.by} invites you to ${event.name}. Type /join ${event.name}\n`
    case 'topic':
      return `TOPIC ${event.name} ${event.text}\n`
    case 'rooms':
      return writeRows('ROOMS', event.rows.map(writeRoom))
    case 'members':
      return writeRows(
        'MEMBERS',
        event.rows.map(row => row.name),
      )
    case 'page':
      return writeRows(
        'PAGE',
        event.rows.map(row => writeHistoryRow(row).trimEnd()),
      )
    case 'log':
      return writeRows(
        'LOG',
        event.entries.map(entry => writeHistoryRow(entry).trimEnd()),
      )
    case 'found':
      return writeRows('FOUND', event.hits.map(writeHit))
    case 'gap':
      return ''
    case 'json':
      return 'JSON 1\n'
    case 'forgotten':
      return 'FORGET\n'
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
    case 'transfers':
      return writeRows('TRANSFERS', event.rows.map(writeTransfer))
    case 'cancelled':
      return `CANCEL ${event.transfer}\n`
    case 'kept':
      return `KEEP ${event.name} ${event.days ?? '-'}\n`
    case 'shared':
      return `SHARE ${event.path}\n`
    case 'shares':
      return writeRows('SHARES', event.rows.map(writeShare))
    case 'unshared':
      return `UNSHARE ${event.share}\n`
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
      return writeRows(
        'WHO',
        event.rows.map(row => row.name),
      )
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

const writeAccount = ({ login, name, role, createdAt }: AccountView): string => `${login} ${role} ${writeTime(createdAt)} ${name}`

const writeSignIn = ({ id, device, address, usedAt, own }: SignInRow): string =>
  `${id} ${writeTime(usedAt)} ${address} ${device === '' ? '-' : device}${own ? ' (this one)' : ''}`

export const writeRefusal = (refusal: Refusal): string => `ERROR ${refusal.code} ${refusal.sentence}\n`

/** A reply of several lines: `WORD <rows>`, the rows, `END`. */
/** An entry as the others in the room see it arrive; a direct room of two has no label but the author's name. */
export const writeChat = (label: string, entry: Entry): string => `[${label === '' ? `@${entry.author}` : label}] ${writeEntry(entry)}\n`

/** An entry as a row of `HISTORY` and `SINCE`. */
export const writeHistoryRow = (entry: Entry): string => `${entry.seq} ${writeTime(entry.at)} ${writeEntry(entry)}\n`

/** Removed entries as a row of `SINCE`: it ends where they end. */
export const writeGapRow = (from: number, to: number, at: number): string => `${to} ${writeTime(at)} * gap ${from}-${to}\n`

/** A text of several lines as one. */
const oneLine = (text: string): string => (text.includes('\n') ? text.replaceAll('\n', ' ⏎ ') : text)

function writeEntry(entry: Entry): string {
  const { author } = entry
  switch (entry.kind) {
    case 'message':
      return entry.deleted === undefined ? `${author}: ${oneLine(entry.text)}` : `* ${author} deleted this`
    case 'edit':
      return `* ${author} edited ${entry.of}: ${oneLine(entry.text)}`
    case 'delete':
      return `* ${author} deleted ${entry.of}`
    case 'react':
      return entry.on ? `* ${author} reacted ${entry.emoji} to ${entry.of}` : `* ${author} took back ${entry.emoji} from ${entry.of}`
    case 'topic':
      return `* ${author} set the topic: ${entry.text}`
    case 'rename':
      return `* ${author} renamed the room ${entry.name}`
    case 'archive':
      return entry.on ? `* ${author} archived the room` : `* ${author} opened the room again`
    case 'member':
      return entry.change === 'invited' ? `* ${author} invited ${entry.name}` : `* ${entry.name} ${entry.change} the room`
    case 'file':
      return `* ${author} put ${entry.name} ${entry.bytes}`
    case 'file-gone':
      return entry.why === 'expired' ? `* The file ${entry.name} has had its days` : `* ${author} deleted the file ${entry.name}`
    case 'file-renamed':
      return `* ${author} renamed the file ${entry.name} to ${entry.to}`
  }
}

/** The receipt of a message. */
export const writeSaid = (text: string): string => `${oneLine(text)} ACK\n`

/** The answer to a command that made an entry. */
function writeReceipt({ entry, name }: Event & { event: 'receipt' }): string {
  switch (entry.kind) {
    case 'message':
      return writeSaid(entry.text)
    case 'edit':
      return `EDIT ${entry.of}\n`
    case 'delete':
      return `UNSAY ${entry.of}\n`
    case 'react':
      return `${entry.on ? 'REACT' : 'UNREACT'} ${entry.of}\n`
    case 'topic':
      return `TOPIC ${name} ${entry.text}\n`
    case 'rename':
      return `RENAME ${entry.name}\n`
    case 'archive':
      return `${entry.on ? 'ARCHIVE' : 'UNARCHIVE'} ${name}\n`
    case 'member':
      return `INVITE ${name} ${entry.name}\n`
    case 'file':
      return ''
    case 'file-gone':
      return `DELETE ${entry.name}\n`
    case 'file-renamed':
      return `MOVE ${entry.to}\n`
  }
}

const writeRoom = ({ name, here, kind, state, topic }: RoomListing): string =>
  `${name} ${here} ${kind} ${state === 'none' ? '-' : state} ${topic}`.trimEnd()

const writeHit = ({ name, entry }: Hit): string => `${name} ${entry.seq} ${writeTime(entry.at)} ${writeEntry(entry)}`

const writeFile = (file: FileRow): string => `${file.bytes} ${writeTime(file.modifiedAt)} ${file.name}`

const writeTransfer = ({ id, offset, bytes, active, author, name }: TransferRow): string =>
  `${id} ${offset} ${bytes ?? '-'} ${active ? 'active' : 'waiting'} ${author} ${name}`

/** `<id> <made> <until, or -> <downloads left, or -> <password or open>`. */
const writeShare = ({ id, createdAt, expiresAt, downloadsLeft, hasPassword }: ShareRow): string =>
  `${id} ${writeTime(createdAt)} ${expiresAt === undefined ? '-' : writeTime(expiresAt)} ${downloadsLeft ?? '-'} ${hasPassword ? 'password' : 'open'}`

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
