// What can be typed after a slash: one table of forms, and what a typed line asks for. Everything else that is typed is a message.

/** Which things complete an argument. */
export type Argument = 'room' | 'person' | 'message' | 'own-message' | 'emoji' | 'kind' | 'words' | 'path' | 'file'

type Row = { readonly form: string; readonly about: string; readonly takes: readonly Argument[] }

export const commands = {
  join: { form: '/join #room', about: 'enter a room; it is made, open, if there is none', takes: ['room'] },
  leave: { form: '/leave [#room]', about: 'leave a room', takes: ['room'] },
  create: { form: '/create #room [open|private] [topic]', about: 'make a room', takes: ['words', 'kind'] },
  rooms: { form: '/rooms', about: 'the rooms there are', takes: [] },
  topic: { form: '/topic [text]', about: 'show or set the topic', takes: ['words'] },
  invite: { form: '/invite <name>', about: 'ask somebody into this room', takes: ['person'] },
  msg: { form: '/msg <name>[,<name>] [text]', about: 'talk to somebody alone', takes: ['person', 'words'] },
  who: { form: '/who', about: 'who is in this room', takes: [] },
  name: { form: '/name <new>', about: 'be called otherwise', takes: ['words'] },
  edit: { form: '/edit [seq] [text]', about: 'change a message of yours', takes: ['own-message', 'words'] },
  unsay: { form: '/unsay [seq]', about: 'take a message of yours back', takes: ['own-message'] },
  reply: { form: '/reply <seq> [text]', about: 'answer a message', takes: ['message', 'words'] },
  react: { form: '/react [seq] <emoji>', about: 'put an emoji on a message, or take it back', takes: ['message', 'emoji'] },
  search: { form: '/search <words>', about: 'find messages in your rooms', takes: ['words'] },
  goto: { form: '/goto <seq>', about: 'jump to a message', takes: ['message'] },
  files: { form: '/files [prefix]', about: 'the files of this room', takes: ['file'] },
  put: { form: '/put <path>', about: 'leave a file or a folder in this room', takes: ['path'] },
  get: { form: '/get <name> [to]', about: 'fetch a file, or a folder/, of this room', takes: ['file'] },
  rm: { form: '/rm <name>', about: 'take a file away from this room', takes: ['file'] },
  mv: { form: '/mv <name> to <new>', about: 'give a file of this room another name', takes: ['file'] },
  pause: { form: '/pause [n]', about: 'halt a transfer, or all', takes: [] },
  resume: { form: '/resume [n]', about: 'go on with it', takes: [] },
  cancel: { form: '/cancel <n>', about: 'end a transfer, and throw away what has come', takes: [] },
  status: { form: '/status [n]', about: 'who is connected, and who was', takes: [] },
  archive: { form: '/archive [off]', about: 'close a room of yours, or open it again', takes: [] },
  rename: { form: '/rename #new', about: 'call a room of yours otherwise', takes: ['words'] },
  retry: { form: '/retry', about: 'send again what was refused', takes: [] },
  drop: { form: '/drop', about: 'throw away what was refused', takes: [] },
  help: { form: '/help', about: 'this list and the keys', takes: [] },
  quit: { form: '/quit', about: 'leave this program', takes: [] },
} as const satisfies Record<string, Row>

export type CommandName = keyof typeof commands

export const commandNames = Object.keys(commands) as CommandName[]

/** Other names for commands. */
const aliases: Readonly<Record<string, CommandName>> = { 'delete-file': 'rm' }

export const isCommand = (word: string): word is CommandName => Object.hasOwn(commands, word)

export type Asked =
  | { readonly ask: 'say'; readonly text: string }
  | { readonly ask: 'join' | 'rename'; readonly room: string }
  | { readonly ask: 'leave'; readonly room: string | undefined }
  | { readonly ask: 'create'; readonly room: string; readonly kind: 'open' | 'private'; readonly topic: string | undefined }
  | { readonly ask: 'topic'; readonly text: string | undefined }
  | { readonly ask: 'invite' | 'name'; readonly name: string }
  | { readonly ask: 'msg'; readonly names: readonly string[]; readonly text: string | undefined }
  | { readonly ask: 'edit'; readonly seq: number | undefined; readonly text: string | undefined }
  | { readonly ask: 'unsay'; readonly seq: number | undefined }
  | { readonly ask: 'reply'; readonly seq: number; readonly text: string | undefined }
  | { readonly ask: 'react'; readonly seq: number | undefined; readonly emoji: string }
  | { readonly ask: 'search'; readonly text: string }
  | { readonly ask: 'goto'; readonly seq: number }
  | { readonly ask: 'status'; readonly past: number }
  | { readonly ask: 'archive'; readonly on: boolean }
  | { readonly ask: 'put'; readonly path: string }
  /** Which part of it is the name only the shelf can tell. */
  | { readonly ask: 'get' | 'rm' | 'mv'; readonly text: string }
  | { readonly ask: 'files'; readonly prefix: string }
  | { readonly ask: 'pause' | 'resume'; readonly number: number | undefined }
  | { readonly ask: 'cancel'; readonly number: number }
  | { readonly ask: 'rooms' | 'who' | 'retry' | 'drop' | 'help' | 'quit' }

const statusPastDefault = 10

/** What a typed text asks for, or one sentence that says what would do. Blank text asks for nothing. */
export function readTyped(typed: string): Asked | { readonly wrong: string } | undefined {
  if (typed.trim() === '') return undefined
  if (!typed.startsWith('/')) return { ask: 'say', text: typed }
  if (typed.startsWith('//')) return { ask: 'say', text: typed.slice(1) }
  const [, word = '', rest = ''] = /^\/(\S*)\s*([\s\S]*?)\s*$/.exec(typed) ?? []
  const lower = word.toLowerCase()
  const name = aliases[lower] ?? lower
  if (!isCommand(name)) return { wrong: `There is no command /${word}. /help lists them; a message that begins with / is sent by //.` }
  return read(name, rest) ?? { wrong: `The form is ${commands[name].form}.` }
}

function read(name: CommandName, rest: string): Asked | undefined {
  const [, first = '', more = ''] = /^(\S*)\s*([\s\S]*)$/.exec(rest) ?? []
  const text = more === '' ? undefined : more
  switch (name) {
    case 'join':
      return first === '' || more !== '' ? undefined : { ask: 'join', room: roomName(first) }
    case 'rename':
      return first === '' || more !== '' ? undefined : { ask: 'rename', room: roomName(first) }
    case 'leave':
      return more === '' ? { ask: 'leave', room: first === '' ? undefined : roomName(first) } : undefined
    case 'create':
      return first === '' ? undefined : readCreate(roomName(first), more)
    case 'topic':
      return { ask: 'topic', text: rest === '' ? undefined : rest }
    case 'invite':
    case 'name':
      return first === '' || more !== '' ? undefined : { ask: name, name: first.replace(/^@/, '') }
    case 'msg':
      return readNames(first).length === 0 ? undefined : { ask: 'msg', names: readNames(first), text }
    case 'edit':
      return isSeq(first)
        ? { ask: 'edit', seq: Number(first), text }
        : { ask: 'edit', seq: undefined, text: rest === '' ? undefined : rest }
    case 'unsay':
      return rest === '' || isSeq(rest) ? { ask: 'unsay', seq: rest === '' ? undefined : Number(rest) } : undefined
    case 'reply':
      return isSeq(first) ? { ask: 'reply', seq: Number(first), text } : undefined
    case 'react':
      return readReact(first, more)
    case 'search':
      return rest === '' ? undefined : { ask: 'search', text: rest }
    case 'goto':
      return isSeq(rest) ? { ask: 'goto', seq: Number(rest) } : undefined
    case 'status':
      return rest === '' || isSeq(rest) ? { ask: 'status', past: rest === '' ? statusPastDefault : Number(rest) } : undefined
    case 'archive':
      return rest === '' || rest === 'off' ? { ask: 'archive', on: rest === '' } : undefined
    case 'put':
      return rest === '' ? undefined : { ask: 'put', path: rest }
    case 'get':
    case 'rm':
      return rest === '' ? undefined : { ask: name, text: rest }
    case 'mv':
      return more === '' ? undefined : { ask: 'mv', text: rest }
    case 'files':
      return { ask: 'files', prefix: rest }
    case 'pause':
    case 'resume':
      return rest === '' || isSeq(rest) ? { ask: name, number: rest === '' ? undefined : Number(rest) } : undefined
    case 'cancel':
      return isSeq(rest) ? { ask: 'cancel', number: Number(rest) } : undefined
    case 'rooms':
    case 'who':
    case 'retry':
    case 'drop':
    case 'help':
    case 'quit':
      return rest === '' ? { ask: name } : undefined
    default:
      return name satisfies never
  }
}

function readCreate(room: string, rest: string): Asked {
  const [, kind, topic = ''] = /^(open|private)?\s*([\s\S]*)$/.exec(rest) ?? []
  return { ask: 'create', room, kind: kind === 'private' ? 'private' : 'open', topic: topic === '' ? undefined : topic }
}

function readReact(first: string, more: string): Asked | undefined {
  if (first !== '' && more === '' && !isSeq(first)) return { ask: 'react', seq: undefined, emoji: first }
  return isSeq(first) && more !== '' && !/\s/.test(more) ? { ask: 'react', seq: Number(first), emoji: more } : undefined
}

const readNames = (text: string): string[] =>
  text
    .split(',')
    .map(name => name.replace(/^@/, ''))
    .filter(name => name !== '')

const isSeq = (text: string): boolean => /^\d{1,15}$/.test(text)

/** The `#` may be left out; a direct room is called by `@`. */
const roomName = (text: string): string => (/^[#@]/.test(text) ? text : `#${text}`)
