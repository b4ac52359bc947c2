// Reads conversations: plain text that says who does what and who hears of it, above every syntax. Only the notation is known here; README.md
// explains it, converse.ts plays it over the doors.
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { type Deed, deedDone, deedHeard, deedRead, expressionOf, peopleOf, placeOf } from './sentences.ts'

/** Something heard or read: whose deed, and what is said about it. */
export type Report = {
  readonly author: string
  readonly deed: Deed
  readonly naming?: readonly string[]
  readonly edited?: boolean
  readonly reactions?: string
}

type PageAsked = { readonly at: 'latest' | 'before' | 'after' | 'around'; readonly of?: string; readonly rows: number }
type Listed = { readonly kind: string; readonly state: string; readonly here: number; readonly topic: string }

export type Step = { readonly at: number; readonly text: string; readonly who: readonly string[] } & (
  | { readonly does: 'arrive' | 'keep token' | 'cut' | 'hear nothing' | 'restart' }
  | { readonly does: 'come back'; readonly seen?: { readonly place: string; readonly of: string } }
  | {
      readonly does: 'act'
      readonly deed: Deed
      readonly id?: string
      readonly isAgain: boolean | 'perhaps'
      readonly isCut: boolean
      refused?: string
    }
  | { readonly does: 'hear'; readonly report: Report }
  | { readonly does: 'notice'; readonly notice: 'come' | 'go' | 'typing' | 'invited'; readonly other: string; readonly place: string }
  | { readonly does: 'notice count'; readonly place: string; readonly count: number }
  | { readonly does: 'read'; readonly place: string; readonly page?: PageAsked; readonly rows: Report[]; refused?: string }
  | { readonly does: 'read log'; readonly place: string; readonly of: string; readonly rows: Report[]; refused?: string }
  | { readonly does: 'search'; readonly words: string; readonly rows: Report[] }
  | { readonly does: 'read topic'; readonly place: string; readonly topic: string; refused?: string }
  | { readonly does: 'see people' | 'see members'; readonly place: string; readonly people: readonly string[]; refused?: string }
  | { readonly does: 'see room'; readonly place: string; readonly listed: Listed | undefined }
  | { readonly does: 'unread'; readonly place: string; readonly unread: number; readonly mentions: number }
)

export type Conversation = {
  title: string
  rules: string[]
  file: string
  at: number
  needs: string[]
  /** Only frames can say this. */
  framesOnly: boolean
  /** Who is on which carrier in every play. */
  on: Map<string, 'lines' | 'frames'>
  steps: Step[]
}

type Meaning = Step extends infer One ? (One extends Step ? Omit<One, 'at' | 'text' | 'who'> : never) : never

/** The paths of all conversations. */
export async function conversationPaths(): Promise<string[]> {
  const folder = join(import.meta.dirname, 'conversations')
  const names = await readdir(folder)
  return names.filter(name => name.endsWith('.txt')).map(name => join(folder, name))
}

export async function readConversations(path: string): Promise<Conversation[]> {
  return parseConversations(await readFile(path, 'utf8'), relative(process.cwd(), path))
}

export function parseConversations(text: string, file: string): Conversation[] {
  const conversations: Conversation[] = []
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trimEnd()
    const at = index + 1
    try {
      const current = conversations.at(-1)
      if (line.startsWith('# [')) conversations.push(begun(line, file, at))
      else if (line === '' || line.startsWith('#')) continue
      else if (current === undefined) throw new Error('a conversation begins with a title such as: # [R11] Only the author edits a message')
      else read(line, at, current)
    } catch (fault) {
      throw new Error(`${file}:${at}: ${fault instanceof Error ? fault.message : fault}\n  ${line}`)
    }
  }
  return conversations
}

function begun(line: string, file: string, at: number): Conversation {
  const title = line.slice(2)
  const rules = Array.from(/^(\[[A-Z]\d+\] ?)+/.exec(title)?.[0].matchAll(/[A-Z]\d+/g) ?? [], ([rule]) => rule)
  if (rules.length === 0) throw new Error('a title begins with the rules it shows: # [R11] ...')
  return { title, rules, file, at, needs: [], framesOnly: false, on: new Map(), steps: [] }
}

function read(line: string, at: number, conversation: Conversation): void {
  const [, header, value = ''] = /^(needs|only|on lines|on frames): (.+)$/.exec(line) ?? []
  if (header !== undefined) {
    readHeader(header, value, conversation)
    return
  }
  const last = conversation.steps.at(-1)
  if (line.startsWith('- ')) {
    if (last === undefined || !('rows' in last)) throw new Error('a row stands under: ben reads in #ops:')
    last.rows.push(reportOf(line.slice(2), deedRead))
    return
  }
  const [, refusedWho, code] = /^([a-z][a-z0-9]*) is refused ([a-z-]+)$/.exec(line) ?? []
  if (code === undefined) conversation.steps.push(stepOf(line, at))
  else if (last === undefined || !mayBeRefused(last) || last.who.join() !== refusedWho)
    throw new Error('who is refused has asked for something on the line before')
  else last.refused = code
}

const mayBeRefused = (step: Step): step is Step & { refused?: string } =>
  ['act', 'read', 'read log', 'read topic', 'see people', 'see members'].includes(step.does)

function readHeader(header: string, value: string, conversation: Conversation): void {
  if (header === 'needs') conversation.needs.push(value)
  else if (header === 'only' && value === 'frames') conversation.framesOnly = true
  else if (header === 'on lines' || header === 'on frames')
    for (const who of peopleOf(value)) conversation.on.set(who, header === 'on lines' ? 'lines' : 'frames')
  else throw new Error(`"${header}: ${value}" is no known header`)
}

type Sentence = readonly [RegExp, (...found: string[]) => Meaning]
const sentence = (form: string, make: (...found: string[]) => Meaning): Sentence => [expressionOf(form), make]
const page = (at: PageAsked['at'], rows: string, of: string | undefined, place: string): Meaning => ({
  does: 'read',
  place: placeOf(place),
  page: { at, rows: Number(rows), ...(of !== undefined && { of }) },
  rows: [],
})

const sentences: readonly Sentence[] = [
  sentence('arrives?', () => ({ does: 'arrive' })),
  sentence('keeps? a token', () => ({ does: 'keep token' })),
  sentence('(?:is|are) cut off', () => ({ does: 'cut' })),
  sentence('comes? back', () => ({ does: 'come back' })),
  sentence('comes? back, having seen up to <text> <place>', (of = '', place = '') => ({
    does: 'come back',
    seen: { of, place: placeOf(place) },
  })),
  sentence('hears? nothing', () => ({ does: 'hear nothing' })),
  sentence('is invited to <room> by <who>', (place, other = '') => ({ does: 'notice', notice: 'invited', place: placeOf(place), other })),
  sentence('sees? <who> (come|go)', (other = '', notice = '') => ({
    does: 'notice',
    notice: notice === 'come' ? 'come' : 'go',
    other,
    place: '',
  })),
  sentence('sees? <who> typing <place>', (other = '', place = '') => ({ does: 'notice', notice: 'typing', other, place: placeOf(place) })),
  sentence('sees? that <number> are <place>', (count, place) => ({ does: 'notice count', count: Number(count), place: placeOf(place) })),
  sentence('reads <place>:?', place => ({ does: 'read', place: placeOf(place), rows: [] })),
  sentence('reads the log of <room> after <text>:?', (place, of = '') => ({ does: 'read log', place: placeOf(place), of, rows: [] })),
  sentence('reads the newest <number> rows <place>:?', (rows = '', place = '') => page('latest', rows, undefined, place)),
  sentence('reads <number> rows before <text> <place>:?', (rows = '', of, place = '') => page('before', rows, of, place)),
  sentence('reads <number> rows after <text> <place>:?', (rows = '', of, place = '') => page('after', rows, of, place)),
  sentence('reads <number> rows around <text> <place>:?', (rows = '', of, place = '') => page('around', rows, of, place)),
  sentence('reads the topic of <room>(?:: <text>)?', (place, topic = '') => ({ does: 'read topic', place: placeOf(place), topic })),
  sentence('searches <text>(?:: nothing|:)', (words = '') => ({ does: 'search', words, rows: [] })),
  sentence('asks who is <place>(?:: <people>)?', (place, people) => ({
    does: 'see people',
    place: placeOf(place),
    people: peopleOf(people),
  })),
  sentence('asks who belongs to <room>(?:: <people>)?', (place, people) => ({
    does: 'see members',
    place: placeOf(place),
    people: peopleOf(people),
  })),
  sentence('does not see <room> among the rooms', place => ({ does: 'see room', place: placeOf(place), listed: undefined })),
  sentence(
    'sees <room> among the rooms: (open|private), (member|invited|not in it), <number> here(?:, <text>)?',
    (place, kind = '', state = '', here = '', topic = '') => ({
      does: 'see room',
      place: placeOf(place),
      listed: { kind, state: state === 'not in it' ? 'none' : state, here: Number(here), topic },
    }),
  ),
  sentence('has <number> unread and <number> mentions? <place>', (unread, mentions, place) => ({
    does: 'unread',
    unread: Number(unread),
    mentions: Number(mentions),
    place: placeOf(place),
  })),
]

function stepOf(text: string, at: number): Step {
  if (text === 'the hub is stopped and started again') return { at, text, who: [], does: 'restart' }
  const [, subject = '', words = ''] = /^([a-z][a-z0-9]*(?:, [a-z][a-z0-9]*)*(?: and [a-z][a-z0-9]*)?) (.+)$/s.exec(text) ?? []
  if (subject === '') throw new Error('a step begins with somebody')
  const who = peopleOf(subject)
  const [, what] = /^hears? ([a-z].*)$/s.exec(words) ?? []
  if (what !== undefined && what !== 'nothing') return { at, text, who, does: 'hear', report: reportOf(what, deedHeard) }
  for (const [expression, make] of sentences) {
    const found = expression.exec(words)
    if (found !== null) return { at, text, who, ...make(...found.slice(1)) }
  }
  return { at, text, who, ...actOf(words) }
}

function actOf(words: string): Meaning {
  const [, plain = '', id, again, isCut] =
    /^(.*?)(?: under the id ([\w-]+))?(?:, (again|perhaps again))?(, and is cut off at once)?$/s.exec(words) ?? []
  const deed = deedDone(plain)
  if (deed === undefined) throw new Error('no sentence of a conversation')
  const isAgain = again === 'perhaps again' ? 'perhaps' : again !== undefined
  return { does: 'act', deed, isAgain, isCut: isCut !== undefined, ...(id !== undefined && { id }) }
}

/** `ben "hello" in #ops, naming eve`, `ben "hello" with 👍 2 and 🎉 1, edited` */
function reportOf(words: string, deedOf: (words: string) => Deed | undefined): Report {
  const [, author = '', what = '', reactions, edited, naming] =
    /^([a-z][a-z0-9]*) (.+?)(?: with ((?:\S+ \d+)(?: and \S+ \d+)*))?(, edited)?(?:, naming (.+))?$/s.exec(words) ?? []
  const deed = deedOf(what)
  if (deed === undefined) throw new Error(`"${what}" is nothing that can be heard or read here`)
  return {
    author,
    deed,
    ...(reactions !== undefined && { reactions: reactions.replaceAll(' and ', ', ') }),
    ...(edited !== undefined && { edited: true }),
    ...(naming !== undefined && { naming: peopleOf(naming) }),
  }
}
