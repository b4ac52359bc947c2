// The sentences of conversations: what may stand on a line, and what it means. Each deed has up to three forms: as it is done (`ben joins
// #ops`), as it is heard (`eve hears ben join #ops`) and as it stands in what is read (`- ben joins`). README.md shows them all.

/** What somebody does, in the words of the notation: people by their short names, messages by their texts. */
export type Deed = {
  readonly deed:
    | 'make'
    | 'join'
    | 'leave'
    | 'invite'
    | 'topic'
    | 'rename'
    | 'archive'
    | 'open'
    | 'say'
    | 'tell'
    | 'answer'
    | 'edit'
    | 'delete'
    | 'react'
    | 'take back'
    | 'put'
    | 'mark'
    | 'type'
    | 'forget'
    | 'go'
  readonly place?: string
  readonly text?: string
  /** The text of the message that it is about. */
  readonly of?: string
  readonly people?: readonly string[]
  readonly to?: string
  readonly kind?: 'open' | 'private'
  readonly emoji?: string
  readonly file?: string
  readonly bytes?: number
}

type Made = Omit<Deed, 'deed'>
type Form = { readonly deed: Deed['deed']; readonly expression: RegExp; readonly make: (found: readonly string[]) => Made }

const room = '(#[^\\s,:]+|the lobby)'
const person = '[a-z][a-z0-9]*'
const people = `(${person}(?:, ${person})*(?: and ${person})?)`
const kinds: Record<string, string> = {
  who: `(${person})`,
  people,
  room,
  place: `((?:in (?:#[^\\s,:]+|the lobby)|between ${people.slice(1, -1)}))`,
  text: '"((?:[^"\\\\]|\\\\.)*)"',
  emoji: '([^\\s"]+)',
  file: '(\\S+)',
  number: '(\\d+)',
}

/** `<who> joins <room>` as an expression; what stands for a word is found in the order of the words. */
export const expressionOf = (form: string): RegExp =>
  new RegExp(`^${form.replaceAll(/<([a-z]+)>/g, (_, kind: string) => kinds[kind] ?? kind)}$`)

const forms = (list: readonly (readonly [Deed['deed'], string, (...found: string[]) => Made])[]): readonly Form[] =>
  list.map(([deed, form, make]) => ({ deed, expression: expressionOf(form), make: found => make(...found) }))

const inRoom = (place: string): Made => ({ place: placeOf(place) })

const done = forms([
  ['make', 'makes <room>', place => ({ ...inRoom(place), kind: 'open' })],
  ['make', 'makes <room> private', place => ({ ...inRoom(place), kind: 'private' })],
  ['join', 'joins <room>', inRoom],
  ['leave', 'leaves <room>', inRoom],
  ['invite', 'invites <who> to <room>', (one, place = '') => ({ ...inRoom(place), people: [one] })],
  ['topic', 'sets the topic of <room> to <text>', (place, text) => ({ ...inRoom(place), text })],
  ['rename', 'renames <room> to <room>', (place, to) => ({ ...inRoom(place), to })],
  ['archive', 'archives <room>', inRoom],
  ['open', 'opens <room> again', inRoom],
  ['say', 'says <text> <place>', (text, place) => ({ text, place: placeOf(place) })],
  ['tell', 'says <text> to <people>', (text, others) => ({ text, people: peopleOf(others) })],
  ['answer', 'answers <text> to <text> <place>', (text, of, place) => ({ text, of, place: placeOf(place) })],
  ['edit', 'edits <text> to <text> <place>', (of, text, place) => ({ of, text, place: placeOf(place) })],
  ['delete', 'deletes <text> <place>', (of, place) => ({ of, place: placeOf(place) })],
  ['react', 'reacts <emoji> to <text> <place>', (emoji, of, place) => ({ emoji, of, place: placeOf(place) })],
  ['take back', 'takes back <emoji> from <text> <place>', (emoji, of, place) => ({ emoji, of, place: placeOf(place) })],
  ['put', 'puts the file <file> that holds <text>', (file, text) => ({ file, text, place: '#lobby' })],
  ['mark', 'has read up to <text> <place>', (of, place) => ({ of, place: placeOf(place) })],
  ['type', 'types <place>', place => ({ place: placeOf(place) })],
  ['forget', 'forgets the token', () => ({})],
  ['go', 'goes', () => ({})],
])

const heard = forms([
  ['join', 'join <room>', inRoom],
  ['leave', 'leave <room>', inRoom],
  ['invite', 'invite <who> to <room>', (one, place = '') => ({ ...inRoom(place), people: [one] })],
  ['topic', 'set the topic of <room> to <text>', (place, text) => ({ ...inRoom(place), text })],
  ['rename', 'rename <room> to <room>', (place, to) => ({ ...inRoom(place), to })],
  ['archive', 'archive <room>', inRoom],
  ['open', 'open <room> again', inRoom],
  ['say', '<text> <place>', (text, place) => ({ text, place: placeOf(place) })],
  ['answer', 'answer <text> to <text> <place>', (text, of, place) => ({ text, of, place: placeOf(place) })],
  ['edit', 'edit <text> to <text> <place>', (of, text, place) => ({ of, text, place: placeOf(place) })],
  ['delete', 'delete <text> <place>', (of, place) => ({ of, place: placeOf(place) })],
  ['delete', 'delete this <place>', place => ({ place: placeOf(place) })],
  ['react', 'react <emoji> to <text> <place>', (emoji, of, place) => ({ emoji, of, place: placeOf(place) })],
  ['take back', 'take back <emoji> from <text> <place>', (emoji, of, place) => ({ emoji, of, place: placeOf(place) })],
  ['put', 'put the file <file> of <number> bytes', (file, bytes) => ({ file, bytes: Number(bytes), place: '#lobby' })],
])

const read = forms([
  ['join', 'joins', () => ({})],
  ['leave', 'leaves', () => ({})],
  ['invite', 'invites <who>', one => ({ people: [one] })],
  ['topic', 'sets the topic to <text>', text => ({ text })],
  ['rename', 'renames the room to <room>', to => ({ to })],
  ['say', '<text>', text => ({ text })],
  ['say', '<text> <place>', (text, place) => ({ text, place: placeOf(place) })],
  ['answer', 'answers <text> to <text>', (text, of) => ({ text, of })],
  ['delete', 'deleted this', () => ({})],
  ['archive', 'archives the room', () => ({})],
  ['open', 'opens the room again', () => ({})],
  ['edit', 'edits <text> to <text>', (of, text) => ({ of, text })],
  ['delete', 'deletes <text>', of => ({ of })],
  ['react', 'reacts <emoji> to <text>', (emoji, of) => ({ emoji, of })],
  ['take back', 'takes back <emoji> from <text>', (emoji, of) => ({ emoji, of })],
  ['put', 'puts the file <file> of <number> bytes', (file, bytes) => ({ file, bytes: Number(bytes), place: '#lobby' })],
])

const find = (all: readonly Form[], words: string): Deed | undefined => {
  for (const { deed, expression, make } of all) {
    const found = expression.exec(words)
    if (found !== null) return { deed, ...make(found.slice(1)) }
  }
  return undefined
}

/** `joins #ops`, of somebody who does it. */
export const deedDone = (words: string): Deed | undefined => find(done, words)
/** `join #ops`, of somebody who is heard doing it. */
export const deedHeard = (words: string): Deed | undefined => find(heard, words)
/** `joins`, in what is read of a room. */
export const deedRead = (words: string): Deed | undefined => find(read, words)

/** `ben, eve and zoe` */
export const peopleOf = (words = ''): string[] => words.split(/, | and /)

/** `in #ops`, `the lobby` or `between ben and eve` as one word: `#ops`, `#lobby`, `@ben,eve`. */
export function placeOf(words = ''): string {
  if (words.startsWith('between ')) return `@${peopleOf(words.slice(8)).join(',')}`
  const name = words.replace(/^in /, '')
  return name === 'the lobby' ? '#lobby' : name
}
