// What the Tab key offers: commands, names, rooms, messages and emoji, by what stands before the cursor. Pure.
import { type Argument, commandNames, commands, isCommand } from './commands.ts'
import { type Editor, replaced } from './editor.ts'

/** `goesOn`: more is to be typed right behind it. */
export type Candidate = { readonly text: string; readonly about: string; readonly goesOn?: true }

/** What there is to complete with; the nearest things come first. */
export type Known = {
  readonly people: readonly string[]
  readonly rooms: readonly { readonly name: string; readonly about: string }[]
  readonly messages: readonly { readonly seq: number; readonly about: string; readonly own: boolean }[]
  /** Files of the room whose names begin with what was typed. */
  readonly files?: readonly Candidate[]
  /** What there is on this machine under a path that begins so. */
  readonly paths?: (typed: string) => readonly Candidate[]
}

/** An open completion: `chosen` of the candidates stands in the text in place of what was typed from `from` on. */
export type Completion = {
  readonly from: number
  readonly typed: string
  readonly candidates: readonly Candidate[]
  readonly chosen: number
}

const emoji: readonly Candidate[] = [
  { text: '👍', about: 'yes' },
  { text: '❤️', about: 'love' },
  { text: '😂', about: 'laughing' },
  { text: '🎉', about: 'hooray' },
  { text: '👀', about: 'looking' },
  { text: '✅', about: 'done' },
  { text: '🙏', about: 'thanks' },
  { text: '🚀', about: 'off it goes' },
  { text: '😢', about: 'sad' },
  { text: '👎', about: 'no' },
]

const candidatesMax = 50

/** The candidates for the word before the cursor, and where that word begins. */
export function candidatesFor({ text, at }: Editor, known: Known): { readonly from: number; readonly candidates: readonly Candidate[] } {
  const head = text.slice(0, at)
  const from = head.search(/\S*$/)
  const word = head.slice(from)
  const none = { from, candidates: [] }
  if (head.startsWith('/') && !head.startsWith('//')) {
    if (from === 0) {
      const typed = word.slice(1).toLowerCase()
      const found = commandNames.filter(name => name.startsWith(typed)).map(name => ({ text: `/${name}`, about: commands[name].about }))
      return { from, candidates: found }
    }
    const words = head.slice(1, from).trim().split(/\s+/)
    const name = words[0] ?? ''
    const takes: readonly Argument[] = isCommand(name) ? commands[name].takes : []
    const argument = takes[Math.min(words.length - 1, takes.length - 1)]
    if (argument === 'path' || argument === 'file') return wholeArgument(head, argument, known)
    // An emoji may stand in the place of the message: the last message is meant then.
    if (argument !== undefined && argument !== 'words') {
      const candidates = argumentCandidates(argument, word, known)
      if (candidates.length > 0) return { from, candidates: candidates.slice(0, candidatesMax) }
    }
  }
  if (word.startsWith('@')) return { from, candidates: people(word, known).slice(0, candidatesMax) }
  if (word.startsWith('#')) return { from, candidates: rooms(word, known).slice(0, candidatesMax) }
  return none
}

/** Paths and names of files may have spaces: all that stands behind the command is one. */
function wholeArgument(head: string, argument: 'path' | 'file', { files = [], paths }: Known) {
  const from = commandEnd(head)
  const candidates = argument === 'path' ? (paths?.(head.slice(from)) ?? []) : files.filter(({ text }) => text.startsWith(head.slice(from)))
  return { from, candidates: candidates.slice(0, candidatesMax) }
}

const commandEnd = (head: string): number => /^\/\S+\s+/.exec(head)?.[0].length ?? head.length

/** The beginning of a file's name that stands before the cursor, where the room's files are to be completed with. */
export function fileTyped({ text, at }: Editor): string | undefined {
  const head = text.slice(0, at)
  const name = /^\/(\S+)\s/.exec(head)?.[1] ?? ''
  const takes: readonly Argument[] = isCommand(name) ? commands[name].takes : []
  return takes[0] === 'file' ? head.slice(commandEnd(head)) : undefined
}

function argumentCandidates(argument: Exclude<Argument, 'words' | 'path' | 'file'>, word: string, known: Known): Candidate[] {
  switch (argument) {
    case 'room':
      return rooms(word, known)
    case 'person':
      return people(word, known).map(({ text, about }) => ({ text: word.startsWith('@') ? text : text.slice(1), about }))
    case 'message':
    case 'own-message':
      return known.messages
        .filter(({ seq, own }) => (own || argument === 'message') && String(seq).startsWith(word))
        .map(({ seq, about }) => ({ text: String(seq), about }))
    case 'emoji':
      return emoji.filter(({ text, about }) => text.startsWith(word) || about.startsWith(word.toLowerCase()))
    case 'kind':
      return ['open', 'private'].filter(kind => kind.startsWith(word)).map(text => ({ text, about: '' }))
    default:
      return argument satisfies never
  }
}

const people = (word: string, { people }: Known): Candidate[] =>
  people.filter(name => begins(name, word.replace(/^@/, ''))).map(name => ({ text: `@${name}`, about: '' }))

const rooms = (word: string, { rooms }: Known): Candidate[] =>
  rooms.filter(({ name }) => begins(name.replace(/^#/, ''), word.replace(/^#/, ''))).map(({ name, about }) => ({ text: name, about }))

const begins = (name: string, typed: string): boolean => name.toLowerCase().startsWith(typed.toLowerCase())

/** What Tab (`by` 1) or Shift-Tab (-1) makes of the text. A single candidate is taken at once. */
export function completed(
  editor: Editor,
  open: Completion | undefined,
  known: Known,
  by: 1 | -1,
): { readonly editor: Editor; readonly completion: Completion | undefined } {
  if (open !== undefined) {
    const chosen = (open.chosen + by + open.candidates.length) % open.candidates.length
    return { editor: replaced(editor, open.from, editor.at, open.candidates[chosen]?.text ?? ''), completion: { ...open, chosen } }
  }
  const { from, candidates } = candidatesFor(editor, known)
  const [only] = candidates
  if (only === undefined) return { editor, completion: undefined }
  if (candidates.length === 1) {
    const space = only.goesOn || /^\s/.test(editor.text.slice(editor.at)) ? '' : ' '
    return { editor: replaced(editor, from, editor.at, only.text + space), completion: undefined }
  }
  const chosen = by === 1 ? 0 : candidates.length - 1
  const completion = { from, typed: editor.text.slice(from, editor.at), candidates, chosen }
  return { editor: replaced(editor, from, editor.at, candidates[chosen]?.text ?? ''), completion }
}

/** Escape puts back what was typed. */
export const uncompleted = (editor: Editor, { from, typed }: Completion): Editor => replaced(editor, from, editor.at, typed)
