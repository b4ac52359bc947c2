// JSON frames: one command or one event each. The schemas here are the source of the frames' types and of the hub's check; whoever speaks to a
// hub imports the types alone. Fields that are not known are ignored, verbs that are not known are refused.
import { z } from 'zod'
import type { AccountView, Mode } from './accounts.ts'
import { isPlainText } from './characters.ts'
import type { Entry } from './entries.ts'
import { limits } from './limits.ts'
import type { Command, Event, Verb } from './messages.ts'
import { Refusal, type RefusalCode } from './refusals.ts'
import type { RoomView, TimelineRow } from './rooms.ts'

/** The version of the frames; a hub speaks with clients of this one. */
export const frameVersion = 1

const id = z.string().min(1).max(limits.clientIdCharactersMax)
const room = z.union([z.int().positive(), z.string().min(1).max(limits.roomNameUnitsMax)])
const seq = z.int().nonnegative()
const name = z.string().min(1).max(limits.roomNameUnitsMax)
const text = z.string().min(1)
const token = z.string().min(1).max(limits.tokenCharactersMax)
const login = z.string().min(1).max(limits.roomNameUnitsMax)
const password = z.string().min(1).max(limits.passwordCharactersMax)
const device = z.string().max(limits.deviceCharactersMax).exactOptional()
const code = z.string().min(1).max(limits.tokenCharactersMax).exactOptional()
const fileName = z.string().min(1).max(limits.filePathBytesMax)
const rows = z.int().positive().exactOptional()
const time = z.int().nonnegative().exactOptional()
const command = <V extends string, S extends z.ZodRawShape>(verb: V, shape: S) => z.object({ verb: z.literal(verb), id, ...shape })

const schemas = {
  /** The first frame of a connection: who one is, and up to where one has seen which rooms. Without a token one is a new guest. */
  hello: command('hello', {
    version: z.int().positive(),
    token: token.exactOptional(),
    name: name.exactOptional(),
    /** By room id: the last seq that was seen. */
    cursors: z.record(z.string().regex(/^\d{1,15}$/), seq).exactOptional(),
  }),
  say: command('say', { room, text, replyTo: seq.exactOptional(), files: z.array(fileName).max(limits.messageFilesMax).exactOptional() }),
  edit: command('edit', { room, seq, text }),
  delete: command('delete', { room, seq }),
  react: command('react', { room, seq, emoji: z.string().min(1).max(limits.emojiUnitsMax), on: z.boolean() }),
  typing: command('typing', { room }),
  read: command('read', { room, seq }),
  rooms: command('rooms', { after: name.exactOptional() }),
  create: command('create', { name, kind: z.enum(['open', 'private']), topic: z.string().exactOptional() }),
  join: command('join', { room, make: z.boolean().exactOptional() }),
  leave: command('leave', { room }),
  invite: command('invite', { room, name }),
  topic: command('topic', { room, text: z.string().exactOptional() }),
  rename: command('rename', { room, name }),
  archive: command('archive', { room, on: z.boolean() }),
  direct: command('direct', { names: z.array(name).min(1).max(limits.directPeopleMax) }),
  members: command('members', { room, after: z.int().nonnegative().exactOptional() }),
  who: command('who', { room }),
  page: command('page', { room, at: z.enum(['latest', 'before', 'after', 'around']), seq: seq.exactOptional(), rows }),
  log: command('log', { room, after: seq, rows }),
  search: command('search', {
    text: z.string().max(limits.searchCharactersMax),
    room: room.exactOptional(),
    guest: z.int().positive().exactOptional(),
    kind: z.enum(['message', 'file']).exactOptional(),
    since: time,
    until: time,
    page: z.string().max(64).exactOptional(),
    rows,
  }),
  status: command('status', { past: z.int().nonnegative().max(limits.statusPastMax).default(limits.statusPastDefault) }),
  list: command('list', { room: room.exactOptional(), after: z.string().default(''), rows }),
  transfers: command('transfers', { room: room.exactOptional() }),
  cancel: command('cancel', { transfer: z.string() }),
  remove: command('remove', { room: room.exactOptional(), name: fileName }),
  move: command('move', { room: room.exactOptional(), name: fileName, to: fileName }),
  keep: command('keep', { room, days: z.int().nonnegative().max(36_500).nullable().exactOptional() }),
  share: command('share', {
    room: room.exactOptional(),
    name: fileName,
    hours: z.int().positive().max(limits.shareHoursMax).exactOptional(),
    downloads: z.int().positive().max(limits.shareDownloadsMax).exactOptional(),
    password: z.string().min(1).max(limits.passwordCharactersMax).exactOptional(),
  }),
  shares: command('shares', { room: room.exactOptional(), name: fileName }),
  unshare: command('unshare', { room: room.exactOptional(), name: fileName, share: z.string().regex(/^[0-9a-f]{16}$/) }),
  name: command('name', { name }),
  login: command('login', { login, password, code, device }),
  twosteps: command('twosteps', { act: z.enum(['begin', 'confirm', 'end', 'codes']), code, password: password.exactOptional() }),
  register: command('register', { login, name: name.exactOptional(), password, invitation: code, device }),
  account: command('account', {}),
  admin: command('admin', { line: z.string().min(1).max(limits.operatorLineBytesMax) }),
  password: command('password', { old: password, new: password }),
  signout: command('signout', { which: z.string().max(limits.clientIdCharactersMax).exactOptional() }),
  limits: command('limits', {}),
  token: command('token', {}),
  forget: command('forget', {}),
  ping: command('ping', {}),
  exit: command('exit', {}),
} as const

type Schemas = typeof schemas
/** A frame from a client. `id` is its own: what makes an entry is stored once under it, and the answer carries it as `re`. */
export type ClientFrame = { [V in keyof Schemas]: z.infer<Schemas[V]> }[keyof Schemas]
export type Hello = z.infer<Schemas['hello']>

/** An entry as it stands in a frame. */
export type WireEntry = Entry extends infer E ? (E extends Entry ? Omit<E, 'session'> : never) : never

type Told = Exclude<Event, { event: 'refused' | 'receipt' | 'page' | 'found' | 'log' }>
type PageEvent = Extract<Event, { event: 'page' }>
type FoundEvent = Extract<Event, { event: 'found' }>

/** A frame from the hub. `re` is the id of the command that it answers; what nobody asked for has none. */
export type HubFrame = { readonly re?: string } & (
  | Told
  | (Omit<PageEvent, 'rows'> & { rows: readonly WireRow[] })
  | (Omit<FoundEvent, 'hits'> & { hits: readonly WireHit[] })
  | { event: 'log'; room: number; entries: readonly WireEntry[]; first: number; last: number }
  | ({ event: 'hello' } & HelloReply)
  | { event: 'receipt'; room: number; seq: number; at: number; again: boolean }
  | { event: 'refused'; code: RefusalCode; sentence: string; closes: boolean }
  | { event: 'entries'; room: number; entries: readonly WireEntry[] }
)
export type WireRow = WireEntry & Pick<PageEvent['rows'][number], 'reactions'>
export type WireHit = Omit<FoundEvent['hits'][number], 'entry'> & { readonly entry: WireEntry }

export type HelloReply = {
  readonly version: number
  /** Names the hub's data, so that a client never takes one hub's cursors to another. */
  readonly hub: string
  readonly session: number
  readonly guest: number
  readonly name: string
  /** Only when it is new. */
  readonly token?: string
  readonly tokenExpiresAt: number
  /** Whose account it is that came in; none of a guest. */
  readonly account?: AccountView
  /** Who may come in; a hub that says nothing lets in everybody. */
  readonly mode?: Mode
  /** Every room one is in. Where a cursor was given, the entries after it follow; elsewhere those after `last`. */
  readonly rooms: readonly RoomView[]
  readonly limits: Readonly<Record<string, number>>
  /** Where files are fetched and left over HTTP: the port of the web door, if it is open. */
  readonly web?: number
  /** What the operator says to who arrives: Markdown, of several lines perhaps. */
  readonly welcome?: string
}

// Every frame but `hello` is a command as it stands.
type Asked = Exclude<ClientFrame, Hello>
const asCommand: (frame: Asked) => Command = frame => frame

/** What a frame asks for: a command, a hello, or a refusal, with the id that the answer carries if one could be read. */
export type ReadFrame =
  | { readonly id: string; readonly hello: Hello }
  | { readonly id: string; readonly command: Command }
  | { readonly id: string | undefined; readonly refusal: Refusal }

/** Reads one frame. `version` and the rest of `hello` are for the caller to judge. */
export function readFrame(json: string): ReadFrame {
  const value = parse(json)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(undefined, 'A frame is one JSON object.')
  const given = 'id' in value && typeof value.id === 'string' && value.id.length <= limits.clientIdCharactersMax ? value.id : undefined
  const verb = 'verb' in value && typeof value.verb === 'string' ? value.verb : ''
  if (elsewhere.has(verb)) return { id: given, refusal: new Refusal('not-here') }
  if (!isVerb(verb)) return { id: given, refusal: new Refusal('unknown-command', `There is no verb \`${verb.slice(0, 32)}\`.`) }
  const read = schemas[verb].safeParse(value)
  if (!read.success) return refuse(given, `\`${verb}\` cannot be read: ${z.prettifyError(read.error).split('\n').slice(0, 2).join(' ')}`)
  const frame: ClientFrame = read.data
  const characters = wrongCharacters(frame)
  if (characters !== undefined) return { id: frame.id, refusal: new Refusal(characters) }
  return frame.verb === 'hello' ? { id: frame.id, hello: frame } : { id: frame.id, command: asCommand(frame) }
}

/** What there is on the line door alone. */
const elsewhere: ReadonlySet<string> = new Set<Verb>(['get', 'put', 'follow', 'history', 'since', 'resume', 'json', 'msg', 'help'])

const isVerb = (verb: string): verb is keyof Schemas => Object.hasOwn(schemas, verb)

const refuse = (id: string | undefined, sentence: string): ReadFrame => ({ id, refusal: new Refusal('bad-command', sentence) })

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/** Messages may have several lines; everything else is one line of plain text. */
function wrongCharacters(frame: ClientFrame): 'bad-utf8' | 'bad-character' | undefined {
  for (const [key, value] of Object.entries(frame)) {
    for (const string of Array.isArray(value) ? value : [value]) {
      if (typeof string !== 'string') continue
      if (!string.isWellFormed()) return 'bad-utf8'
      const several = key === 'text' && (frame.verb === 'say' || frame.verb === 'edit')
      if (!isPlainText(several ? string.replaceAll('\n', ' ') : string)) return 'bad-character'
    }
  }
  return undefined
}

/** One event as a frame, without an ending. */
export function writeFrame(event: Event, re?: string): string {
  return JSON.stringify(re === undefined ? frameOf(event) : { re, ...frameOf(event) })
}

function frameOf(event: Event): HubFrame {
  switch (event.event) {
    case 'refused': {
      const { code, sentence, closes } = event.refusal
      return { event: 'refused', code, sentence, closes }
    }
    case 'receipt':
      return { event: 'receipt', room: event.room, seq: event.seq, at: event.at, again: event.again }
    case 'people':
      return { ...event, rows: event.rows.slice(0, limits.membersRowsMax) }
    case 'page':
      return { ...event, rows: event.rows.map(wireEntry) }
    case 'log':
      return { ...event, entries: event.entries.map(wireEntry) }
    case 'found':
      return { ...event, hits: event.hits.map(hit => ({ ...hit, entry: wireEntry(hit.entry) })) }
    default:
      return event
  }
}

export const writeHello = (hello: HelloReply, re: string): string => JSON.stringify({ re, event: 'hello', ...hello })

/** The answer to a message that was stored with others. */
export const writeReceipt = (re: string, place: { room: number; seq: number; at: number; again: boolean }): string =>
  JSON.stringify({ re, event: 'receipt', ...place })

/** Entries of one room as they go to everybody in it. */
export const writeEntries = (room: number, entries: readonly Entry[]): string =>
  JSON.stringify({ event: 'entries', room, entries: entries.map(wireEntry) })

function wireEntry({ session: _, ...rest }: TimelineRow): WireRow {
  return rest
}
